// SPDX-License-Identifier: MIT
#include "app/command_line.h"

#include <algorithm>
#include <array>
#include <vector>

namespace llmproxy::app {

namespace {

using Action = Arguments::Action;

enum class Group { Dashboard, Configuration, Network, Demo, Log, About };

/// Takes the value into the arguments; false if it is none of those allowed. An option without
/// a value is called with an empty one.
using Accept = bool (*)(Arguments &, const QString &);

struct Option
{
    Group group = Group::About;
    QByteArrayView name;    ///< without the dashes
    QByteArrayView value;   ///< what --help calls it; empty: the option takes none
    QByteArrayView allowed; ///< ends the sentence "--port takes …"
    QByteArrayView help;    ///< lines of at most 52 columns
    Accept accept = nullptr;
};

bool acceptNumber(std::optional<int> &target, const QString &value, int least, int most)
{
    bool isNumber = false;
    const int number = value.toInt(&isNumber);
    if (!isNumber || number < least || number > most)
        return false;
    target = number;
    return true;
}

bool acceptPort(Arguments &arguments, const QString &value)
{
    std::optional<int> port;
    if (!acceptNumber(port, value, 0, 65535))
        return false;
    arguments.port = static_cast<quint16>(*port);
    return true;
}

template<Action action>
bool acceptAction(Arguments &arguments, const QString &)
{
    // The enumerators are ordered so that the mildest request wins, wherever it stands.
    if (arguments.action == Action::Run || action < arguments.action)
        arguments.action = action;
    return true;
}

const std::vector<Option> &options()
{
    static const std::vector<Option> List{
        {Group::Dashboard,
         "no-gui",
         "",
         "",
         "run headless, without the dashboard",
         [](Arguments &a, const QString &) { return a.noGui = true; }},

        {Group::Configuration,
         "config",
         "FILE",
         "the name of a YAML file",
         "use this layer instead of searching; repeatable,\n"
         "later files win",
         [](Arguments &a, const QString &v) {
             a.configFiles += v;
             return !v.isEmpty();
         }},
        {Group::Configuration,
         "config-dir",
         "DIR",
         "the name of a folder",
         "look for base.yml and its overlays here",
         [](Arguments &a, const QString &v) {
             a.configDir = v;
             return !v.isEmpty();
         }},
        {Group::Configuration,
         "check-config",
         "",
         "",
         "report every problem and exit: 0 valid, 1 not",
         acceptAction<Action::CheckConfig>},
        {Group::Configuration,
         "print-config",
         "",
         "",
         "print the effective configuration and exit",
         acceptAction<Action::PrintConfig>},

        {Group::Network,
         "port",
         "N",
         "a number from 0 to 65535",
         "listen on this port; 0 takes a free one\n"
         "(default: $PORT, server.port, 9002)",
         acceptPort},
        {Group::Network,
         "listen",
         "ADDR",
         "an address",
         "listen on this address (default: server.listen,\n"
         "127.0.0.1 and ::1)",
         [](Arguments &a, const QString &v) {
             a.listen = v.toUtf8();
             return !v.isEmpty();
         }},

        {Group::Demo,
         "demo",
         "",
         "",
         "route all providers to a built-in mock: needs no\n"
         "key and no network",
         [](Arguments &a, const QString &) { return a.demo = true; }},
        {Group::Demo,
         "demo-latency-ms",
         "N",
         "a number from 0 to 600000",
         "time to the mock's first byte",
         [](Arguments &a, const QString &v) {
             return acceptNumber(a.demoLatencyMs, v, 0, 600000);
         }},
        {Group::Demo,
         "demo-tokens-per-second",
         "N",
         "a number from 1 to 100000",
         "how fast the mock streams",
         [](Arguments &a, const QString &v) {
             return acceptNumber(a.demoTokensPerSecond, v, 1, 100000);
         }},

        {Group::Log,
         "log-level",
         "LEVEL",
         "debug, info, warn or error",
         "debug, info, warn or error (default: $LOG_LEVEL,\n"
         "info)",
         [](Arguments &a, const QString &v) {
             a.logLevel = logLevelNamed(v.toUtf8());
             return a.logLevel.has_value();
         }},
        {Group::Log,
         "log-format",
         "FORMAT",
         "text or json",
         "text or json (default: $LOG_FORMAT, text)",
         [](Arguments &a, const QString &v) {
             a.logFormat = logFormatNamed(v.toUtf8());
             return a.logFormat.has_value();
         }},

        {Group::About,
         "version",
         "",
         "",
         "print version, commit, build time, compiler and Qt",
         acceptAction<Action::Version>},
        {Group::About, "help", "", "", "print this", acceptAction<Action::Help>},
    };
    return List;
}

QString named(const Option &option)
{
    return QStringLiteral("--") + QString::fromLatin1(option.name);
}

/// Levenshtein's distance: how many letters to insert, remove or replace.
qsizetype distance(const QString &left, const QString &right)
{
    std::vector<qsizetype> row(static_cast<std::size_t>(right.size()) + 1);
    std::generate(row.begin(), row.end(), [n = qsizetype(0)]() mutable { return n++; });
    for (qsizetype i = 0; i < left.size(); ++i) {
        qsizetype diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 1; j < row.size(); ++j) {
            const bool same = left.at(i) == right.at(static_cast<qsizetype>(j) - 1);
            const qsizetype replaced = diagonal + (same ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

UsageError unknownOption(const QString &word)
{
    const auto fartherFromWord = [&word](const Option &left, const Option &right) {
        return distance(word, named(left)) < distance(word, named(right));
    };
    const Option &nearest = *std::min_element(options().begin(), options().end(), fartherFromWord);
    QString message = QStringLiteral("unknown option %1").arg(word);
    // Farther than a third of its letters it is a guess.
    if (distance(word, named(nearest)) * 3 <= word.size())
        message += QStringLiteral("; did you mean %1?").arg(named(nearest));
    return {message};
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
    bool valueFollows() const { return !atEnd() && !m_words.at(m_next).startsWith(u"--"); }

private:
    const QStringList &m_words;
    qsizetype m_next = 0;
};

std::optional<UsageError> readOption(Arguments &arguments, const QString &word, Words &rest)
{
    const qsizetype equals = word.indexOf(u'=');
    const QString name = word.left(equals); // all of it if there is no '='
    const auto option = std::find_if(options().begin(), options().end(), [&](const Option &each) {
        return named(each) == name;
    });
    if (option == options().end())
        return unknownOption(name);
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

QByteArrayView titled(Group group)
{
    switch (group) {
    case Group::Dashboard:
        return "Dashboard";
    case Group::Configuration:
        return "Configuration";
    case Group::Network:
        return "Network";
    case Group::Demo:
        return "Demo";
    case Group::Log:
        return "Log (to standard error)";
    case Group::About:
        return "About";
    }
    return {};
}

QByteArray helpLines(const Option &option)
{
    constexpr qsizetype Column = 28;
    QByteArray left = "  --" + option.name.toByteArray();
    if (!option.value.isEmpty())
        left += ' ' + option.value.toByteArray();
    QByteArray lines;
    if (left.size() >= Column) {
        lines = left + '\n';
        left.clear();
    }
    for (const QByteArray &line : option.help.toByteArray().split('\n')) {
        lines += left.leftJustified(Column) + line + '\n';
        left.clear();
    }
    return lines;
}

} // namespace

Result<Arguments, UsageError> parseCommandLine(const QStringList &words)
{
    Arguments arguments;
    Words rest(words);
    while (!rest.atEnd()) {
        QString word = rest.take();
        if (word == u"-h")
            word = QStringLiteral("--help");
        if (!word.startsWith(u'-'))
            return Failure<UsageError>({QStringLiteral("unexpected argument '%1'").arg(word)});
        if (const auto error = readOption(arguments, word, rest))
            return Failure<UsageError>(*error);
    }
    if (!arguments.demo && (arguments.demoLatencyMs || arguments.demoTokensPerSecond))
        return Failure<UsageError>(
            {QStringLiteral("%1 needs --demo")
                 .arg(arguments.demoLatencyMs ? QStringLiteral("--demo-latency-ms")
                                              : QStringLiteral("--demo-tokens-per-second"))});
    return arguments;
}

QByteArray helpText()
{
    QByteArray text =
        "Usage: llm-proxy [OPTION]...\n"
        "A local gateway for LLM APIs: OpenAI, Anthropic, Gemini, Amazon Bedrock and what\n"
        "speaks like them. Opens its dashboard unless --no-gui is given.\n";
    std::optional<Group> group;
    for (const Option &option : options()) {
        if (group != option.group)
            text += '\n' + titled(option.group).toByteArray() + ":\n";
        group = option.group;
        text += helpLines(option);
    }
    return text
           + "\nExit status: 0 ended when asked to, 1 failed while running, 2 wrong usage or\n"
             "configuration. SIGHUP reloads the configuration.\n";
}

} // namespace llmproxy::app
