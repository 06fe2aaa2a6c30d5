// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace llmproxy::clients {

struct Variable
{
    QByteArray name;
    QString value; ///< a URL: nothing in it has a meaning to a shell inside double quotes
    bool operator==(const Variable &) const = default;
};

enum class Shell { Posix, Fish };

/// `NAME="value"` and a newline: a line of a .env file.
QByteArray assignment(const QByteArray &name, const QString &value);

/// A line for each that sets it for all that the shell starts.
QByteArray exports(const QList<Variable> &variables, Shell shell);

/// The shell that a path is of, as in $SHELL.
Shell shellOf(const QString &path);

/// The file that this shell reads at its start, below the home folder.
QString startFile(const QString &shellPath);

/// What NO_PROXY must say so that a program with a proxy of its own still reaches a loopback
/// address; `present` is what it says.
QString withoutProxyForLoopback(const QString &present);

} // namespace llmproxy::clients
