// SPDX-License-Identifier: MIT
#include "app/commands.h"

#include <QTest>

#include <initializer_list>

using namespace llmproxy;
using namespace llmproxy::app;

namespace {

QStringList words(std::initializer_list<const char *> list)
{
    QStringList made;
    for (const char *word : list)
        made += QString::fromUtf8(word);
    return made;
}

} // namespace

class CommandLineTest : public QObject
{
    Q_OBJECT

    static Arguments parsed(std::initializer_list<const char *> list)
    {
        const auto result = parseCommandLine(words(list));
        if (!result)
            qWarning("%s", qPrintable(result.error().message));
        return result.value_or(Arguments{});
    }

private slots:
    void runsWithTheDashboardByDefault()
    {
        const auto result = parseCommandLine({});
        QVERIFY(result.has_value());
        QVERIFY(*result == Arguments{});
        QVERIFY(result->action == Arguments::Action::Run);
        QVERIFY(!result->noGui);
        QVERIFY(!result->port);
    }

    void readsEveryOption()
    {
        const Arguments read = parsed({"--no-gui",
                                       "--config",
                                       "a.yml",
                                       "--config=b.yml",
                                       "--config-dir",
                                       "conf",
                                       "--port",
                                       "8080",
                                       "--listen",
                                       "::1",
                                       "--demo",
                                       "--demo-latency-ms",
                                       "250",
                                       "--demo-tokens-per-second=80",
                                       "--log-level",
                                       "warn",
                                       "--log-format",
                                       "json"});
        Arguments expected;
        expected.noGui = true;
        expected.configFiles = words({"a.yml", "b.yml"});
        expected.configDir = QStringLiteral("conf");
        expected.port = 8080;
        expected.listen = "::1";
        expected.demo = true;
        expected.demoLatencyMs = 250;
        expected.demoTokensPerSecond = 80;
        expected.logLevel = LogLevel::Warn;
        expected.logFormat = LogFormat::Json;
        QVERIFY(read == expected);
    }

    void knowsWhatToDoInsteadOfRunning_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("action");
        const auto row = [](const char *name,
                            std::initializer_list<const char *> list,
                            Arguments::Action action) {
            QTest::newRow(name) << words(list) << int(action);
        };
        row("help", {"--help"}, Arguments::Action::Help);
        row("short help", {"-h"}, Arguments::Action::Help);
        row("version", {"--version"}, Arguments::Action::Version);
        row("check", {"--check-config"}, Arguments::Action::CheckConfig);
        row("print", {"--print-config"}, Arguments::Action::PrintConfig);
        row("help after version", {"--version", "--help"}, Arguments::Action::Help);
        row("help before version", {"--help", "--version"}, Arguments::Action::Help);
        row("version over check", {"--check-config", "--version"}, Arguments::Action::Version);
    }

    void knowsWhatToDoInsteadOfRunning()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, action);
        QCOMPARE(int(parseCommandLine(arguments)->action), action);
    }

    void readsACommand()
    {
        const Arguments read = parsed({"cost",
                                       "--by",
                                       "day",
                                       "--since=2026-01-31",
                                       "--file",
                                       "costs.jsonl",
                                       "--json",
                                       "--config",
                                       "mine.yml"});
        QVERIFY(read.action == Arguments::Action::Cost);
        QVERIFY(read.command && read.command->name == "cost");
        QVERIFY(read.cost.by == cost::Grouping::Day);
        QVERIFY(read.cost.since == QDate(2026, 1, 31));
        QCOMPARE(read.cost.file, QStringLiteral("costs.jsonl"));
        QVERIFY(read.cost.asJson);
        QCOMPARE(read.configFiles, words({"mine.yml"}));
    }

    void readsACommandWithItsWord_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("file");
        QTest::newRow("last") << words({"estimate", "--json", "a.json"})
                              << QStringLiteral("a.json");
        QTest::newRow("first") << words({"estimate", "a.json", "--json"})
                               << QStringLiteral("a.json");
        QTest::newRow("standard input")
            << words({"estimate", "--json", "-"}) << QStringLiteral("-");
    }

    void readsACommandWithItsWord()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, file);
        const auto read = parseCommandLine(arguments);
        QVERIFY(read && read->action == Arguments::Action::Estimate);
        QCOMPARE(read->estimate.file, file);
        QCOMPARE(read->estimate.provider, QByteArray("openai"));
        QVERIFY(read->estimate.asJson);
        QVERIFY(helpText(read->command).startsWith("Usage: llm-proxy estimate FILE [OPTION]...\n"));
        QVERIFY(parsed({"estimate", "--help"}).action == Arguments::Action::Help);
    }

    void readsWordsOfAFilter()
    {
        const Arguments read =
            parsed({"log", "model:x", "-by:proxy", "--limit", "7", "two words", "--json"});
        QVERIFY(read.action == Arguments::Action::Admin);
        QVERIFY(read.admin.verb == AdminQuery::Verb::Log);
        QCOMPARE(read.admin.words, words({"model:x", "-by:proxy", "two words"}));
        QCOMPARE(read.admin.limit, 7);
        QVERIFY(read.admin.format == AdminQuery::Format::Json);
        QVERIFY(parsed({"log", "-h"}).action == Arguments::Action::Help);
    }

    void readsWhereTheGatewayIs()
    {
        QCOMPARE(parsed({"status", "--port", "9003"}).port.value_or(0), quint16(9003));
        QCOMPARE(parsed({"status", "--url", "http://x:1"}).admin.url, QStringLiteral("http://x:1"));
    }

    void helpsWithEachCommandInEightyColumns()
    {
        for (const Command &command : commands()) {
            const QByteArray help = helpText(&command);
            QVERIFY(help.startsWith(QByteArray("Usage: llm-proxy ").append(command.name)));
            for (const QByteArray &line : help.split('\n'))
                QVERIFY2(line.size() <= 80, line.constData());
        }
        QVERIFY(helpText(findCommand(QStringLiteral("reload")))
                    .contains("\nHave the configuration read again.\n"));
    }

    void readsACommandToRun_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QStringList>("command");
        const auto row = [](const char *name,
                            std::initializer_list<const char *> list,
                            std::initializer_list<const char *> command) {
            QTest::newRow(name) << words(list) << words(command);
        };
        row("behind dashes", {"run", "--", "ls", "-l"}, {"ls", "-l"});
        row("without dashes", {"run", "ls", "--help"}, {"ls", "--help"});
        row("after an option", {"run", "--port", "1", "ls"}, {"ls"});
        row("dashes of its own", {"run", "ls", "--", "a"}, {"ls", "--", "a"});
        row("a name like an option", {"run", "--", "--version"}, {"--version"});
    }
    void readsACommandToRun()
    {
        QFETCH(const QStringList, arguments);
        const auto read = parseCommandLine(arguments);
        QVERIFY(read && read->action == Arguments::Action::Exec);
        QTEST(read->commandToRun, "command");
    }

    void readsWhomToConnect()
    {
        const Arguments read =
            parsed({"connect", "codex", "--write", "--yes", "--url=http://127.0.0.1:1/"});
        QVERIFY(read.action == Arguments::Action::Connect);
        QCOMPARE(read.connect.client, QStringLiteral("codex"));
        QVERIFY(read.connect.change == ConnectQuery::Change::Write);
        QVERIFY(read.connect.isAgreed);
        QCOMPARE(read.admin.url, QStringLiteral("http://127.0.0.1:1/"));
        QVERIFY(parsed({"connect"}).connect.client.isEmpty());
        QVERIFY(
            helpText(read.command).startsWith("Usage: llm-proxy connect [CLIENT] [OPTION]...\n"));
        QVERIFY(helpText(findCommand(QStringLiteral("run")))
                    .startsWith("Usage: llm-proxy run [OPTION]... [--] COMMAND [ARGUMENT]...\n"
                                "Start a command "));
    }

    void helpsWithACommand()
    {
        const Arguments read = parsed({"cost", "--by", "key", "--help"});
        QVERIFY(read.action == Arguments::Action::Help);
        const QByteArray help = helpText(read.command);
        for (const char *option :
             {"--by WHAT", "--since DATE", "--file FILE", "--json", "--config"})
            QVERIFY2(help.contains(option), option);
        QVERIFY(!help.contains("--port"));
        for (const QByteArray &line : help.split('\n'))
            QVERIFY2(line.size() <= 80, line.constData());
    }

    void listsTheCommands()
    {
        for (const Command &command : commands())
            QVERIFY(helpText().contains(QByteArray("\n  ").append(command.name)));
    }

    void takesTheLastOfAnOptionGivenTwice()
    {
        QCOMPARE(parsed({"--port", "1", "--port=2"}).port.value_or(0), quint16(2));
    }

    void keepsEqualsSignsInValues()
    {
        QCOMPARE(parsed({"--config=a=b.yml"}).configFiles, words({"a=b.yml"}));
    }

    void takesPortsInRange_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("port"); // -1: refused
        const auto row = [](const char *text, int port) {
            QTest::newRow(text) << QString::fromLatin1(text) << port;
        };
        row("-1", -1);
        row("0", 0);
        row("1", 1);
        row("65535", 65535);
        row("65536", -1);
        row("9002x", -1);
        row("0x50", -1);
        row("99999999999999999999", -1);
        QTest::newRow("empty") << QString() << -1;
    }

    void takesPortsInRange()
    {
        QFETCH(QString, text);
        QFETCH(int, port);
        const auto result = parseCommandLine({QStringLiteral("--port=") + text});
        QCOMPARE(result ? int(result->port.value_or(0)) : -1, port);
    }

    void explainsWhatIsWrong_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("message");
        const auto row =
            [](const char *name, std::initializer_list<const char *> list, const char *message) {
                QTest::newRow(name) << words(list) << QString::fromUtf8(message);
            };
        row("misspelt", {"--prot", "1"}, "unknown option --prot; did you mean --port?");
        row("misspelt with value",
            {"--log-levle=debug"},
            "unknown option --log-levle; did you mean --log-level?");
        row("like none", {"--frobnicate"}, "unknown option --frobnicate");
        row("single dash", {"-p", "1"}, "unknown option -p");
        row("single dash, long", {"-version"}, "unknown option -version; did you mean --version?");
        row("dashes only", {"--"}, "unknown option --");
        row("no command", {"start"}, "unknown command 'start'");
        row("misspelt command", {"csot"}, "unknown command 'csot'; did you mean cost?");
        row("nearly a command", {"costs"}, "unknown command 'costs'; did you mean cost?");
        row("a command too late", {"--no-gui", "cost"}, "unexpected argument 'cost'");
        row("two words", {"cost", "model"}, "unexpected argument 'model'");
        row("no word", {"estimate", "--json"}, "estimate needs a FILE; - is standard input");
        row("a word too many", {"estimate", "a", "b"}, "unexpected argument 'b'");
        row("a word for a command that takes none", {"cost", "-"}, "unexpected argument '-'");
        row("nothing to run", {"run"}, "run needs a COMMAND");
        row("nothing behind the dashes", {"run", "--port", "1", "--"}, "run needs a COMMAND");
        row("two clients", {"connect", "openai", "codex"}, "unexpected argument 'codex'");
        row("no path",
            {"estimate", "-", "--path", "v1"},
            "--path takes a path that begins with /, not 'v1'");
        row("no exchange", {"show"}, "show needs the number of an exchange");
        row("no filter taken", {"status", "-by:proxy"}, "unknown option -by:proxy");
        row("no limit", {"log", "--limit", "0"}, "--limit takes a number from 1 to 1000, not '0'");
        row("no address",
            {"tail", "--url", "localhost"},
            "--url takes an address as in http://127.0.0.1:9002, not 'localhost'");
        row("an option of the gateway", {"cost", "--port", "1"}, "unknown option --port");
        row("an option of a command", {"--since", "2026-01-31"}, "unknown option --since");
        row("no such group",
            {"cost", "--by", "colour"},
            "--by takes model, provider, user, key or day, not 'colour'");
        row("no date",
            {"cost", "--since", "today"},
            "--since takes a date as in 2026-01-31, not 'today'");
        row("no such day",
            {"cost", "--since=2026-02-30"},
            "--since takes a date as in 2026-01-31, not '2026-02-30'");
        row("value missing at the end",
            {"--port"},
            "--port needs a value: a number from 0 to 65535");
        row("value missing before an option",
            {"--port", "--demo"},
            "--port needs a value: a number from 0 to 65535");
        row("value not wanted", {"--demo=yes"}, "--demo takes no value");
        row("number too large",
            {"--port", "65536"},
            "--port takes a number from 0 to 65535, not '65536'");
        row("level unknown",
            {"--log-level", "loud"},
            "--log-level takes debug, info, warn or error, not 'loud'");
        row("format unknown",
            {"--log-format", "xml"},
            "--log-format takes text or json, not 'xml'");
        row("empty file", {"--config="}, "--config takes the name of a YAML file, not ''");
        row("demo's option alone", {"--demo-latency-ms", "5"}, "--demo-latency-ms needs --demo");
        row("no tokens at all",
            {"--demo", "--demo-tokens-per-second", "0"},
            "--demo-tokens-per-second takes a number from 1 to 100000, not '0'");
    }

    void explainsWhatIsWrong()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, message);
        const auto result = parseCommandLine(arguments);
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().message, message);
    }

    void helpsInEightyColumns()
    {
        const QByteArray help = helpText();
        for (const QByteArray &line : help.split('\n'))
            QVERIFY2(line.size() <= 80, line.constData());
        for (const char *option : {"--no-gui",
                                   "--config FILE",
                                   "--config-dir DIR",
                                   "--port N",
                                   "--listen ADDR",
                                   "--check-config",
                                   "--print-config",
                                   "--demo",
                                   "--log-level LEVEL",
                                   "--log-format FORMAT",
                                   "--version",
                                   "--help"})
            QVERIFY2(help.contains(option), option);
    }
};
QTEST_APPLESS_MAIN(CommandLineTest)
#include "tst_command_line.moc"
