// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

/// What the program tells the window besides what the engine does. Values.
namespace llmproxy {

/// A setting in force and where it was written. Secrets are masked.
struct SettingFact
{
    QByteArray path; ///< "server.port"
    QString value;
    QString layer; ///< a file, or "environment PORT", "command line", "built in"
    int line = 0;  ///< in a file, from 1; 0: in none

    bool operator==(const SettingFact &) const = default;
};

/// Something wrong with the configuration as it was last read.
struct ConfigProblem
{
    QString text; ///< "dev.yml:14:22: server.port: …"
    QString file; ///< empty: not in a file
    bool isError = true;

    bool operator==(const ConfigProblem &) const = default;
};

struct ConfigFacts
{
    QList<SettingFact> settings;   ///< that are in force, in the order of the built-in ones
    QList<ConfigProblem> problems; ///< of the last reading
    QStringList files;             ///< as read, base first
    QString readAt;                ///< when what is in force was read, local, "14:01:07"
    bool isKept = false;           ///< the last reading was of no use: what was before holds
    bool fellBack = false;         ///< the built-in defaults stand in for the files
};

/// Why the gateway does not run.
struct StartFailure
{
    QString text;
    QString at;           ///< local time of the last try, "14:01:07"
    quint16 freePort = 0; ///< the port is taken, this one is not; 0: it is not about a port

    bool operator==(const StartFailure &) const = default;
};

} // namespace llmproxy
