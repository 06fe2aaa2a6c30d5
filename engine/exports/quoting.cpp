// SPDX-License-Identifier: MIT
#include "engine/exports/quoting.h"

#include <QStringDecoder>

#include <algorithm>

namespace llmproxy::exports {

namespace {

bool isPrintable(char c)
{
    return c >= 0x20 && c < 0x7F;
}

/// Words that need no quotes.
bool isPlain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
           || QByteArrayView("-_./:,+@%").contains(c);
}

/// "\ooo"
QByteArray octal(char c)
{
    return '\\' + QByteArray::number(static_cast<unsigned char>(c), 8).rightJustified(3, '0');
}

/// `prefix` and two hexadecimal digits.
QByteArray hexadecimal(QByteArrayView prefix, char c)
{
    return prefix.toByteArray() + QByteArray(1, c).toHex();
}

/// Within double quotes; `prefix` is in front of the digits of what cannot be written as it is.
QByteArray escaped(char c, QByteArrayView prefix)
{
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return isPrintable(c) ? QByteArray(1, c) : hexadecimal(prefix, c);
    }
}

} // namespace

bool isText(QByteArrayView bytes)
{
    if (bytes.contains('\0'))
        return false;
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    return !decoder.hasError();
}

QByteArray shellQuoted(const QByteArray &text)
{
    if (!text.isEmpty() && std::all_of(text.begin(), text.end(), &isPlain))
        return text;
    return '\'' + QByteArray(text).replace('\'', "'\\''") + '\'';
}

QByteArray shellPrint(const QByteArray &bytes)
{
    if (isText(bytes))
        return "printf %s " + shellQuoted(bytes);
    QByteArray format;
    for (const char c : bytes) {
        const bool isMeant = isPrintable(c) && c != '\'' && c != '\\' && c != '%' && c != '-';
        format += isMeant ? QByteArray(1, c) : octal(c);
    }
    return "printf '" + format + '\'';
}

QByteArray textLiteral(QByteArrayView text)
{
    QByteArray literal = "\"";
    for (const char c : text) {
        const bool isAscii = static_cast<unsigned char>(c) < 0x80;
        literal += isAscii ? escaped(c, "\\u00") : QByteArray(1, c);
    }
    return literal += '"';
}

QByteArray byteLiteral(QByteArrayView bytes)
{
    QByteArray literal = "\"";
    for (const char c : bytes)
        literal += escaped(c, "\\u00");
    return literal += '"';
}

QByteArray pythonBytes(QByteArrayView bytes)
{
    QByteArray literal = "b\"";
    for (const char c : bytes)
        literal += escaped(c, "\\x");
    return literal += '"';
}

} // namespace llmproxy::exports
