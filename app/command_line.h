// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/log_line.h"
#include "engine/base/result.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace llmproxy::app {

/// What the program was asked to do. An empty optional leaves it to the environment, the
/// configuration or the default, in this order.
struct Arguments
{
    /// Of several but the first, the one named first here wins.
    enum class Action { Run, Help, Version, CheckConfig, PrintConfig };

    Action action = Action::Run;
    bool noGui = false;
    QStringList configFiles; ///< in the order given; they replace the search
    QString configDir;       ///< empty: the usual places
    std::optional<quint16> port;
    std::optional<QByteArray> listen;
    bool demo = false;
    std::optional<int> demoLatencyMs;
    std::optional<int> demoTokensPerSecond;
    std::optional<LogLevel> logLevel;
    std::optional<LogFormat> logFormat;

    bool operator==(const Arguments &) const = default;
};

/// Why the command line cannot be obeyed: one sentence for the user, exit code 2.
struct UsageError
{
    QString message;

    bool operator==(const UsageError &) const = default;
};

/// `words` is argv without the program's name. `--option value` and `--option=value` are the
/// same; of an option given twice the last counts, but for --config, which adds up. --help wins
/// over --version, and both over everything else.
Result<Arguments, UsageError> parseCommandLine(const QStringList &words);

/// What --help prints, at most 80 columns wide.
QByteArray helpText();

} // namespace llmproxy::app
