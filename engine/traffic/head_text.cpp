// SPDX-License-Identifier: MIT
#include "engine/traffic/head_text.h"

#include "engine/http/head.h"

namespace llmproxy::traffic {

QByteArrayView takeLine(QByteArrayView &text)
{
    const qsizetype end = text.indexOf('\n');
    QByteArrayView line = end < 0 ? text : text.first(end);
    text = end < 0 ? QByteArrayView() : text.sliced(end + 1);
    if (line.endsWith('\r'))
        line.chop(1);
    return line;
}

std::optional<HeadField> fieldIn(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0)
        return std::nullopt;
    return HeadField{line.first(colon), http::trimmed(line.sliced(colon + 1))};
}

QByteArrayView startLine(QByteArrayView head)
{
    return takeLine(head);
}

std::vector<HeadField> fieldsOf(QByteArrayView head)
{
    std::vector<HeadField> fields;
    fields.reserve(24);
    takeLine(head);
    while (!head.isEmpty()) {
        if (const auto field = fieldIn(takeLine(head)))
            fields.push_back(*field);
    }
    return fields;
}

std::optional<QByteArrayView> fieldOf(QByteArrayView head, QByteArrayView name)
{
    for (const HeadField &field : fieldsOf(head)) {
        if (http::equalsIgnoringCase(field.name, name))
            return field.value;
    }
    return std::nullopt;
}

} // namespace llmproxy::traffic
