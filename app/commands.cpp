// SPDX-License-Identifier: MIT
#include "app/commands.h"

#include "app/admin_options.h"

#include <array>

namespace llmproxy::app {

namespace {

constexpr auto CostOptions = std::to_array<Option>({
    {Option::Group::Command,
     "by",
     "WHAT",
     "model, provider, user, key or day",
     "sum up by model (the default), provider, user,\n"
     "key or day (UTC)",
     [](Arguments &a, const QString &v) {
         const auto grouping = cost::groupingNamed(v.toUtf8());
         a.cost.by = grouping.value_or(cost::Grouping::Model);
         return grouping.has_value();
     }},
    {Option::Group::Command,
     "since",
     "DATE",
     "a date as in 2026-01-31",
     "leave out what ended before that day (UTC)",
     [](Arguments &a, const QString &v) {
         a.cost.since = QDate::fromString(v, Qt::ISODate);
         return a.cost.since->isValid();
     }},
    {Option::Group::Command,
     "file",
     "FILE",
     "the name of a file of cost records",
     "read this file instead of the one that\n"
     "features.cost_tracking names",
     [](Arguments &a, const QString &v) {
         a.cost.file = v;
         return !v.isEmpty();
     }},
    {Option::Group::Command,
     "json",
     "",
     "",
     "print JSON",
     [](Arguments &a, const QString &) { return a.cost.asJson = true; }},
});

constexpr auto EstimateOptions = std::to_array<Option>({
    {Option::Group::Command,
     "provider",
     "NAME",
     "the name of a provider",
     "whose request it is (default: openai)",
     [](Arguments &a, const QString &v) {
         a.estimate.provider = v.toUtf8();
         return !v.isEmpty();
     }},
    {Option::Group::Command,
     "path",
     "TARGET",
     "a path that begins with /",
     "what is asked for, where that tells the model or\n"
     "streaming, as in /model/<id>/converse",
     [](Arguments &a, const QString &v) {
         a.estimate.path = v.toUtf8();
         return v.startsWith(u'/');
     }},
    {Option::Group::Command,
     "json",
     "",
     "",
     "print JSON",
     [](Arguments &a, const QString &) { return a.estimate.asJson = true; }},
});

void acceptWord(Arguments &arguments, const QString &word)
{
    arguments.admin.words += word;
}

using Verb = AdminQuery::Verb;

/// One that asks a running gateway.
constexpr Command
asking(Verb verb, QByteArrayView name, QByteArrayView help, std::span<const Option> options)
{
    Command command{name, help, Arguments::Action::Admin, options};
    command.verb = verb;
    return command;
}

constexpr Command with(Command command, Command::Operands operands, QByteArrayView operand)
{
    command.operands = operands;
    command.operand = operand;
    command.acceptOperand = &acceptWord;
    return command;
}

constexpr Command withFilter(Command command)
{
    command = with(command, Command::Operands::Any, "[FILTER]...");
    command.takesFilter = true;
    return command;
}

constexpr Command withExchange(Command command)
{
    command = with(command, Command::Operands::One, "ID");
    command.missing = "the number of an exchange";
    return command;
}
constexpr auto ConnectOptions = std::to_array<Option>({
    {Option::Group::Command,
     "write",
     "",
     "",
     "write it where the client looks for it, after\n"
     "asking",
     [](Arguments &a, const QString &) {
         a.connect.change = ConnectQuery::Change::Write;
         return true;
     }},
    {Option::Group::Command,
     "undo",
     "",
     "",
     "take back what --write wrote",
     [](Arguments &a, const QString &) {
         a.connect.change = ConnectQuery::Change::Undo;
         return true;
     }},
    {Option::Group::Command,
     "yes",
     "",
     "",
     "do not ask before a file is changed",
     [](Arguments &a, const QString &) { return a.connect.isAgreed = true; }},
    PortOption,
    UrlOption,
});

constexpr auto RunOptions = std::to_array<Option>({PortOption, UrlOption});

constexpr auto Commands = std::to_array<Command>({
    {"cost", "print what the exchanges cost so far", Arguments::Action::Cost, CostOptions},
    {"estimate",
     "print how many tokens a request's body counts as",
     Arguments::Action::Estimate,
     EstimateOptions,
     Command::Operands::One,
     "FILE",
     "a FILE; - is standard input",
     [](Arguments &a, const QString &word) { a.estimate.file = word; }},
    asking(Verb::Status, "status", "print how the running gateway is", JsonOptions),
    withFilter(asking(Verb::Log, "log", "print the newest exchanges", LogOptions)),
    withExchange(
        asking(Verb::Show, "show", "print one exchange, or how to repeat it", ShowOptions)),
    withFilter(asking(Verb::Tail, "tail", "print exchanges as they end", JsonOptions)),
    withFilter(asking(Verb::Export, "export", "write exchanges to standard output", ExportOptions)),
    with(asking(Verb::TestMode,
                "test-mode",
                "list the test modes that are on, or switch one",
                ExtentOptions),
         Command::Operands::Any,
         "[list | on MODE [SCOPE] | off [ID]]"),
    with(asking(Verb::Circuit, "circuit", "list the circuits, or force one", ExtentOptions),
         Command::Operands::Any,
         "[open KEY | close KEY | probe KEY]"),
    asking(Verb::Limits, "limits", "print how much of the rate limits is used", JsonOptions),
    asking(Verb::Reload, "reload", "have the configuration read again", JsonOptions),
    asking(Verb::Purge, "purge", "delete all that is recorded", JsonOptions),
    asking(Verb::Pause, "pause", "stop recording exchanges", JsonOptions),
    asking(Verb::Resume, "resume", "record exchanges again", JsonOptions),
    {"connect",
     "print or write what points a client at the proxy",
     Arguments::Action::Connect,
     ConnectOptions,
     Command::Operands::AtMostOne,
     "[CLIENT]",
     "",
     [](Arguments &a, const QString &word) { a.connect.client = word; }},
    {"run",
     "start a command whose SDKs talk to the proxy",
     Arguments::Action::Exec,
     RunOptions,
     Command::Operands::Rest,
     "COMMAND",
     "a COMMAND",
     [](Arguments &a, const QString &word) { a.commandToRun += word; }},
});

} // namespace

std::span<const Command> commands()
{
    return Commands;
}

const Command *findCommand(const QString &name)
{
    for (const Command &each : Commands) {
        if (QString::fromLatin1(each.name) == name)
            return &each;
    }
    return nullptr;
}

std::vector<const Option *> optionsOf(const Command *command)
{
    std::vector<const Option *> found;
    if (command) {
        for (const Option &option : command->options)
            found.push_back(&option);
    }
    for (const Option &option : options()) {
        if (!command || option.goesWithCommands)
            found.push_back(&option);
    }
    return found;
}

} // namespace llmproxy::app
