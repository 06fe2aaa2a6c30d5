// SPDX-License-Identifier: MIT
#include "engine/clients/shell.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace llmproxy::clients {

namespace {

QString baseName(const QString &path)
{
    return path.section(u'/', -1);
}

} // namespace

QByteArray assignment(const QByteArray &name, const QString &value)
{
    return name + "=\"" + value.toUtf8() + "\"\n";
}

QByteArray exports(const QList<Variable> &variables, Shell shell)
{
    QByteArray lines;
    for (const Variable &variable : variables) {
        if (shell == Shell::Fish)
            lines += "set -gx " + variable.name + " \"" + variable.value.toUtf8() + "\"\n";
        else
            lines += "export " + assignment(variable.name, variable.value);
    }
    return lines;
}

Shell shellOf(const QString &path)
{
    return baseName(path) == "fish"_L1 ? Shell::Fish : Shell::Posix;
}

QString startFile(const QString &shellPath)
{
    const QString name = baseName(shellPath);
    if (name == "fish"_L1)
        return u".config/fish/config.fish"_s;
    if (name == "zsh"_L1)
        return u".zshrc"_s;
    return name == "bash"_L1 ? u".bashrc"_s : u".profile"_s;
}

QString withoutProxyForLoopback(const QString &present)
{
    QStringList hosts = present.split(u',', Qt::SkipEmptyParts);
    for (const QString &host : {u"localhost"_s, u"127.0.0.1"_s, u"::1"_s}) {
        if (!hosts.contains(host) && !hosts.contains(u"*"_s))
            hosts.append(host);
    }
    return hosts.join(u',');
}

} // namespace llmproxy::clients
