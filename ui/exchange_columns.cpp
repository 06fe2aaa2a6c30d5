// SPDX-License-Identifier: MIT
#include "ui/exchange_columns.h"

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

bool alignsRight(Column column)
{
    switch (column) {
    case Column::Number:
    case Column::Tries:
    case Column::FirstByte:
    case Column::Took:
    case Column::Tokens:
    case Column::Cost:
    case Column::Bytes:
    case Column::Speed:
    case Column::Waited:
        return true;
    default:
        return false;
    }
}

QString sampleText(Column column)
{
    switch (column) {
    case Column::Number:
        return u"88888"_s;
    case Column::Time:
        return u"00:00:00.00"_s;
    case Column::By:
        return u"      upstream"_s;
    case Column::Provider:
        return u"anthropic"_s;
    case Column::Model:
        return u"claude-sonnet-4-5-20"_s;
    case Column::Operation:
        return u"chat/completions"_s;
    case Column::Status:
        return u"      none"_s;
    case Column::FirstByte:
    case Column::Waited:
        return u"99.9 s"_s;
    case Column::Took:
        return u"99 min 59 s >"_s;
    case Column::Tokens:
        return u"\u224899.9k \u2192 \u224899.9k"_s;
    case Column::Cost:
        return u"\u2248$0.0075"_s;
    case Column::Flags:
        return u"S T R B C M"_s;
    case Column::Bytes:
        return u"999.9 kB \u2192 999.9 kB"_s;
    case Column::Key:
        return u"sk-\u2026cdef"_s;
    case Column::Client:
        return u"127.0.0.1:51234"_s;
    case Column::Class:
        return u"provider_degraded"_s;
    case Column::RequestId:
        return u"req_011CSHoEeqs5C35K"_s;
    default:
        return u"0000000000"_s;
    }
}

} // namespace llmproxy::ui
