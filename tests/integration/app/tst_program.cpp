// SPDX-License-Identifier: MIT
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace {

/// The built program in an empty folder, with an environment of its own and all it prints.
class RunningProgram
{
public:
    explicit RunningProgram(const QStringList &arguments, const QByteArrayList &variables = {})
    {
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("HOME"), m_home.path());
        for (const char *sanitizer : {"ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"}) {
            if (qEnvironmentVariableIsSet(sanitizer))
                environment.insert(QString::fromLatin1(sanitizer), qEnvironmentVariable(sanitizer));
        }
        for (const QByteArray &variable : variables) {
            const qsizetype equals = variable.indexOf('=');
            environment.insert(QString::fromLatin1(variable.first(equals)),
                               QString::fromLatin1(variable.sliced(equals + 1)));
        }
        m_process.setProcessEnvironment(environment);
        m_process.setWorkingDirectory(m_home.path());
        QObject::connect(&m_process, &QProcess::readyReadStandardOutput, [this] {
            m_out += m_process.readAllStandardOutput();
        });
        QObject::connect(&m_process, &QProcess::readyReadStandardError, [this] {
            m_log += m_process.readAllStandardError();
        });
        m_process.start(QStringLiteral(LLM_PROXY), arguments);
        m_process.waitForStarted();
    }
    ~RunningProgram()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(RunningProgram)

    const QByteArray &out() const { return m_out; }
    const QByteArray &log() const { return m_log; }
    qint64 pid() const { return m_process.processId(); }
    void signal(int number) const { ::kill(static_cast<pid_t>(pid()), number); }
    bool hasEnded() const { return m_process.state() == QProcess::NotRunning; }
    int exitCode() const
    {
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    QString file(const char *name) const { return m_home.filePath(QLatin1String(name)); }

    /// 0 until it listens.
    quint16 port() const
    {
        static const QRegularExpression line(
            QStringLiteral("^listening on http://127\\.0\\.0\\.1:(\\d+)\\n$"));
        return line.match(QString::fromLatin1(m_out)).captured(1).toUShort();
    }

private:
    QTemporaryDir m_home;
    QProcess m_process;
    QByteArray m_out;
    QByteArray m_log;
};

QStringList words(std::initializer_list<const char *> list)
{
    QStringList made;
    for (const char *word : list)
        made += QString::fromUtf8(word);
    return made;
}

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(content);
}

} // namespace

class ProgramTest : public QObject
{
    Q_OBJECT

private slots:
    void printsItsVersion()
    {
        const RunningProgram program(words({"--version"}));
        QTRY_VERIFY(program.hasEnded());
        QCOMPARE(program.exitCode(), 0);
        static const QRegularExpression text(
            QStringLiteral("^llm-proxy \\d+\\.\\d+\\.\\d+\\n"
                           "commit (unknown|[0-9a-f]{7,40}(-dirty)?)\\n"
                           "built \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\\n"
                           "compiler \\w+ [\\d.]+\\n"
                           "Qt 6\\.[\\d.]+ \\(running on 6\\.[\\d.]+\\)\\n$"));
        QVERIFY2(text.match(QString::fromUtf8(program.out())).hasMatch(),
                 program.out().constData());
        QCOMPARE(program.log(), QByteArray());
    }

    void refusesWhatItDoesNotKnow()
    {
        const RunningProgram program(words({"--prot", "1"}));
        QTRY_VERIFY(program.hasEnded());
        QCOMPARE(program.exitCode(), 2);
        QCOMPARE(program.out(), QByteArray());
        QVERIFY(program.log().contains("--port"));
    }

    void checksTheConfiguration_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("valid") << QByteArray("server:\n  port: 9003\n") << 0 << QByteArray();
        QTest::newRow("wrong") << QByteArray("server:\n  port: many\n") << 1
                               << QByteArray(":2:9: server.port: ");
        QTest::newRow("unknown") << QByteArray("server:\n  prot: 1\n") << 1
                                 << QByteArray("server.prot: ");
    }

    void checksTheConfiguration()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(int, exitCode);
        QFETCH(QByteArray, said);
        const QTemporaryDir folder;
        write(folder.filePath(QStringLiteral("mine.yml")), yaml);
        const RunningProgram program({QStringLiteral("--check-config"),
                                      QStringLiteral("--config"),
                                      folder.filePath(QStringLiteral("mine.yml"))});
        QTRY_VERIFY(program.hasEnded());
        QCOMPARE(program.exitCode(), exitCode);
        QCOMPARE(program.out().isEmpty(), said.isEmpty());
        QVERIFY2(program.out().contains(said), program.out().constData());
    }

    void endsWithTwoWhereTheConfigurationIsWrong()
    {
        const QTemporaryDir folder;
        write(folder.filePath(QStringLiteral("mine.yml")), "server:\n  port: many\n");
        const RunningProgram program({QStringLiteral("--no-gui"),
                                      QStringLiteral("--config"),
                                      folder.filePath(QStringLiteral("mine.yml"))});
        QTRY_VERIFY(program.hasEnded());
        QCOMPARE(program.exitCode(), 2);
        QVERIFY(program.log().contains("mine.yml:2:9: server.port: "));
    }

    void sumsUpCosts_data()
    {
        QTest::addColumn<QByteArray>("tracking");
        QTest::addColumn<bool>("isThere");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("said");
        const QByteArray file = "{enabled: true, transports: [{type: file, file: {path: %}}]}";
        QTest::newRow("recorded") << file << true << 0 << QByteArray("1 lines of");
        QTest::newRow("nothing recorded") << file << false << 1 << QByteArray("No such file");
        QTest::newRow("off") << QByteArray("{enabled: false}") << true << 1
                             << QByteArray("features.cost_tracking is off");
        QTest::newRow("no file") << QByteArray("{enabled: true, transports: [{type: datadog}]}")
                                 << true << 1 << QByteArray("names no file");
        QTest::newRow("wrong") << QByteArray("5") << true << 2 << QByteArray("cost_tracking");
    }

    void sumsUpCosts()
    {
        QFETCH(QByteArray, tracking);
        QFETCH(const bool, isThere);
        QFETCH(const int, exitCode);
        QFETCH(const QByteArray, said);
        const QTemporaryDir folder;
        const QString costs = folder.filePath(QStringLiteral("costs.jsonl"));
        const QByteArray line = R"({"timestamp":"2026-01-31T12:00:00Z","provider":"openai",)"
                                R"("model":"gpt-4o","input_tokens":7,"total_cost":0.25,)"
                                R"("cost_label":"reported"})";
        if (isThere)
            write(costs, line + '\n' + line + '\n' + line.first(30)); // torn
        const QString mine = folder.filePath(QStringLiteral("mine.yml"));
        write(mine, "features:\n  cost_tracking: " + tracking.replace("%", costs.toUtf8()) + '\n');
        const RunningProgram program(
            {QStringLiteral("cost"), QStringLiteral("--config"), mine, QStringLiteral("--json")});
        QTRY_VERIFY(program.hasEnded());
        QVERIFY2(program.log().contains(said), program.log().constData());
        QCOMPARE(program.exitCode(), exitCode);
        QCOMPARE(program.out().contains("\"total_cost\": 0.5"), exitCode == 0);
    }

    void sumsUpTheCostsOfANamedFile()
    {
        const QTemporaryDir folder;
        const QString costs = folder.filePath(QStringLiteral("costs.jsonl"));
        const QByteArray first = R"({"total_cost":0.25,"cost_label":"estimated","model":"m",)"
                                 R"("timestamp":"2026-01-30T12:00:00Z"})";
        QByteArray second = first;
        second.replace("30T12", "31T12");
        const QByteArray tooLong(3 << 20, 'x');
        write(costs, tooLong + '\n' + first + '\n' + second); // the last without an end
        const RunningProgram program({QStringLiteral("cost"),
                                      QStringLiteral("--file"),
                                      costs,
                                      QStringLiteral("--by=day"),
                                      QStringLiteral("--since=2026-01-31")});
        QTRY_VERIFY(program.hasEnded());
        QCOMPARE(program.exitCode(), 0);
        QVERIFY2(program.out().contains("\n2026-01-31          1  "), program.out().constData());
        QVERIFY(!program.out().contains("2026-01-30"));
        QVERIFY(program.log().startsWith("llm-proxy: 1 lines of "));
    }

    void estimatesARequest_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("said");
        const QByteArray texts = "from        the texts: 400 characters / ";
        QTest::newRow("OpenAI's") << QStringList() << 0
                                  << "tokens      80\n" + texts + "5 a token\n";
        QTest::newRow("Anthropic's")
            << words({"--provider=anthropic"}) << 0 << "tokens      133\n" + texts + "3 a token\n";
        QTest::newRow("by the path")
            << words({"--provider=bedrock", "--path=/model/meta.llama3%3A0/converse-stream"}) << 0
            << QByteArray("model       meta.llama3:0\nstreaming   yes\n");
        QTest::newRow("as configured")
            << words({"--config=mine.yml"}) << 0 << texts + "100 a token\n";
        QTest::newRow("JSON") << words({"--json"}) << 0 << QByteArray("\"tokens\": 80");
        QTest::newRow("no such provider") << words({"--provider=opnai"}) << 2
                                          << QByteArray("no provider opnai; there are anthropic, ");
        QTest::newRow("no such path")
            << words({"--path=/a b"}) << 2 << QByteArray("/a b is no path of a request");
        QTest::newRow("no such configuration")
            << words({"--config=none.yml"}) << 2 << QByteArray("none.yml");
    }

    void estimatesARequest()
    {
        QFETCH(const QStringList, options);
        QFETCH(const int, exitCode);
        QFETCH(const QByteArray, said);
        const QTemporaryDir folder;
        const QString body = folder.filePath(QStringLiteral("body.json"));
        write(body, "{\"messages\":[{\"content\":\"" + QByteArray(400, 'x') + "\"}]}");
        const QString mine = folder.filePath(QStringLiteral("mine.yml"));
        write(mine,
              "features:\n  rate_limiting:\n    estimation:\n"
              "      provider_chars_per_token: {openai: 100}\n");
        QStringList arguments = QStringList{QStringLiteral("estimate"), body} + options;
        arguments.replaceInStrings(QStringLiteral("mine.yml"), mine);
        const RunningProgram program(arguments);
        QTRY_VERIFY(program.hasEnded());
        const QByteArray all = program.out() + program.log();
        QVERIFY2(all.contains(said), all.constData());
        QCOMPARE(program.exitCode(), exitCode);
        QCOMPARE(program.out().isEmpty(), exitCode != 0);
    }

    void saysWhichFileCannotBeRead()
    {
        const RunningProgram program(words({"estimate", "nothing.json"}));
        QTRY_VERIFY(program.hasEnded());
        QCOMPARE(program.exitCode(), 1);
        QCOMPARE(program.log(), QByteArray("llm-proxy: nothing.json: No such file or directory\n"));
    }

    void endsOnASignal_data()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGINT") << SIGINT;
    }

    void endsOnASignal()
    {
        QFETCH(int, number);
        RunningProgram program(words({"--no-gui", "--port", "0", "--demo"}));
        QTRY_VERIFY(program.port() != 0);
        program.signal(number);
        QTRY_VERIFY(program.hasEnded());
        QCOMPARE(program.exitCode(), 0);
        QVERIFY(program.log().endsWith("] stopped\n"));
    }

    void goesOnHeadlessWithoutADisplay()
    {
        const RunningProgram program(words({"--port", "0", "--demo"}));
        QTRY_VERIFY(program.port() != 0);
        QVERIFY(program.log().contains("going on headless, as with --no-gui: there is no display"));
    }

    void mapsNoWindowLibraryWhereItIsHeadless()
    {
        const RunningProgram program(words({"--no-gui", "--port", "0", "--demo"}));
        QTRY_VERIFY(program.port() != 0);
        QFile maps(QStringLiteral("/proc/%1/maps").arg(program.pid()));
        if (!maps.open(QIODevice::ReadOnly))
            QSKIP("only Linux has /proc/<pid>/maps");
        const QByteArray text = maps.readAll();
        QVERIFY(text.contains("Qt6Core"));
        for (const char *library : {"Qt6Gui", "Qt6Widgets", "Qt6Charts", "libGL", "libX11"})
            QVERIFY2(!text.contains(library), library);
    }

    void namesWhoHasThePort()
    {
        QTcpServer holder;
        QVERIFY(holder.listen(QHostAddress::LocalHost));
        const QByteArray port = QByteArray::number(holder.serverPort());
        const RunningProgram program(
            {QStringLiteral("--no-gui"), QStringLiteral("--port"), QString::fromLatin1(port)});
        QTRY_VERIFY(program.hasEnded());
        QCOMPARE(program.exitCode(), 1);
        QCOMPARE(program.out(), QByteArray());
        QVERIFY2(program.log().contains(QByteArray("port " + port)), program.log().constData());
        const QByteArray self = "process " + QByteArray::number(QCoreApplication::applicationPid());
        QVERIFY2(program.log().contains(self), program.log().constData());
    }

    void namesAnotherLlmProxyThatHasThePort()
    {
        const RunningProgram first(words({"--no-gui", "--port", "0", "--demo"}));
        QTRY_VERIFY(first.port() != 0);
        const RunningProgram second(
            {QStringLiteral("--no-gui"), QStringLiteral("--port"), QString::number(first.port())});
        QTRY_VERIFY(second.hasEnded());
        QCOMPARE(second.exitCode(), 1);
        const QByteArray holder = "llm-proxy (process " + QByteArray::number(first.pid()) + ')';
        QVERIFY2(second.log().contains(holder), second.log().constData());
    }

    void logsRequestsWithoutKeys_data()
    {
        QTest::addColumn<QByteArray>("level");
        QTest::addColumn<QByteArray>("format");
        for (const char *level : {"debug", "info"}) {
            for (const char *format : {"text", "json"})
                QTest::addRow("%s, %s", level, format) << QByteArray(level) << QByteArray(format);
        }
    }

    void logsRequestsWithoutKeys()
    {
        QFETCH(QByteArray, level);
        QFETCH(QByteArray, format);
        RunningProgram program(
            words({"--no-gui", "--port", "0", "--demo", "--demo-latency-ms", "0"}),
            {"LOG_LEVEL=" + level, "LOG_FORMAT=" + format});
        QTRY_VERIFY(program.port() != 0);
        QTcpSocket client;
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), program.port());
        client.write("GET /openai/v1/models?key=sk-CANARY01234 HTTP/1.1\r\n"
                     "Host: 127.0.0.1\r\nAuthorization: Bearer sk-CANARY56789\r\n"
                     "Connection: close\r\n\r\n");
        QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
        QVERIFY(client.readAll().startsWith("HTTP/1.1 200 "));
        QTRY_VERIFY(program.log().contains("Completed request"));
        QVERIFY(program.log().contains("/openai/v1/models"));
        program.signal(SIGTERM);
        QTRY_VERIFY(program.hasEnded());
        QVERIFY2(!program.log().contains("CANARY"), program.log().constData());
    }

    void limitsAsItIsConfigured_data()
    {
        QTest::addColumn<QByteArray>("settings");
        QTest::addColumn<QByteArray>("status"); // of the second request
        QTest::addColumn<bool>("tellsHeadroom");
        QTest::newRow("enforced") << QByteArray() << QByteArray("429 Too Many Requests") << false;
        QTest::newRow("tried out") << QByteArray("mode: log") << QByteArray("200 OK") << false;
        QTest::newRow("with headers")
            << QByteArray("headers: true") << QByteArray("429 Too Many Requests") << true;
    }

    void limitsAsItIsConfigured()
    {
        QFETCH(const QByteArray, settings);
        QFETCH(const QByteArray, status);
        QFETCH(const bool, tellsHeadroom);
        const QTemporaryDir folder;
        const QString mine = folder.filePath(QStringLiteral("mine.yml"));
        write(mine,
              "features:\n  rate_limiting: {enabled: true, limits: {requests_per_day: 1}, "
                  + settings + "}\n");
        const RunningProgram program({QStringLiteral("--no-gui"),
                                      QStringLiteral("--port=0"),
                                      QStringLiteral("--demo"),
                                      QStringLiteral("--demo-latency-ms=0"),
                                      QStringLiteral("--config"),
                                      mine});
        QTRY_VERIFY(program.port() != 0);
        const auto ask = [&program] {
            QTcpSocket client;
            client.connectToHost(QHostAddress(QHostAddress::LocalHost), program.port());
            client.write("GET /openai/v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                         "Connection: close\r\n\r\n");
            while (client.state() != QAbstractSocket::UnconnectedState && client.waitForReadyRead())
                continue;
            return client.readAll();
        };
        const QByteArray first = ask();
        QVERIFY2(first.startsWith("HTTP/1.1 200 "), first.constData());
        QCOMPARE(first.contains("\r\nRateLimit: \"requests-per-day\";r=0;t="), tellsHeadroom);
        const QByteArray second = ask();
        QCOMPARE(second.first(second.indexOf('\r')), QByteArray("HTTP/1.1 " + status));
        QTRY_COMPARE(program.log().count("over_limit=\"global, requests of the day\""), 1);
    }

    void finishesRunningStreamsButNotAfterASecondSignal_data()
    {
        QTest::addColumn<bool>("secondSignal");
        QTest::newRow("one signal") << false;
        QTest::newRow("two signals") << true;
    }

    void finishesRunningStreamsButNotAfterASecondSignal()
    {
        QFETCH(bool, secondSignal);
        RunningProgram program(words({"--no-gui",
                                      "--port",
                                      "0",
                                      "--demo",
                                      "--demo-latency-ms",
                                      "0",
                                      "--demo-tokens-per-second",
                                      "20"}));
        QTRY_VERIFY(program.port() != 0);
        const QByteArray body = R"({"model":"gpt-4o","stream":true,"messages":[]})";
        QTcpSocket client;
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), program.port());
        client.write("POST /openai/v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                     "Content-Type: application/json\r\nX-Mock-Tokens: 20\r\nContent-Length: "
                     + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        QTRY_VERIFY(client.bytesAvailable() > 0);
        program.signal(SIGTERM);
        QTRY_VERIFY(program.log().contains("stopping"));
        if (secondSignal)
            program.signal(SIGTERM);
        QTRY_VERIFY(program.hasEnded());
        QCOMPARE(program.exitCode(), 0);
        QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(client.readAll().contains("data: [DONE]"), !secondSignal);
    }

    void reloadsOnHangupWhatIsValid()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("mine.yml"));
        write(file, "logging:\n  level: info\n");
        RunningProgram program({QStringLiteral("--no-gui"),
                                QStringLiteral("--port"),
                                QStringLiteral("0"),
                                QStringLiteral("--config"),
                                file});
        QTRY_VERIFY(program.port() != 0);
        program.signal(SIGHUP);
        QTRY_VERIFY(program.log().contains("configuration reloaded"));
        write(file, "logging:\n  level: loud\n");
        QTRY_VERIFY(program.log().contains("configuration not reloaded"));
        QVERIFY(program.log().contains("mine.yml:2:10: logging.level: "));
        QVERIFY(!program.hasEnded());
    }
};
QTEST_GUILESS_MAIN(ProgramTest)
#include "tst_program.moc"
