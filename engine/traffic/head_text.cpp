// SPDX-License-Identifier: MIT
#include "engine/traffic/head_text.h"

#include "engine/http/head.h"

namespace llmproxy::traffic {

namespace {

/// Cuts the first line off `text`; without its line end.
QByteArrayView takeLine(QByteArrayView &text)
{
    const qsizetype end = text.indexOf('\n');
    QByteArrayView line = end < 0 ? text : text.first(end);
    text = end < 0 ? QByteArrayView() : text.sliced(end + 1);
    if (line.endsWith('\r'))
        line.chop(1);
    return line;
}

} // namespace

QByteArrayView startLine(QByteArrayView head)
{
    return takeLine(head);
}

std::vector<HeadField> fieldsOf(QByteArrayView head)
{
    std::vector<HeadField> fields;
    takeLine(head);
    while (!head.isEmpty()) {
        const QByteArrayView line = takeLine(head);
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            fields.push_back({line.first(colon), http::trimmed(line.sliced(colon + 1))});
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
