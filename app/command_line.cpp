// SPDX-License-Identifier: MIT
#include "app/command_line.h"

#include "app/commands.h"
#include "engine/base/edit_distance.h"

#include <algorithm>
#include <utility>

namespace llmproxy::app {

namespace {

QString named(const Option &option)
{
    return QStringLiteral("--") + QString::fromLatin1(option.name);
}

qsizetype distance(const QString &left, const QString &right)
{
    return editDistance(left.toUtf8(), right.toUtf8());
}

/// Ends a message with the nearest of the names, unless it would be a guess.
QString didYouMean(const QString &word, const QStringList &names)
{
    const auto isNearer = [&word](const QString &one, const QString &other) {
        return distance(word, one) < distance(word, other);
    };
    const QString nearest = *std::min_element(names.begin(), names.end(), isNearer);
    // Farther than a third of its letters it is a guess.
    return distance(word, nearest) * 3 <= word.size()
               ? QStringLiteral("; did you mean %1?").arg(nearest)
               : QString();
}

UsageError unknownOption(const QString &word, const Command *command)
{
    QStringList names;
    for (const Option *option : optionsOf(command))
        names += named(*option);
    return {QStringLiteral("unknown option %1").arg(word) + didYouMean(word, names)};
}

UsageError unknownCommand(const QString &word)
{
    QStringList names;
    for (const Command &command : commands())
        names += QString::fromLatin1(command.name);
    return {QStringLiteral("unknown command '%1'").arg(word) + didYouMean(word, names)};
}

/// The words that are still to be read.
class Words
{
public:
    explicit Words(const QStringList &words)
        : m_words(words)
    {}

    bool atEnd() const { return m_next == m_words.size(); }
    QString take() { return m_words.at(m_next++); }
    QStringList takeAll() { return m_words.sliced(std::exchange(m_next, m_words.size())); }
    bool wordFollows() const { return !atEnd() && !m_words.at(m_next).startsWith(u'-'); }
    bool valueFollows() const { return !atEnd() && !m_words.at(m_next).startsWith(u"--"); }

private:
    const QStringList &m_words;
    qsizetype m_next = 0;
};

std::optional<UsageError> readCommand(Arguments &arguments, Words &rest)
{
    if (!rest.wordFollows())
        return std::nullopt;
    const QString name = rest.take();
    arguments.command = findCommand(name);
    if (!arguments.command)
        return unknownCommand(name);
    arguments.action = arguments.command->action;
    arguments.admin.verb = arguments.command->verb;
    return std::nullopt;
}

/// Is the word one of the command's own, and no option?
bool isOperand(const QString &word, const Command *command)
{
    if (!word.startsWith(u'-') || word == u"-")
        return true;
    return command && command->takesFilter && !word.startsWith(u"--") && word != u"-h";
}

std::optional<UsageError> readOperand(Arguments &arguments, const QString &word, int before)
{
    using Operands = Command::Operands;
    const Operands taken = arguments.command ? arguments.command->operands : Operands::None;
    if (taken == Operands::None || (taken != Operands::Any && before > 0))
        return UsageError{QStringLiteral("unexpected argument '%1'").arg(word)};
    arguments.command->acceptOperand(arguments, word);
    return std::nullopt;
}

/// Does the command that is to be run begin here?
bool beginsRest(const QString &word, const Command *command)
{
    return command && command->operands == Command::Operands::Rest
           && (word == u"--" || isOperand(word, command));
}

/// How many words the command to run has.
int readAll(Arguments &arguments, const QString &first, Words &rest)
{
    const QStringList words =
        (first == u"--" ? QStringList() : QStringList(first)) + rest.takeAll();
    for (const QString &word : words)
        arguments.command->acceptOperand(arguments, word);
    return int(words.size());
}

std::optional<UsageError> readOption(Arguments &arguments, const QString &word, Words &rest)
{
    const qsizetype equals = word.indexOf(u'=');
    const QString name = word.left(equals); // all of it if there is no '='
    const auto known = optionsOf(arguments.command);
    const auto found = std::find_if(
        known.begin(), known.end(), [&](const Option *each) { return named(*each) == name; });
    if (found == known.end())
        return unknownOption(name, arguments.command);
    const Option *option = *found;
    if (option->value.isEmpty() && equals >= 0)
        return UsageError{QStringLiteral("%1 takes no value").arg(name)};
    if (!option->value.isEmpty() && equals < 0 && !rest.valueFollows())
        return UsageError{
            QStringLiteral("%1 needs a value: %2").arg(name, QString::fromLatin1(option->allowed))};
    QString value;
    if (!option->value.isEmpty())
        value = equals < 0 ? rest.take() : word.sliced(equals + 1);
    if (option->accept(arguments, value))
        return std::nullopt;
    return UsageError{QStringLiteral("%1 takes %2, not '%3'")
                          .arg(name, QString::fromLatin1(option->allowed), value)};
}

// What follows the command: options, and the words that it takes.
std::optional<UsageError> readRest(Arguments &arguments, Words &rest)
{
    int operands = 0;
    while (!rest.atEnd()) {
        const QString word = rest.take();
        if (beginsRest(word, arguments.command)) {
            operands += readAll(arguments, word, rest);
            break;
        }
        auto error =
            isOperand(word, arguments.command)
                ? readOperand(arguments, word, operands++)
                : readOption(arguments, word == u"-h" ? QStringLiteral("--help") : word, rest);
        if (error)
            return error;
    }
    const bool needsOne = arguments.command && !arguments.command->missing.isEmpty();
    if (needsOne && operands == 0 && arguments.action != Arguments::Action::Help)
        return UsageError{QStringLiteral("%1 needs %2")
                              .arg(QString::fromLatin1(arguments.command->name),
                                   QString::fromLatin1(arguments.command->missing))};
    return std::nullopt;
}

QByteArrayView titled(Option::Group group)
{
    switch (group) {
    case Option::Group::Dashboard:
        return "Dashboard";
    case Option::Group::Configuration:
        return "Configuration";
    case Option::Group::Network:
        return "Network";
    case Option::Group::Demo:
        return "Demo";
    case Option::Group::Log:
        return "Log (to standard error)";
    case Option::Group::About:
        return "About";
    case Option::Group::Command:
        return "Options";
    }
    return {};
}

/// `help` is set beside `left`, or below it if that is wide.
QByteArray helpLines(QByteArray left, QByteArrayView help)
{
    constexpr qsizetype column = 28;
    QByteArray lines;
    if (left.size() >= column) {
        lines = left + '\n';
        left.clear();
    }
    for (const QByteArray &line : help.toByteArray().split('\n')) {
        lines += left.leftJustified(column) + line + '\n';
        left.clear();
    }
    return lines;
}

QByteArray helpLines(const std::vector<const Option *> &listed)
{
    QByteArray text;
    std::optional<Option::Group> group;
    for (const Option *option : listed) {
        if (group != option->group)
            text += '\n' + titled(option->group).toByteArray() + ":\n";
        group = option->group;
        QByteArray left = "  --" + option->name.toByteArray();
        if (!option->value.isEmpty())
            left += ' ' + option->value.toByteArray();
        text += helpLines(left, option->help);
    }
    return text;
}

QByteArray usageOf(const Command &command)
{
    QByteArray usage = command.name.toByteArray();
    if (command.operands == Command::Operands::Rest)
        return usage + " [OPTION]... [--] " + command.operand.toByteArray() + " [ARGUMENT]...";
    if (!command.operand.isEmpty())
        usage += ' ' + command.operand.toByteArray();
    return usage + " [OPTION]...";
}

QByteArray helpOf(const Command &command)
{
    QByteArray sentence = command.help.toByteArray() + ".\n";
    sentence[0] = char(sentence[0] & ~0x20); // its first letter, a capital
    return "Usage: llm-proxy " + usageOf(command) + '\n' + sentence
           + helpLines(optionsOf(&command));
}

} // namespace

Result<Arguments, UsageError> parseCommandLine(const QStringList &words)
{
    Arguments arguments;
    Words rest(words);
    if (const auto error = readCommand(arguments, rest))
        return Failure<UsageError>(*error);
    if (const auto error = readRest(arguments, rest))
        return Failure<UsageError>(*error);
    if (!arguments.demo && (arguments.demoLatencyMs || arguments.demoTokensPerSecond))
        return Failure<UsageError>(
            {QStringLiteral("%1 needs --demo")
                 .arg(arguments.demoLatencyMs ? QStringLiteral("--demo-latency-ms")
                                              : QStringLiteral("--demo-tokens-per-second"))});
    return arguments;
}

QByteArray helpText(const Command *command)
{
    if (command)
        return helpOf(*command);
    QByteArray text =
        "Usage: llm-proxy [OPTION]...\n"
        "       llm-proxy COMMAND [OPTION]...\n"
        "A local gateway for LLM APIs: OpenAI, Anthropic, Gemini, Amazon Bedrock and what\n"
        "speaks like them. Opens its dashboard unless --no-gui is given.\n"
        "\nCommands (llm-proxy COMMAND --help tells more):\n";
    for (const Command &each : commands())
        text += helpLines("  " + each.name.toByteArray(), each.help);
    return text + helpLines(optionsOf(nullptr))
           + "\nExit status: 0 ended when asked to, 1 failed while running, 2 wrong usage or\n"
             "configuration. SIGHUP reloads the configuration.\n";
}

} // namespace llmproxy::app
