// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

namespace llmproxy::app {

// What commands print.

/// "1,234,567".
QString grouped(qint64 number);

/// A name that comes from outside: nothing in it may steer the terminal. "(none)" if it is empty.
QString printable(const QByteArray &name);

/// One line to standard error.
void complain(const QString &message);

/// All of it to standard output.
void print(const QByteArray &text);

} // namespace llmproxy::app
