// SPDX-License-Identifier: MIT
#include "app/command_line.h"

#include "app/options.h"

#include <algorithm>
#include <vector>

namespace llmproxy::app {

namespace {

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
    }
    return {};
}

QByteArray helpLines(const Option &option)
{
    constexpr qsizetype column = 28;
    QByteArray left = "  --" + option.name.toByteArray();
    if (!option.value.isEmpty())
        left += ' ' + option.value.toByteArray();
    QByteArray lines;
    if (left.size() >= column) {
        lines = left + '\n';
        left.clear();
    }
    for (const QByteArray &line : option.help.toByteArray().split('\n')) {
        lines += left.leftJustified(column) + line + '\n';
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
    std::optional<Option::Group> group;
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
