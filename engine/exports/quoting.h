// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace llmproxy::exports {

/// Valid UTF-8 without NUL: what source texts and arguments of programs may hold.
bool isText(QByteArrayView bytes);

/// As one word of a POSIX shell, which takes all of it literally. No NUL in it.
QByteArray shellQuoted(const QByteArray &text);
/// A shell command that prints these bytes, any of them.
QByteArray shellPrint(const QByteArray &bytes);

/// A string literal of Python and of JavaScript; `text` isText().
QByteArray textLiteral(QByteArrayView text);
/// The same of a string with one character for each byte, as both take header values.
QByteArray byteLiteral(QByteArrayView bytes);
/// A bytes literal of Python.
QByteArray pythonBytes(QByteArrayView bytes);

} // namespace llmproxy::exports
