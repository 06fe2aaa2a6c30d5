// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/log_line.h"
#include "engine/base/result.h"
#include "engine/cost/report.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace llmproxy::app {

struct Command;

/// What `llm-proxy cost` was asked for.
struct CostQuery
{
    cost::Grouping by = cost::Grouping::Model;
    std::optional<QDate> since; ///< UTC
    QString file;               ///< empty: the configured one
    bool asJson = false;

    bool operator==(const CostQuery &) const = default;
};

/// What `llm-proxy estimate` was asked for.
struct EstimateQuery
{
    QString file; ///< "-": standard input
    QByteArray provider = "openai";
    QByteArray path = "/v1/chat/completions"; ///< any vendor's body is read for its texts there
    bool asJson = false;

    bool operator==(const EstimateQuery &) const = default;
};

/// What a running gateway is to be asked or told.
struct AdminQuery
{
    enum class Verb {
        Status,
        Log,
        Show,
        Tail,
        Export,
        TestMode,
        Circuit,
        Limits,
        Reload,
        Purge,
        Pause,
        Resume
    };
    enum class Format { Text, Json, JsonLines, Har, Curl, Python, Node };

    Verb verb = Verb::Status;
    QStringList words; ///< behind the verb, in the order given
    QString url; ///< of the gateway, also for connect and run; empty: as configured, or --port
    Format format = Format::Text;
    int limit = 50; ///< records
    QString extent; ///< of --for; empty: until it is taken back

    bool operator==(const AdminQuery &) const = default;
};

/// What `llm-proxy connect` was asked for.
struct ConnectQuery
{
    enum class Change { None, Write, Undo };

    QString client; ///< a tool's or a provider's name; empty: every provider
    Change change = Change::None;
    bool isAgreed = false; ///< nobody is to be asked
    bool operator==(const ConnectQuery &) const = default;
};

/// What the program was asked to do. An empty optional leaves it to the environment, the
/// configuration or the default, in this order.
struct Arguments
{
    /// Of several but the first, the one named first here wins.
    enum class Action {
        Run,
        Help,
        Version,
        CheckConfig,
        PrintConfig,
        Cost,
        Estimate,
        Admin,
        Connect,
        Exec
    };

    Action action = Action::Run;
    const Command *command = nullptr; ///< null: none was named
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
    CostQuery cost;
    EstimateQuery estimate;
    AdminQuery admin;
    ConnectQuery connect;
    QStringList commandToRun; ///< the command and its arguments

    bool operator==(const Arguments &) const = default;
};

/// Why the command line cannot be obeyed: one sentence for the user, exit code 2.
struct UsageError
{
    QString message;

    bool operator==(const UsageError &) const = default;
};

/// `words` is argv without the program's name. A command comes first. `--option value` and
/// `--option=value` are the same; of an option given twice the last counts, but for --config, which
/// adds up. --help wins over --version, and both over everything else.
Result<Arguments, UsageError> parseCommandLine(const QStringList &words);

/// What --help prints, at most 80 columns wide: of the program, or of one of its commands.
QByteArray helpText(const Command *command = nullptr);

} // namespace llmproxy::app
