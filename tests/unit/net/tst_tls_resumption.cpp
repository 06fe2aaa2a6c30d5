// SPDX-License-Identifier: MIT
#include "tests/support/tls_pair.h"

#include <QTest>

#include <array>
#include <atomic>
#include <openssl/ssl.h>
#include <thread>

using namespace llmproxy::net;
using namespace llmproxy::test;

class TlsResumptionTest : public QObject
{
    Q_OBJECT

    const Identity m_root = issueAuthority("Test Root");
    const Trust m_trust{m_root};

    TlsServerSettings goodServer(int version = 0) const
    {
        TlsServerSettings settings;
        settings.identity = issueLeaf(TlsPair::Host, m_root);
        settings.newestVersion = version;
        return settings;
    }

    static void versions_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
        QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
    }

private slots:
    void resumesTheSession_data() { versions_data(); }

    void resumesTheSession()
    {
        QFETCH(const int, version);
        const auto ours = m_trust.newContext();
        TlsServerContext context(goodServer(version));
        for (int i = 0; i < 10; ++i) {
            TlsPair pair(ours, context);
            pair.carry();
            QCOMPARE(pair.client.state(), TlsSession::State::Open);
            QCOMPARE(pair.client.isResumed(), i > 0);
            QCOMPARE(pair.server.isResumed(), i > 0);
            QCOMPARE(pair.say("hello"), true);
            pair.carry();
            QCOMPARE(pair.server.takePlain(), QByteArray("hello"));
        }
    }

    void savesARoundTripByResuming()
    {
        const auto ours = m_trust.newContext();
        TlsServerContext context(goodServer(TLS1_2_VERSION));
        TlsPair first(ours, context);
        first.carry();
        QCOMPARE(first.roundTripsBeforeOpen, 1);
        TlsPair second(ours, context);
        second.carry();
        QVERIFY(second.client.isResumed());
        QCOMPARE(second.roundTripsBeforeOpen, 0);
    }

    void usesATicketOfTls13Once()
    {
        const auto ours = m_trust.newContext();
        TlsServerContext context(goodServer(TLS1_3_VERSION));
        TlsPair first(ours, context);
        first.carry(); // brings OpenSSL's usual two tickets
        TlsPair second(ours, context);
        TlsPair third(ours, context);
        TlsPair fourth(ours, context); // all three before the server could send more
        for (TlsPair *const pair : {&second, &third, &fourth})
            pair->carry();
        QVERIFY(second.client.isResumed());
        QVERIFY(third.client.isResumed());
        QVERIFY(!fourth.client.isResumed());
    }

    void resumesNothingOfAnotherAuthority_data() { versions_data(); }

    void resumesNothingOfAnotherAuthority()
    {
        QFETCH(const int, version);
        const auto ours = m_trust.newContext();
        TlsServerSettings settings = goodServer(version);
        settings.identity =
            issue({.alternativeNames = "DNS:api.example,DNS:other.example"}, &m_root);
        TlsServerContext context(settings);
        TlsPair(ours, context).carry();
        TlsPair other(ours, context, "other.example");
        other.carry();
        QCOMPARE(other.client.state(), TlsSession::State::Open);
        QVERIFY(!other.client.isResumed());
    }

    void resumesNothingAcrossTrust_data() { versions_data(); }

    void resumesNothingAcrossTrust()
    {
        QFETCH(const int, version);
        const auto one = m_trust.newContext();
        const auto other = m_trust.newContext();
        TlsServerContext context(goodServer(version));
        TlsPair(one, context).carry();
        TlsPair pair(other, context);
        pair.carry();
        QCOMPARE(pair.client.state(), TlsSession::State::Open);
        QVERIFY(!pair.client.isResumed());
    }

    void keepsNoSessionOfARefusedServer_data() { versions_data(); }

    void keepsNoSessionOfARefusedServer()
    {
        QFETCH(const int, version);
        const auto ours = m_trust.newContext();
        TlsServerSettings settings = goodServer(version);
        settings.identity = issue({.alternativeNames = "DNS:api.example"});
        TlsServerContext context(settings);
        for (int i = 0; i < 2; ++i) {
            TlsPair pair(ours, context);
            pair.carry();
            QCOMPARE(pair.client.error().fault, TlsFault::NotTrusted);
        }
    }

    void servesManyThreadsFromOneContext()
    {
        const auto ours = m_trust.newContext();
        TlsServerContext context(goodServer());
        std::atomic<int> opened = 0;
        std::array<std::thread, 4> threads;
        for (std::thread &thread : threads)
            thread = std::thread([&] {
                for (int j = 0; j < 20; ++j) {
                    TlsPair pair(ours, context);
                    pair.carry();
                    opened += pair.client.state() == TlsSession::State::Open ? 1 : 0;
                }
            });
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(opened, 80);
    }
};
QTEST_GUILESS_MAIN(TlsResumptionTest)
#include "tst_tls_resumption.moc"
