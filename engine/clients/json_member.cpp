// SPDX-License-Identifier: MIT
#include "engine/clients/json_member.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace llmproxy::clients {

namespace {

using Checked = Result<QJsonObject, QString>;

/// QJsonDocument says whether it is JSON; after that, the places are found by looking at quotes
/// and brackets alone.
Checked parsed(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        return Failure<QString>(QStringLiteral("it is no JSON: ") + error.errorString());
    if (!document.isObject())
        return Failure<QString>(QStringLiteral("it is no JSON object"));
    return document.object();
}

qsizetype afterSpace(const QByteArray &json, qsizetype at)
{
    while (at < json.size() && QByteArrayView(" \t\r\n").contains(json.at(at)))
        ++at;
    return at;
}

/// `at` is at the opening quote.
qsizetype afterString(const QByteArray &json, qsizetype at)
{
    for (++at; json.at(at) != '"'; ++at) {
        if (json.at(at) == '\\')
            ++at;
    }
    return at + 1;
}

/// `at` is at the opening bracket or brace.
qsizetype afterContainer(const QByteArray &json, qsizetype at)
{
    int depth = 0;
    do {
        const char c = json.at(at);
        depth += (c == '{' || c == '[') ? 1 : 0;
        depth -= (c == '}' || c == ']') ? 1 : 0;
        at = c == '"' ? afterString(json, at) : at + 1;
    } while (depth > 0);
    return at;
}

qsizetype afterValue(const QByteArray &json, qsizetype at)
{
    const char c = json.at(at);
    if (c == '"')
        return afterString(json, at);
    if (c == '{' || c == '[')
        return afterContainer(json, at);
    while (!QByteArrayView(",}] \t\r\n").contains(json.at(at))) // a number or a literal
        ++at;
    return at;
}

/// A member of an object: "name": value.
struct Found
{
    qsizetype begin = 0; ///< of the name's quote
    qsizetype value = 0;
    qsizetype end = 0;      ///< behind the value
    qsizetype previous = 0; ///< behind the value before it, or behind the brace
    bool isFirst = true;
};

/// `object` is at its opening brace. Of members named twice it is the last, as readers take it.
std::optional<Found> find(const QByteArray &json, qsizetype object, const QByteArray &name)
{
    std::optional<Found> found;
    qsizetype previous = object + 1;
    qsizetype at = afterSpace(json, previous);
    for (bool isFirst = true; json.at(at) == '"'; isFirst = false) {
        Found member{.begin = at, .previous = previous, .isFirst = isFirst};
        const qsizetype nameEnd = afterString(json, at);
        member.value = afterSpace(json, afterSpace(json, nameEnd) + 1);
        member.end = afterValue(json, member.value);
        if (json.sliced(at + 1, nameEnd - at - 2) == name)
            found = member;
        previous = member.end;
        at = afterSpace(json, member.end);
        if (json.at(at) == ',')
            at = afterSpace(json, at + 1);
    }
    return found;
}

QByteArray quoted(const QString &text)
{
    const QByteArray array = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return array.sliced(1, array.size() - 2);
}

/// What stands between the brace and the first member: a new one is set as that one is. In an
/// empty object it goes on a line of its own, indented by that of the line with the brace and more.
QByteArray spaceInside(const QByteArray &json, qsizetype object)
{
    const qsizetype first = afterSpace(json, object + 1);
    if (json.at(first) != '}')
        return json.sliced(object + 1, first - object - 1);
    const qsizetype line = object == 0 ? 0 : json.lastIndexOf('\n', object - 1) + 1;
    qsizetype indent = line;
    while (json.at(indent) == ' ' || json.at(indent) == '\t')
        ++indent;
    return '\n' + json.sliced(line, indent - line) + "  ";
}

QByteArray inserted(QByteArray json, qsizetype object, const QByteArray &member)
{
    const QByteArray space = spaceInside(json, object);
    const qsizetype first = afterSpace(json, object + 1);
    if (json.at(first) != '}')
        return json.insert(object + 1, space + member + ',');
    const QByteArray outer = space.endsWith("  ") ? space.chopped(2) : space;
    const QByteArray filled = space + member + outer;
    return json.replace(object + 1, first - object - 1, filled);
}

QByteArray edited(const QByteArray &json, const MemberPath &path, const QString &value)
{
    const qsizetype top = json.indexOf('{');
    const QByteArray member = '"' + path.member + "\": " + quoted(value);
    const auto object = find(json, top, path.object);
    if (!object) {
        const QByteArray added = inserted(json, top, '"' + path.object + "\": {}");
        return inserted(added, find(added, top, path.object)->value, member);
    }
    const auto present = find(json, object->value, path.member);
    if (!present)
        return inserted(json, object->value, member);
    return QByteArray(json).replace(present->begin, present->end - present->begin, member);
}

} // namespace

Result<QByteArray, QString>
withMember(const QByteArray &json, const MemberPath &path, const QString &value)
{
    const QByteArray whole = json.trimmed().isEmpty() ? QByteArrayLiteral("{}\n") : json;
    const Checked document = parsed(whole);
    if (!document)
        return Failure<QString>(document.error());
    const QJsonValue holder = document->value(QString::fromUtf8(path.object));
    if (!holder.isUndefined() && !holder.isObject())
        return Failure<QString>(QString::fromUtf8(path.object) + QStringLiteral(" is no object"));
    const QByteArray made = edited(whole, path, value);
    if (memberOf(made, path) != value) // names written with escapes
        return Failure<QString>(QStringLiteral("its members cannot be told apart"));
    return made;
}

Result<QByteArray, QString> withoutMember(const QByteArray &json, const MemberPath &path)
{
    const Checked document = parsed(json);
    if (!document)
        return Failure<QString>(document.error());
    const auto object = find(json, json.indexOf('{'), path.object);
    if (!object || json.at(object->value) != '{')
        return json;
    const auto present = find(json, object->value, path.member);
    if (!present)
        return json;
    qsizetype end = present->end;
    // The comma goes too: the one before it, or behind it where it is the first.
    if (const qsizetype next = afterSpace(json, end); present->isFirst && json.at(next) == ',')
        end = next + 1;
    return QByteArray(json).remove(present->previous, end - present->previous);
}

std::optional<QString> memberOf(const QByteArray &json, const MemberPath &path)
{
    const Checked document = parsed(json);
    if (!document)
        return std::nullopt;
    const QJsonValue value = document->value(QString::fromUtf8(path.object))
                                 .toObject()
                                 .value(QString::fromUtf8(path.member));
    return value.isString() ? std::optional(value.toString()) : std::nullopt;
}

} // namespace llmproxy::clients
