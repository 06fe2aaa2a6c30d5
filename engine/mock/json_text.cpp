// SPDX-License-Identifier: MIT
#include "engine/mock/json_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace llmproxy::mock::json {

namespace {

void appendEscaped(QByteArray &out, char c)
{
    const auto byte = static_cast<quint8>(c);
    if (c == '"' || c == '\\') {
        out.append('\\').append(c);
    } else if (c == '\n') {
        out.append("\\n");
    } else if (byte < 0x20) {
        out.append("\\u00").append(QByteArray::number(byte, 16).rightJustified(2, '0'));
    } else {
        out.append(c);
    }
}

} // namespace

Json string(QByteArrayView utf8)
{
    QByteArray out("\"");
    out.reserve(utf8.size() + 2);
    for (const char c : utf8)
        appendEscaped(out, c);
    out.append('"');
    return {out};
}

Json number(qint64 value)
{
    return {QByteArray::number(value)};
}

Json real(double value)
{
    return {QByteArray::number(value, 'g', 9)};
}

Json boolean(bool value)
{
    return {value ? QByteArrayLiteral("true") : QByteArrayLiteral("false")};
}

Json null()
{
    return {QByteArrayLiteral("null")};
}

Json object(std::initializer_list<Member> members)
{
    QByteArray out("{");
    for (const Member &member : members) {
        if (member.value.text.isEmpty())
            continue;
        if (out.size() > 1)
            out.append(',');
        out.append('"').append(member.name).append("\":").append(member.value.text);
    }
    out.append('}');
    return {out};
}

Json merged(const Json &first, const Json &second)
{
    const Json empty = object({});
    if (first == empty || second == empty)
        return first == empty ? second : first;
    return {first.text.chopped(1) + ',' + second.text.sliced(1)};
}

Json array(const std::vector<Json> &elements)
{
    QByteArray out("[");
    for (const Json &element : elements) {
        if (element.text.isEmpty())
            continue;
        if (out.size() > 1)
            out.append(',');
        out.append(element.text);
    }
    out.append(']');
    return {out};
}

Json from(const QJsonValue &value)
{
    // QJsonDocument writes arrays and objects only, so any other value goes in an array's clothes.
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return {text.sliced(1, text.size() - 2)};
}

} // namespace llmproxy::mock::json
