// SPDX-License-Identifier: MIT
#include "engine/exports/snippets.h"
#include "tests/unit/exports/export_samples.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::exports;
using namespace Qt::StringLiterals;

namespace {

/// Takes one request a connection, and answers that it has it.
class Listener
{
public:
    Listener()
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                m_received += socket->readAll();
                if (isWhole())
                    socket->write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n"
                                  "Connection: close\r\n\r\nthanks");
            });
        });
    }

    QByteArray authority() const
    {
        return "127.0.0.1:" + QByteArray::number(m_server.serverPort());
    }

    QByteArray head() const { return m_received.first(m_received.indexOf("\r\n\r\n") + 2); }
    QByteArray body() const { return m_received.sliced(m_received.indexOf("\r\n\r\n") + 4); }

    /// The value of that field, any case.
    QByteArray field(const QByteArray &name) const
    {
        for (const QByteArray &line : head().split('\n')) {
            const qsizetype colon = line.indexOf(':');
            if (colon > 0 && line.first(colon).compare(name, Qt::CaseInsensitive) == 0)
                return line.sliced(colon + 1).trimmed();
        }
        return "(none)";
    }

private:
    bool isWhole() const
    {
        const qsizetype end = m_received.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        const QByteArray length = field("content-length");
        return m_received.size() >= end + 4 + length.toLongLong();
    }

    QTcpServer m_server;
    QByteArray m_received;
};

struct Tool
{
    const char *name;
    QByteArray (*write)(const Replay &);
    QString file;
    QString program;
};

QList<Tool> tools()
{
    return {{"curl", &curlCommand, u"replay.sh"_s, u"/bin/sh"_s},
            {"python3", &pythonProgram, u"replay.py"_s, u"python3"_s},
            {"node", &nodeProgram, u"replay.mjs"_s, u"node"_s}};
}

QByteArray printed(const Tool &tool, const QByteArray &text)
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(tool.file));
    if (!file.open(QIODevice::WriteOnly))
        return "no file";
    file.write(text);
    file.close();
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const auto *name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"})
        environment.remove(QLatin1String(name));
    environment.insert(u"OPENAI_API_KEY"_s, u"sk-of the \"test\" $HOME"_s);
    process.setProcessEnvironment(environment);
    process.start(tool.program, {file.fileName()});
    const auto hasEnded = [&] { return process.state() == QProcess::NotRunning; };
    if (!QTest::qWaitFor(hasEnded, 15'000) || process.exitCode() != 0)
        qWarning("%s", process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

QByteArray everyByte()
{
    QByteArray bytes;
    for (int i = 0; i < 256; ++i)
        bytes += char(i);
    return bytes;
}

} // namespace

class SnippetsTest : public QObject
{
    Q_OBJECT

private slots:
    void sendTheRequestAgain_data()
    {
        QTest::addColumn<int>("tool");
        QTest::addColumn<QByteArray>("body");
        const QList<std::pair<const char *, QByteArray>> bodies{
            {"JSON", "{\"text\":\"it's \\\"é\\\" \\\\ $HOME `id` %s\\n\"}"},
            {"several lines", "@a\r\nb\n\n"},
            {"every byte", everyByte()},
            {"long", QByteArray("'\\\"x").repeated(50'000)},
            {"not UTF-8", "\xFF\xFE'"},
        };
        for (int i = 0; i < tools().size(); ++i) {
            for (const auto &[name, body] : bodies)
                QTest::addRow("%s, %s", tools()[i].name, name) << i << body;
        }
    }

    void sendTheRequestAgain()
    {
        QFETCH(const int, tool);
        QFETCH(const QByteArray, body);
        const Tool used = tools()[tool];
        if (QStandardPaths::findExecutable(QString::fromLatin1(used.name)).isEmpty())
            QSKIP(qPrintable(u"%1 is not installed"_s.arg(QLatin1String(used.name))));
        const Listener listener;
        Sample sample = chat();
        sample.detail.requestHead.replace("localhost:9002", listener.authority());
        sample.detail.requestHead += "X-Odd: 'a' \"b\" $c `d` \\ %s \xE9\nX-Empty:\n";
        sample.record.target = "/openai/a/../b'c$d`e[1-3]{x,y}?q=%27&r=(z)";
        setBody(sample.detail.request, body);
        const QByteArray text = used.write(replayOf(sample.record, &sample.detail));
        QCOMPARE(printed(used, text), QByteArray("thanks"));
        if (used.program != u"node"_s) // fetch takes dots out of a path, as browsers do
            QCOMPARE(listener.head().split('\r').first(),
                     QByteArray("POST /openai/a/../b'c$d`e[1-3]{x,y}?q=%27&r=(z) HTTP/1.1"));
        QCOMPARE(listener.field("authorization"), QByteArray("Bearer sk-of the \"test\" $HOME"));
        QCOMPARE(listener.field("content-type"), QByteArray("application/json"));
        QCOMPARE(listener.field("x-odd"), QByteArray("'a' \"b\" $c `d` \\ %s \xE9"));
        QCOMPARE(listener.field("x-empty"), QByteArray());
        QCOMPARE(listener.body(), body);
    }

    void sendWithoutABodyOrAType_data()
    {
        QTest::addColumn<int>("tool");
        QTest::addColumn<QByteArray>("method");
        for (int i = 0; i < tools().size(); ++i) {
            for (const char *method : {"GET", "DELETE", "HEAD"})
                QTest::addRow("%s, %s", tools()[i].name, method) << i << QByteArray(method);
        }
    }

    void sendWithoutABodyOrAType()
    {
        QFETCH(const int, tool);
        QFETCH(const QByteArray, method);
        const Tool used = tools()[tool];
        if (QStandardPaths::findExecutable(QString::fromLatin1(used.name)).isEmpty())
            QSKIP(qPrintable(u"%1 is not installed"_s.arg(QLatin1String(used.name))));
        const Listener listener;
        Sample sample = chat();
        sample.record.method = method;
        sample.detail.requestHead = "x\nHost: " + listener.authority() + "\n";
        setBody(sample.detail.request, {});
        printed(used, used.write(replayOf(sample.record, &sample.detail)));
        QVERIFY2(listener.head().startsWith(
                     QByteArray(method + " /openai/v1/chat/completions HTTP/1.1")),
                 listener.head().constData());
        QCOMPARE(listener.field("content-type"), QByteArray("(none)"));
        QCOMPARE(listener.body(), QByteArray());
    }

    void readWell()
    {
        const Sample sample = chat();
        const Replay replay = replayOf(sample.record, &sample.detail);
        QCOMPARE(curlCommand(replay),
                 QByteArray("curl --globoff --path-as-is "
                            "http://localhost:9002/openai/v1/chat/completions \\\n"
                            "  -H 'Content-Type: application/json' \\\n"
                            "  -H 'Authorization: Bearer '\"$OPENAI_API_KEY\" \\\n"
                            "  --data-raw '{\"model\":\"é\\n\"}'\n"));
        QVERIFY(pythonProgram(replay).contains(
            "        \"Authorization\": \"Bearer \" + os.environ[\"OPENAI_API_KEY\"],\n"));
        QVERIFY(nodeProgram(replay).contains(
            "    \"Authorization\": \"Bearer \" + process.env.OPENAI_API_KEY,\n"));
    }

    void signAnewOrSayWhyNot()
    {
        const Sample sample = signedCall();
        const Replay replay = replayOf(sample.record, &sample.detail);
        const QByteArray curl = curlCommand(replay);
        QVERIFY(curl.startsWith("# The signature"));
        QVERIFY(curl.contains("--aws-sigv4 aws:amz:eu-west-1:bedrock \\\n"));
        QVERIFY(curl.contains("--user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" \\\n"));
        QVERIFY(curl.contains("\"$AWS_SESSION_TOKEN\""));
        QVERIFY(
            pythonProgram(replay).contains("SigV4Auth(credentials, \"bedrock\", \"eu-west-1\")"));
        QVERIFY(!nodeProgram(replay).contains("fetch("));
        for (const QByteArray &text : {curl, pythonProgram(replay), nodeProgram(replay)})
            QVERIFY(!text.contains("redacted") && !text.contains("X-Amz-Date"));
    }
};
QTEST_GUILESS_MAIN(SnippetsTest)
#include "tst_snippets.moc"
