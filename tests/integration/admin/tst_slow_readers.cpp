// SPDX-License-Identifier: MIT
// A reader that takes nothing costs no memory, and holds up nobody.
#include "engine/admin/powers.h"
#include "tests/support/proxied_upstream.h"

#include <QTest>

#include <atomic>

using namespace llmproxy;
using namespace llmproxy::test;

namespace {

constexpr qsizetype TargetBytes = 10'000;
const QByteArray Token = "t0ken";

/// An engine in which more happens than anybody can read.
class EndlessControl final : public Control
{
public:
    std::atomic<qint64> told{0}; ///< records

    std::shared_ptr<const stats::EngineSnapshot> snapshot() const override
    {
        return std::make_shared<const stats::EngineSnapshot>();
    }
    traffic::RecordDelta recordsSince(quint64 cursor, qsizetype max) const override
    {
        traffic::RecordDelta delta;
        delta.changed = records(1, max);
        delta.cursor = cursor + quint64(max);
        return delta;
    }
    QList<traffic::ExchangeRecord> recordsBefore(qint64 id, qsizetype max) const override
    {
        return records(id - max, max);
    }
    std::shared_ptr<const traffic::ExchangeDetail> detail(qint64) const override { return nullptr; }
    void history(const traffic::HistoryQuery &, HistoryThen then) const override { then({}); }
    void storedExchange(qint64, StoredThen then) const override { then({}); }
    void purge(std::function<void(QByteArray)> then) override { then({}); }
    void pauseRecording(bool) override {}
    void forceCircuit(const circuit::Key &, const circuit::Force &) override {}
    qint64 switchTestModeOn(const circuit::TestRule &) override { return 0; }
    bool switchTestModeOff(qint64) override { return false; }

private:
    QList<traffic::ExchangeRecord> records(qint64 id, qsizetype count) const
    {
        QList<traffic::ExchangeRecord> made(count);
        for (traffic::ExchangeRecord &record : made) {
            record.id = id++;
            record.target = QByteArray(TargetBytes, 'x');
        }
        const_cast<EndlessControl *>(this)->told += count;
        return made;
    }
};

} // namespace

class SlowReadersTest : public QObject
{
    Q_OBJECT

    EndlessControl m_control;
    admin::Powers m_powers{.control = m_control};
    std::unique_ptr<ProxiedUpstream> m_proxied;

    /// Has as much been made as will be while nobody reads?
    bool hasStopped() const
    {
        return QTest::qWaitFor(
            [this] {
                const qint64 before = m_control.told;
                QTest::qWait(300);
                return m_control.told == before;
            },
            20'000);
    }

private slots:
    void init()
    {
        m_powers.door.setLock({false, Token});
        m_control.told = 0;
        m_proxied = std::make_unique<ProxiedUpstream>(
            ProxiedUpstream::Change{}, StorePolicies{}, &m_powers);
    }
    void cleanup() { m_proxied.reset(); }

    void areWaitedFor_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("events") << QByteArray("/events");
        QTest::newRow("HAR") << QByteArray("/exchanges.har");
        QTest::newRow("JSON Lines") << QByteArray("/exchanges.jsonl");
        QTest::newRow("a page that finds nothing but goes on")
            << QByteArray("/exchanges?limit=1000");
    }

    void areWaitedFor()
    {
        QFETCH(QByteArray, path);
        RawClient reader(m_proxied->gateway.port());
        reader.socket().setReadBufferSize(1024);
        reader.send("GET /admin/api/v1" + path
                    + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + Token
                    + "\r\n\r\n");
        QVERIFY(hasStopped());
        const qint64 made = m_control.told;
        QVERIFY(made > 0);
        QVERIFY2(made * TargetBytes < qint64(32) << 20, "more than the kernel takes");

        RawClient other(m_proxied->gateway.port());
        other.send(m_proxied->get("/v1/models"));
        QCOMPARE(other.response().status, 200);
        if (path.startsWith("/exchanges?"))
            return; // a page has an end

        reader.socket().setReadBufferSize(0);
        QVERIFY(QTest::qWaitFor([&] {
            (void)reader.socket().readAll();
            return m_control.told > made;
        }));
    }

    void whoReadsDoesNotHoldUpExchanges()
    {
        RawClient reader(m_proxied->gateway.port());
        reader.send("GET /admin/api/v1/exchanges.jsonl HTTP/1.1\r\nHost: localhost\r\n"
                    "Authorization: Bearer "
                    + Token + "\r\n\r\n");
        qint64 bytes = 0;
        QObject::connect(&reader.socket(), &QTcpSocket::readyRead, &reader.socket(), [&] {
            bytes += reader.socket().readAll().size();
        });
        for (int i = 0; i < 20; ++i) {
            RawClient client(m_proxied->gateway.port());
            client.send(m_proxied->get("/v1/models"));
            QCOMPARE(client.response().status, 200);
        }
        QTRY_VERIFY(bytes > 1'000'000);
    }

    void whoLeavesEndsIt()
    {
        {
            RawClient reader(m_proxied->gateway.port());
            reader.send("GET /admin/api/v1/exchanges.har HTTP/1.1\r\nHost: localhost\r\n"
                        "Authorization: Bearer "
                        + Token + "\r\n\r\n");
            QTRY_VERIFY(m_control.told > 0);
            reader.socket().abort();
        }
        QVERIFY(hasStopped());
        QTRY_COMPARE(m_proxied->gateway.clientConnections(), 0);
    }
};

QTEST_GUILESS_MAIN(SlowReadersTest)
#include "tst_slow_readers.moc"
