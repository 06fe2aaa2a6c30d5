// SPDX-License-Identifier: MIT
#include "app/config_files.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::app;

namespace {

constexpr auto WithProviders = "providers: {}\n";

QString lines(const config::Problems &problems)
{
    QStringList result;
    for (const config::Problem &problem : problems)
        result.append(problem.toString());
    return result.join(u'\n');
}

} // namespace

class ConfigFilesTest : public QObject
{
    Q_OBJECT

    // A new folder for each test.
    std::optional<QTemporaryDir> m_root;

    QString path(const char *name) const { return m_root->filePath(QString::fromLatin1(name)); }

    void write(const char *name, const QByteArray &text) const
    {
        QVERIFY(QDir(m_root->path()).mkpath(QFileInfo(path(name)).path()));
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    ConfigRequest request(const config::Environment &environment = {}) const
    {
        ConfigRequest result;
        result.searchPath = {path("first"), path("second")};
        result.environment = environment;
        return result;
    }

private slots:
    void init() { m_root.emplace(); }

    void runsOnTheBuiltInBaseWithoutAnyFile()
    {
        const ConfigOutcome outcome = loadConfig(request());
        QVERIFY2(outcome.loaded.has_value(), qPrintable(lines(outcome.problems)));
        QVERIFY(!outcome.fellBack && outcome.read.isEmpty());
        QCOMPARE(outcome.loaded->config.server.port, quint16(9002));
        QVERIFY(outcome.loaded->config.providers["openai"].enabled);
        QVERIFY(!outcome.loaded->config.circuitBreaker.enabled);
    }

    void takesTheFirstFolderThatHoldsAFile()
    {
        write("first/unrelated.yml", "server: {port: 1}");
        write("second/dev.yml", "server: {port: 2}");
        QCOMPARE(loadConfig(request()).loaded->config.server.port, quint16(2));
        write("first/base.yml", "providers: {}\nserver: {port: 3}");
        const ConfigOutcome outcome = loadConfig(request());
        QCOMPARE(outcome.loaded->config.server.port, quint16(3));
        QCOMPARE(outcome.read, QStringList{path("first/base.yml")});
        QVERIFY(outcome.loaded->config.providers.isEmpty());
    }

    void layersBaseEnvironmentAndProfile()
    {
        write("first/base.yml",
              "providers: {}\nserver: {port: 1, workers: 1, drain_seconds: 1, max_connections: 1}");
        write("first/staging.yml", "server: {port: 2, workers: 2, drain_seconds: 2}");
        write("first/mine.yml", "server: {port: 3, workers: 3}");
        write("first/dev.yml", "server: {port: 99}");
        auto asked = request({{"ENVIRONMENT", "staging"}, {"LLM_PROXY_CONFIG_PROFILE", "mine"}});
        asked.environment.insert("PORT", "4");
        const ConfigOutcome outcome = loadConfig(asked);
        QVERIFY2(outcome.loaded.has_value(), qPrintable(lines(outcome.problems)));
        const config::Server &server = outcome.loaded->config.server;
        QCOMPARE(server.port, quint16(4));
        QCOMPARE(server.workers, 3);
        QCOMPARE(server.drain, std::chrono::seconds(2));
        QCOMPARE(server.maxConnections, 1);
        QCOMPARE(outcome.read.size(), 3);
        asked.port = "5";
        QCOMPARE(loadConfig(asked).loaded->config.server.port, quint16(5));
    }

    void aMissingEnvironmentFileChangesNothing()
    {
        write("first/base.yml", "providers: {}\nserver: {port: 1}");
        const ConfigOutcome outcome = loadConfig(request({{"ENVIRONMENT", "production"}}));
        QVERIFY2(outcome.loaded.has_value(), qPrintable(lines(outcome.problems)));
        QCOMPARE(outcome.loaded->config.server.port, quint16(1));
    }

    void aMissingProfileIsAnError()
    {
        write("first/base.yml", WithProviders);
        config::Environment environment{{"ENVIRONMENT", "production"},
                                        {"LLM_PROXY_CONFIG_PROFILE", "nowhere"}};
        const ConfigOutcome outcome = loadConfig(request(environment));
        QVERIFY(!outcome.loaded);
        QVERIFY(lines(outcome.problems).contains(path("first/nowhere.yml")));
        auto none = request(environment);
        none.searchPath.clear();
        QVERIFY(!loadConfig(none).loaded);
    }

    void namesAreNotPaths()
    {
        const ConfigOutcome outcome = loadConfig(request({{"ENVIRONMENT", "../x"}}));
        QVERIFY(!outcome.loaded);
        QVERIFY(lines(outcome.problems).startsWith(QStringLiteral("environment ENVIRONMENT: ")));
    }

    void namedFilesReplaceTheSearch()
    {
        write("first/base.yml", "providers: {}\nserver: {port: 1}");
        write("a.yml", "server: {port: 2, workers: 2}");
        write("b.yml", "server: {port: 3}");
        ConfigRequest asked = request();
        asked.files = {path("a.yml"), path("b.yml")};
        const ConfigOutcome outcome = loadConfig(asked);
        QVERIFY2(outcome.loaded.has_value(), qPrintable(lines(outcome.problems)));
        QCOMPARE(outcome.loaded->config.server.port, quint16(3));
        QCOMPARE(outcome.loaded->config.server.workers, 2);
        QVERIFY(outcome.loaded->config.providers.contains("openai"));
        QCOMPARE(outcome.watched, asked.files);
    }

    void aNamedFileMustBeThere()
    {
        ConfigRequest asked = request();
        asked.files = {path("nowhere.yml")};
        const ConfigOutcome outcome = loadConfig(asked);
        QVERIFY(!outcome.loaded);
        QVERIFY(lines(outcome.problems).startsWith(path("nowhere.yml") + u": cannot be read: "));
    }

    void aNamedFolderIsTakenAsItIs()
    {
        write("first/base.yml", "providers: {}\nserver: {port: 1}");
        write("other/dev.yml", "server: {port: 2}");
        ConfigRequest asked = request({{"LLM_PROXY_CONFIG_DIR", path("other").toUtf8()}});
        QCOMPARE(loadConfig(asked).loaded->config.server.port, quint16(2));
        asked.directory = path("first");
        QCOMPARE(loadConfig(asked).loaded->config.server.port, quint16(1));
        asked.directory = path("nowhere");
        const ConfigOutcome outcome = loadConfig(asked);
        QVERIFY(lines(outcome.problems).contains(path("nowhere") + u": is not a folder"));
        QVERIFY(outcome.fellBack);
    }

    void defaultsStandInForABrokenFile_data()
    {
        QTest::addColumn<QByteArray>("environment");
        QTest::addColumn<QByteArray>("allowed");
        QTest::addColumn<bool>("mayFallBack");
        QTest::addColumn<bool>("expected");
        const QByteArray none;
        QTest::newRow("no environment") << none << none << true << true;
        QTest::newRow("dev") << QByteArray("dev") << none << true << true;
        QTest::newRow("local") << QByteArray("local") << none << true << true;
        QTest::newRow("production") << QByteArray("production") << none << true << false;
        QTest::newRow("allowed") << QByteArray("production") << QByteArray("1") << true << true;
        QTest::newRow("allowed by another word")
            << QByteArray("production") << QByteArray("yes") << true << false;
        QTest::newRow("reload") << none << QByteArray("1") << false << false;
    }

    void defaultsStandInForABrokenFile()
    {
        QFETCH(QByteArray, environment);
        QFETCH(QByteArray, allowed);
        QFETCH(bool, mayFallBack);
        QFETCH(bool, expected);
        write("first/base.yml", "providers: {}\nserver: {port: 1, workers: many}\n");
        ConfigRequest asked = request({{"ENVIRONMENT", environment},
                                       {"LLM_PROXY_ALLOW_DEFAULT_CONFIG", allowed},
                                       {"PORT", "7"}});
        asked.mayFallBack = mayFallBack;
        const ConfigOutcome outcome = loadConfig(asked);
        QCOMPARE(outcome.loaded.has_value(), expected);
        QCOMPARE(outcome.fellBack, expected);
        QVERIFY(config::hasErrors(outcome.problems));
        QVERIFY(
            lines(outcome.problems).contains(path("first/base.yml") + u":2:28: server.workers"));
        if (expected)
            QCOMPARE(outcome.loaded->config.server.port, quint16(7));
    }

    void aFileNamedOnTheCommandLineIsNotReplacedByDefaults()
    {
        write("a.yml", "server: [");
        ConfigRequest asked = request();
        asked.files = {path("a.yml")};
        QVERIFY(!loadConfig(asked).loaded);
        asked.environment.insert("LLM_PROXY_ALLOW_DEFAULT_CONFIG", "1");
        QVERIFY(loadConfig(asked).fellBack);
    }

    void aBadOverrideIsNotHiddenByDefaults()
    {
        const ConfigOutcome outcome = loadConfig(request({{"PORT", "http"}}));
        QVERIFY(!outcome.loaded);
        QCOMPARE(outcome.problems.size(), 1);
        QVERIFY(
            lines(outcome.problems).startsWith(QStringLiteral("environment PORT: server.port")));
    }

    void overridesComeFromTheEnvironmentThenTheCommandLine()
    {
        ConfigRequest asked =
            request({{"PORT", "1"}, {"LOG_LEVEL", "WARNING"}, {"LOG_FORMAT", "x"}});
        const ConfigOutcome first = loadConfig(asked);
        QCOMPARE(first.loaded->config.logging,
                 (config::Logging{config::Logging::Level::Warning, config::Logging::Format::Text}));
        asked.port = "0";
        asked.listen = "::";
        asked.logLevel = "debug";
        asked.logFormat = "json";
        const ConfigOutcome second = loadConfig(asked);
        QCOMPARE(second.loaded->config.logging,
                 (config::Logging{config::Logging::Level::Debug, config::Logging::Format::Json}));
        QCOMPARE(second.loaded->config.server.port, quint16(0));
        QCOMPARE(second.loaded->config.server.listen, QByteArrayList{"::"});
        const config::Node *port = second.loaded->tree.find("server")->find("port");
        QCOMPARE(port->origin.layer, QStringLiteral("command line"));
    }

    void anEmptyPortIsNoPort()
    {
        QCOMPARE(loadConfig(request({{"PORT", ""}})).loaded->config.server.port, quint16(9002));
    }

    void aForeignLogLevelIsNoReasonNotToStart()
    {
        const ConfigOutcome outcome = loadConfig(request({{"LOG_LEVEL", "trace"}}));
        QVERIFY(outcome.loaded && !outcome.fellBack);
        QCOMPARE(outcome.problems.size(), 1);
        QVERIFY(outcome.problems[0].severity == config::Severity::Warning);
    }

    void unknownKeysAreErrorsWhenAskedFor()
    {
        write("a.yml", "sever: {port: 1}\n");
        ConfigRequest asked = request();
        asked.files = {path("a.yml")};
        QVERIFY(loadConfig(asked).loaded.has_value());
        asked.unknownKeys = config::Severity::Error;
        const ConfigOutcome outcome = loadConfig(asked);
        QVERIFY(!outcome.loaded);
        QCOMPARE(lines(outcome.problems),
                 QString(path("a.yml") + u":1:1: sever: is not a known key; did you mean server?"));
    }

    void watchesWhatMayCome()
    {
        write("second/dev.yml", "");
        const ConfigOutcome outcome = loadConfig(request());
        QVERIFY(outcome.watched.contains(path("first/base.yml")));
        QVERIFY(outcome.watched.contains(path("second/base.yml")));
        QVERIFY(outcome.watched.contains(path("second/dev.yml")));
    }

    void searchesHereThenTheUserThenTheMachine()
    {
        const QStringList folders = configSearchPath();
        QCOMPARE(folders.first(), QStringLiteral("configs"));
        QVERIFY(folders.size() > 2);
        QVERIFY(folders[1].endsWith(QStringLiteral("/llm-proxy")));
    }
};
QTEST_GUILESS_MAIN(ConfigFilesTest)
#include "tst_config_files.moc"
