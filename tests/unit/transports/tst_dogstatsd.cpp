// SPDX-License-Identifier: MIT
#include "engine/transports/datadog.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::transports;
using stats::Metric;

namespace {

/// Receives what an agent would.
class Agent
{
public:
    Agent() { m_socket.bind(QHostAddress(QHostAddress::LocalHost)); }

    quint16 port() const { return m_socket.localPort(); }
    /// The next packet; empty if none comes in time.
    QByteArray packet()
    {
        (void)QTest::qWaitFor([this] { return m_socket.hasPendingDatagrams(); });
        if (!m_socket.hasPendingDatagrams())
            return {};
        QByteArray bytes(qsizetype(m_socket.pendingDatagramSize()), '\0');
        m_socket.readDatagram(bytes.data(), bytes.size());
        return bytes;
    }

private:
    QUdpSocket m_socket;
};

Metric counter(const QByteArray &name)
{
    return {name, "1", Metric::Type::Count, {"a:b"}};
}

/// Answers when the test says so, as if the name server was slow.
struct SlowLookup
{
    std::vector<net::Resolver::Callback> asked;

    net::Resolver::Lookup lookup()
    {
        return [this](const QByteArray &, net::Resolver::Callback answered) {
            asked.push_back(std::move(answered));
        };
    }
};

} // namespace

class DogstatsdTest : public QObject
{
    Q_OBJECT

private slots:
    void sendsOnePacketPerFlush()
    {
        Agent agent;
        Dogstatsd dogstatsd({"127.0.0.1", agent.port(), "llm", {"env:dev", "env:dev"}});
        dogstatsd.add(counter("circuit.opened"));
        dogstatsd.add(counter("circuit.closed"));
        QVERIFY(dogstatsd.hasWaiting());
        dogstatsd.flush();
        QCOMPARE(agent.packet(),
                 QByteArray("llm.circuit.opened:1|c|#env:dev,a:b\n"
                            "llm.circuit.closed:1|c|#env:dev,a:b"));
        QVERIFY(!dogstatsd.hasWaiting());
        QCOMPARE(dogstatsd.sent(), 1);
        QCOMPARE(dogstatsd.lost(), 0);
        dogstatsd.flush(); // nothing to say, nothing sent
        QCOMPARE(dogstatsd.sent(), 1);
    }

    void keepsPacketsSmall()
    {
        Agent agent;
        Dogstatsd dogstatsd({"127.0.0.1", agent.port(), "llm", {}});
        const QByteArray name(100, 'n');
        for (int i = 0; i < 30; ++i)
            dogstatsd.add(counter(name));
        dogstatsd.flush();
        qsizetype lines = 0;
        while (lines < 30) {
            const QByteArray packet = agent.packet();
            QVERIFY(!packet.isEmpty());
            QVERIFY(packet.size() <= stats::PacketWriter::MaxBytes);
            lines += packet.count('\n') + 1;
        }
        QCOMPARE(lines, 30);
        QVERIFY(dogstatsd.sent() > 1);
    }

    void waitsForANameWithoutHoldingAnybodyUp()
    {
        Agent agent;
        SlowLookup names;
        Dogstatsd dogstatsd({"agent.test", agent.port(), "llm", {}}, names.lookup());
        dogstatsd.add(counter("one"));
        dogstatsd.flush();
        dogstatsd.add(counter("two"));
        dogstatsd.flush();
        QCOMPARE(names.asked.size(), std::size_t(1));
        QVERIFY(dogstatsd.hasWaiting());
        names.asked[0](net::Addresses{QHostAddress(QHostAddress::LocalHost)});
        QCOMPARE(agent.packet(), QByteArray("llm.one:1|c|#a:b\nllm.two:1|c|#a:b"));
    }

    void keepsAFewPacketsUntilTheNameIsKnown()
    {
        SlowLookup names;
        Dogstatsd dogstatsd({"agent.test", 8125, "llm", {}}, names.lookup());
        const QByteArray name(1400, 'n'); // one to a packet
        for (qsizetype i = 0; i < Dogstatsd::MaxPackets + 5; ++i)
            dogstatsd.add(counter(name));
        QCOMPARE(dogstatsd.lost(), 5);
    }

    void countsWhatAnUnknownHostLoses()
    {
        SlowLookup names;
        Dogstatsd dogstatsd({"agent.test", 8125, "llm", {}}, names.lookup());
        dogstatsd.add(counter("one"));
        dogstatsd.flush();
        names.asked[0](Failure<net::ResolveError>(net::ResolveError::NotFound));
        QCOMPARE(dogstatsd.lost(), 1);
        QVERIFY(!dogstatsd.hasWaiting());
        QCOMPARE(dogstatsd.lastError(), QByteArray("agent.test is not known"));
    }

    void refusesWhatNoPacketHolds()
    {
        Dogstatsd dogstatsd({"127.0.0.1", 8125, "llm", {}});
        dogstatsd.add(counter(QByteArray(2000, 'n')));
        QCOMPARE(dogstatsd.lost(), 1);
        QVERIFY(!dogstatsd.hasWaiting());
    }

    void sendsToAnAgentThatIsNotThere()
    {
        quint16 port = 0;
        {
            const Agent gone;
            port = gone.port();
        }
        Dogstatsd dogstatsd({"127.0.0.1", port, "llm", {}});
        for (int i = 0; i < 3; ++i) {
            dogstatsd.add(counter("one"));
            dogstatsd.flush();
        }
        QCOMPARE(dogstatsd.sent() + dogstatsd.lost(), 3);
        QVERIFY(!dogstatsd.hasWaiting());
    }

    void measuresRecords()
    {
        Agent agent;
        Datadog datadog({"127.0.0.1", agent.port(), "llm", {}});
        cost::Record record;
        record.provider = "openai";
        record.usage.input = {7, usage::Source::Reported};
        datadog.write({record});
        const QByteArray packet = agent.packet();
        QVERIFY2(packet.startsWith("llm.tokens.input:7|d|#provider:openai,"), packet.constData());
        QVERIFY(packet.contains("\nllm.requests.count:1|c|#"));
        QCOMPARE(datadog.status().written, 1);
        const QByteArray port = QByteArray::number(agent.port());
        QCOMPARE(datadog.status().name, QByteArray("datadog 127.0.0.1:") + port);
    }
};
QTEST_GUILESS_MAIN(DogstatsdTest)
#include "tst_dogstatsd.moc"
