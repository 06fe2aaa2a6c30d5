// SPDX-License-Identifier: MIT
// The stream of events while traffic goes by.
#include "tests/integration/admin/running_engine.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;
using namespace Qt::StringLiterals;

namespace {

/// A reader of events, as a browser's EventSource is one.
class EventClient
{
public:
    EventClient(quint16 port, const QByteArray &fields = {})
        : m_client(port)
    {
        m_client.send(RunningEngine::request("GET", "/admin/api/v1/events", {}, fields));
    }

    /// Has an event with this text come by now?
    bool has(const QByteArray &text)
    {
        return QTest::qWaitFor([&] { return all().contains(text); });
    }
    const QByteArray &all()
    {
        m_bytes += m_client.socket().readAll();
        return m_bytes;
    }
    QByteArray lastId()
    {
        const qsizetype at = all().lastIndexOf("\nid: ");
        return at < 0 ? QByteArray() : m_bytes.mid(at + 5).split('\n').first().trimmed();
    }
    RawClient &client() { return m_client; }

private:
    RawClient m_client;
    QByteArray m_bytes;
};

} // namespace

class EventsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<RunningEngine> m_engine;

private slots:
    void init() { m_engine = std::make_unique<RunningEngine>(); }
    void cleanup() { m_engine.reset(); }

    void beginsAtOnceAndTellsOfEachExchange()
    {
        m_engine->exchange();
        EventClient events(m_engine->port());
        QVERIFY(events.has(": here"));
        QVERIFY(events.all().contains("Content-Type: text/event-stream\r\n"));
        m_engine->exchange();
        QVERIFY(events.has(R"("id":2,)"));
        QVERIFY(events.has("event: exchange\n"));
        QVERIFY(!events.all().contains(R"("id":1,)"));
        QVERIFY(!events.all().contains("canary"));
    }

    void tellsOfAnExchangeWhileItGoesOn()
    {
        m_engine->upstream.setAnswer([](QTcpSocket &, const SeenRequest &) {}); // none comes
        EventClient events(m_engine->port());
        QVERIFY(events.has(": here"));
        RawClient client(m_engine->port());
        client.send("GET /openai/v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QVERIFY(events.has(R"("phase":)"));
        QVERIFY(!events.all().contains(R"("phase":"done")"));
    }

    void goesOnWhereTheReaderWas()
    {
        QByteArray last;
        {
            EventClient events(m_engine->port());
            QVERIFY(events.has(": here"));
            m_engine->exchange();
            QVERIFY(events.has(R"("phase":"done")"));
            last = events.lastId();
        }
        m_engine->exchange();
        EventClient again(m_engine->port(), "Last-Event-ID: " + last + "\r\n");
        QVERIFY(again.has(R"("id":2,)"));
        QVERIFY(!again.all().contains(R"("id":1,)"));
    }

    void refusesAPlaceThatIsNone()
    {
        const SeenResponse seen = m_engine->send(RunningEngine::request(
            "GET", "/admin/api/v1/events", {}, "Last-Event-ID: nonsense\r\n"));
        QCOMPARE(seen.status, 400);
    }

    void endsInOrderWhenTheEngineStops()
    {
        RawClient client(m_engine->port());
        client.send(RunningEngine::request("GET", "/admin/api/v1/events"));
        QVERIFY(QTest::qWaitFor([&] { return client.socket().bytesAvailable() > 0; }));
        bool stopped = false;
        m_engine->engine.stop(std::chrono::seconds(30), [&stopped] { stopped = true; });
        const SeenResponse seen = client.response();
        QVERIFY(seen.complete);
        QTRY_VERIFY(stopped);
    }

    void headIsAnsweredWithoutAStream()
    {
        const SeenResponse seen = m_engine->ask("HEAD", "/events");
        QVERIFY(seen.complete);
        QCOMPARE(seen.field("content-type"), QByteArray("text/event-stream"));
    }

    void anOldClientReadsToTheEndOfTheConnection()
    {
        RawClient client(m_engine->port());
        client.send(
            RunningEngine::request("GET", "/admin/api/v1/events").replace("HTTP/1.1", "HTTP/1.0"));
        QVERIFY(QTest::qWaitFor([&] { return client.socket().bytesAvailable() > 0; }));
        const QByteArray got = client.socket().readAll();
        QVERIFY(!got.toLower().contains("transfer-encoding"));
        QVERIFY(got.contains("\r\n\r\n: here\n\n"));
        m_engine->engine.stop(std::chrono::seconds(30), [] {});
        QVERIFY(client.waitForClose());
    }
};

QTEST_GUILESS_MAIN(EventsTest)
#include "tst_events.moc"
