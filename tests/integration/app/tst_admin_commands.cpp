// SPDX-License-Identifier: MIT
// The commands that ask a running gateway, against the built program with its mock provider.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;

namespace {

struct Ended
{
    int code = -1;
    QByteArray out;
    QByteArray err;
};

} // namespace

class AdminCommandsTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_home;
    QProcess m_gateway;
    QString m_port;

    QProcessEnvironment environment() const
    {
        QProcessEnvironment made;
        made.insert(u"HOME"_s, m_home.path());
        made.insert(u"PATH"_s, qEnvironmentVariable("PATH"));
        for (const char *sanitizer : {"ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"}) {
            if (qEnvironmentVariableIsSet(sanitizer))
                made.insert(QString::fromLatin1(sanitizer), qEnvironmentVariable(sanitizer));
        }
        return made;
    }

    /// `llm-proxy` with these words, asking the gateway of this test.
    Ended run(const QStringList &words, bool asksHere = true) const
    {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.setWorkingDirectory(m_home.path());
        process.start(QStringLiteral(LLM_PROXY),
                      asksHere ? words + QStringList{u"--port"_s, m_port} : words);
        process.waitForFinished();
        return {
            process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }

    /// A chat completion of the mock's; gives the answer.
    QByteArray chat(const QByteArray &model) const
    {
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, m_port.toUShort());
        const QByteArray body =
            "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        socket.write("POST /openai/v1/chat/completions HTTP/1.1\r\nHost: localhost:"
                     + m_port.toLatin1()
                     + "\r\nAuthorization: Bearer sk-CANARY0123456789abcdef\r\n"
                       "Content-Type: application/json\r\nConnection: close\r\nContent-Length: "
                     + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        QByteArray answer;
        while (socket.waitForReadyRead(10'000))
            answer += socket.readAll();
        return answer;
    }

    QJsonObject json(const QStringList &words) const
    {
        return QJsonDocument::fromJson(run(words + QStringList{u"--json"_s}).out).object();
    }

    /// Waits until the exchanges of that filter are so many.
    bool areRecorded(const QString &filter, int count) const
    {
        return QTest::qWaitFor([&] {
            return json({u"log"_s, filter})[u"exchanges"].toArray().size() == count;
        });
    }

private slots:
    void initTestCase()
    {
        m_gateway.setProcessEnvironment(environment());
        m_gateway.setWorkingDirectory(m_home.path());
        QFile config(m_home.filePath(u"test.yml"_s));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("features:\n  circuit_breaker:\n    enabled: true\n"
                     "    test_mode_enabled: true\n");
        config.close();
        m_gateway.start(
            QStringLiteral(LLM_PROXY),
            {u"--no-gui"_s, u"--demo"_s, u"--port"_s, u"0"_s, u"--config"_s, config.fileName()});
        QByteArray out;
        static const QRegularExpression line(u"^listening on http://127\\.0\\.0\\.1:(\\d+)\\n"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            line.match(QString::fromLatin1(out += m_gateway.readAllStandardOutput())).hasMatch(),
            20'000);
        m_port = line.match(QString::fromLatin1(out)).captured(1);
        QVERIFY(chat("gpt-4o").contains("200 OK"));
        QVERIFY(chat("gpt-4o-mini").contains("200 OK"));
        QVERIFY(areRecorded(u"status:200"_s, 2));
    }

    void cleanupTestCase()
    {
        m_gateway.terminate();
        QVERIFY(m_gateway.waitForFinished());
    }

    void tellsHowItIs()
    {
        const Ended status = run({u"status"_s});
        QCOMPARE(status.code, 0);
        QVERIFY2(status.out.startsWith("running since "), status.out.constData());
        QVERIFY(status.out.contains("\nexchanges  2, "));
        QVERIFY(status.out.contains("\nopenai "));
        QCOMPARE(json({u"status"_s})[u"totals"][u"requests"].toInt(), 2);
    }

    void listsWhatTheFilterMeans()
    {
        const Ended all = run({u"log"_s});
        QCOMPARE(all.code, 0);
        QCOMPARE(all.out.count('\n'), 3);
        QVERIFY(all.out.contains(" gpt-4o-mini "));
        const Ended one = run({u"log"_s, u"-model:mini"_s, u"by:upstream"_s});
        QCOMPARE(one.out.count('\n'), 2);
        QVERIFY(!one.out.contains("mini"));
        QCOMPARE(run({u"log"_s, u"nothing-like-it"_s}).out, QByteArray("Nothing was found.\n"));
        QCOMPARE(run({u"log"_s, u"--limit"_s, u"1"_s}).out.count('\n'), 2);
    }

    void showsOneInAnyForm()
    {
        const QJsonObject found = json({u"log"_s, u"model=gpt-4o"_s})[u"exchanges"][0].toObject();
        const QString id = QString::number(found[u"id"].toInt());
        const Ended shown = run({u"show"_s, id});
        QCOMPARE(shown.code, 0);
        QVERIFY2(shown.out.contains("request           POST /openai/v1/chat/completions\n"),
                 shown.out.constData());
        QCOMPARE(json({u"show"_s, id})[u"exchange"].toObject(), found);
        const QByteArray curl = run({u"show"_s, id, u"--curl"_s}).out;
        QVERIFY2(curl.contains("curl ") && curl.contains("\"$OPENAI_API_KEY\""), curl.constData());
        QVERIFY(run({u"show"_s, id, u"--python"_s}).out.contains("urllib.request"));
        QVERIFY(run({u"show"_s, id, u"--node"_s}).out.contains("await fetch("));
        const QByteArray har = run({u"show"_s, id, u"--har"_s}).out;
        QCOMPARE(QJsonDocument::fromJson(har)[u"log"][u"entries"].toArray().size(), 1);
        for (const QByteArray &text : {shown.out, curl, har})
            QVERIFY(!text.contains("CANARY"));
    }

    void exportsAll()
    {
        const Ended har = run({u"export"_s, u"status:200"_s});
        QCOMPARE(har.code, 0);
        QVERIFY(QJsonDocument::fromJson(har.out)[u"log"][u"entries"].toArray().size() >= 2);
        const Ended lines = run({u"export"_s, u"--jsonl"_s, u"model:mini"_s});
        QCOMPARE(lines.out.count('\n'), 1);
        QCOMPARE(QJsonDocument::fromJson(lines.out)[u"model"].toString(), u"gpt-4o-mini"_s);
    }

    void tailsWhatEnds()
    {
        QProcess tail;
        tail.setProcessEnvironment(environment());
        tail.setWorkingDirectory(m_home.path());
        tail.start(QStringLiteral(LLM_PROXY), {u"tail"_s, u"model:o1"_s, u"--port"_s, m_port});
        QByteArray out;
        QTRY_VERIFY((out += tail.readAllStandardOutput()).contains("flags\n"));
        // What ends before the stream has begun is not in it.
        const auto isSeen = [&] {
            chat("gpt-4.1");
            chat("o1");
            return (out += tail.readAllStandardOutput()).contains(" o1 ");
        };
        QTRY_VERIFY_WITH_TIMEOUT(isSeen(), 20'000);
        QVERIFY(!out.contains("gpt-4.1"));
        tail.kill();
        tail.waitForFinished();
    }

    void switchesTestModes()
    {
        const Ended on =
            run({u"test-mode"_s, u"on"_s, u"force_degraded"_s, u"openai"_s, u"--for"_s, u"1"_s});
        QVERIFY2(on.code == 0, on.err.constData());
        QVERIFY(on.out.contains("force_degraded  openai   1 requests"));
        QVERIFY(chat("gpt-5").contains("503 "));
        QCOMPARE(run({u"test-mode"_s}).out, QByteArray("No test mode is on.\n"));
        QCOMPARE(run({u"test-mode"_s, u"on"_s, u"nonsense"_s}).code, 1);
        QVERIFY(areRecorded(u"by:test flag:test"_s, 1));
    }

    void forcesCircuits()
    {
        const Ended opened = run({u"circuit"_s, u"open"_s, u"openai:gpt-5"_s, u"--for"_s, u"1m"_s});
        QVERIFY2(opened.code == 0, opened.err.constData());
        QCOMPARE(opened.out, QByteArray("openai:gpt-5 is open.\n"));
        QVERIFY(run({u"circuit"_s}).out.contains("openai:gpt-5  open"));
        QCOMPARE(run({u"circuit"_s, u"close"_s, u"openai:gpt-5"_s}).out,
                 QByteArray("openai:gpt-5 is closed.\n"));
        const Ended unknown = run({u"circuit"_s, u"open"_s, u"nobody"_s});
        QCOMPARE(unknown.code, 1);
        QVERIFY(unknown.err.contains("There is no such provider"));
    }

    void tellsLimitsAndReloads()
    {
        QCOMPARE(run({u"limits"_s}).code, 0);
        const Ended reloaded = run({u"reload"_s});
        QVERIFY2(reloaded.code == 0, reloaded.err.constData());
        QVERIFY(reloaded.out.startsWith("The configuration was read again.\n"));
    }

    void saysWhatIsWrong()
    {
        const Ended filter = run({u"log"_s, u"modle:x"_s});
        QCOMPARE(filter.code, 2);
        QCOMPARE(filter.err,
                 QByteArray("llm-proxy: there is no key 'modle'; did you mean model?\n"
                            "  modle:x\n  ^^^^^\n"));
        const Ended nobody = run({u"status"_s, u"--url"_s, u"http://127.0.0.1:1"_s}, false);
        QCOMPARE(nobody.code, 1);
        QVERIFY2(nobody.err.startsWith("llm-proxy: no gateway answers at http://127.0.0.1:1 ("),
                 nobody.err.constData());
        const Ended missing = run({u"show"_s, u"999999"_s});
        QCOMPARE(missing.code, 1);
        QVERIFY(missing.err.contains("no such exchange"));
    }

    void isNotLetInWithAnotherToken()
    {
        QFile file(m_home.filePath(u".local/state/llm-proxy/admin-token"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray token = file.readAll();
        file.close();
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(token.trimmed().size(), '0') + '\n');
        file.close();
        const Ended refused = run({u"status"_s});
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.contains("does not take the token in "), refused.err.constData());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(token);
        file.close();
        QCOMPARE(run({u"status"_s}).code, 0);
    }
};
QTEST_GUILESS_MAIN(AdminCommandsTest)
#include "tst_admin_commands.moc"
