// SPDX-License-Identifier: MIT
#include "engine/config/scalars.h"

#include <algorithm>

namespace llmproxy::config {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

std::optional<bool> toBool(const Node &node)
{
    if (!node.isScalar() || node.quoted)
        return std::nullopt;
    const QByteArray word = node.text.toLower();
    if (word == "true" || word == "yes" || word == "on")
        return true;
    if (word == "false" || word == "no" || word == "off")
        return false;
    return std::nullopt;
}

std::optional<qint64> toInteger(const Node &node)
{
    if (!node.isScalar() || node.quoted)
        return std::nullopt;
    const bool isSigned = node.text.startsWith('-') || node.text.startsWith('+');
    QByteArray digits = node.text.mid(isSigned ? 1 : 0);
    if (digits.startsWith('_') || digits.endsWith('_'))
        return std::nullopt;
    digits.replace('_', QByteArray());
    const bool leadingZero = digits.size() > 1 && digits.startsWith('0'); // octal to some
    if (digits.isEmpty() || leadingZero || !std::all_of(digits.begin(), digits.end(), isDigit))
        return std::nullopt;
    bool fits = false;
    const qint64 value = digits.toLongLong(&fits);
    if (!fits)
        return std::nullopt;
    return node.text.startsWith('-') ? -value : value;
}

std::optional<double> toNumber(const Node &node)
{
    if (!node.isScalar() || node.quoted || node.text.isEmpty())
        return std::nullopt;
    const auto isPart = [](char c) {
        return isDigit(c) || c == '.' || c == 'e' || c == 'E' || c == '-' || c == '+';
    };
    if (!std::all_of(node.text.begin(), node.text.end(), isPart)) // no nan, inf, 0x…
        return std::nullopt;
    bool isNumber = false;
    const double value = node.text.toDouble(&isNumber);
    return isNumber ? std::optional(value) : std::nullopt;
}

std::optional<QByteArray> toText(const Node &node)
{
    return node.isScalar() ? std::optional(node.text) : std::nullopt;
}

std::optional<QByteArrayList> toTexts(const Node &node)
{
    if (node.isScalar())
        return QByteArrayList{node.text};
    if (!node.isList() || !std::all_of(node.items.begin(), node.items.end(), [](const Node &item) {
            return item.isScalar();
        }))
        return std::nullopt;
    QByteArrayList texts;
    for (const Node &item : node.items)
        texts.append(item.text);
    return texts;
}

QString orList(const QByteArrayList &choices)
{
    QStringList quoted;
    for (const QByteArray &choice : choices)
        quoted.append(choice.isEmpty() ? QStringLiteral("\"\"") : QString::fromUtf8(choice));
    const QString last = quoted.takeLast();
    return quoted.isEmpty() ? last : quoted.join(u", ") + u" or " + last;
}

QString shown(const Node &node)
{
    constexpr qsizetype mostLetters = 60;
    switch (node.kind) {
    case Node::Kind::Null:
        return QStringLiteral("nothing");
    case Node::Kind::List:
        return QStringLiteral("a list");
    case Node::Kind::Map:
        return QStringLiteral("a map");
    case Node::Kind::Scalar:
        break;
    }
    QString text = QString::fromUtf8(node.text);
    if (text.size() > mostLetters)
        text = text.left(mostLetters) + u'…';
    return node.quoted || text.isEmpty() ? u'"' + text + u'"' : text;
}

} // namespace llmproxy::config
