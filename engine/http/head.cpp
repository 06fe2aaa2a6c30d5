// SPDX-License-Identifier: MIT
#include "engine/http/head.h"

#include <algorithm>

namespace llmproxy::http {

QByteArrayView trimmed(QByteArrayView text)
{
    const auto isSpace = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.isEmpty() && isSpace(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isSpace(text.back()))
        text.chop(1);
    return text;
}

bool anyListElement(QByteArrayView list, const ListPredicate &predicate)
{
    while (true) {
        const qsizetype comma = list.indexOf(',');
        const QByteArrayView element = trimmed(comma < 0 ? list : list.first(comma));
        if (!element.isEmpty() && predicate(element))
            return true;
        if (comma < 0)
            return false;
        list = list.sliced(comma + 1);
    }
}

std::optional<QByteArrayView> Head::find(QByteArrayView wanted) const
{
    for (const Field &field : fields) {
        if (field.name.size == static_cast<quint32>(wanted.size())
            && equalsIgnoringCase(name(field), wanted))
            return value(field);
    }
    return std::nullopt;
}

int Head::count(QByteArrayView wanted) const
{
    return static_cast<int>(std::count_if(fields.begin(), fields.end(), [&](const Field &field) {
        return equalsIgnoringCase(name(field), wanted);
    }));
}

bool Head::listContains(QByteArrayView wanted, QByteArrayView token) const
{
    return std::any_of(fields.begin(), fields.end(), [&](const Field &field) {
        return equalsIgnoringCase(name(field), wanted)
               && anyListElement(value(field), [&](QByteArrayView element) {
                      return equalsIgnoringCase(element, token);
                  });
    });
}

} // namespace llmproxy::http
