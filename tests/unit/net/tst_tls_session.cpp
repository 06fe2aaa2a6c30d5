// SPDX-License-Identifier: MIT
#include "tests/support/tls_pair.h"

#include <QRegularExpression>
#include <QTest>

#include <array>
#include <openssl/ssl.h>

using namespace llmproxy::net;
using namespace llmproxy::test;

namespace {

QByteArray pattern(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i)
        bytes[i] = char('a' + i % 23);
    return bytes;
}

} // namespace

class TlsSessionTest : public QObject
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

    /// A handshake and three records; what the client read of it.
    static QByteArray conversation(TlsPair &pair)
    {
        QByteArray plain = pair.carry();
        for (const char *const record : {"one", "two", "three"})
            pair.server.write(record);
        return plain + pair.carry();
    }

private slots:
    void refusesOtherProtocols_data()
    {
        QTest::addColumn<TlsServerSettings>("server");
        QTest::addColumn<QString>("text"); // a pattern
        TlsServerSettings settings = goodServer(TLS1_1_VERSION);
        settings.oldestVersion = TLS1_VERSION;
        QTest::newRow("TLS 1.1 at most")
            << settings << QStringLiteral("the server speaks no TLS of version 1.2 or later");
        settings = goodServer(TLS1_3_VERSION);
        settings.alpn = "h2";
        // OpenSSL's later patch releases see for themselves that h2 was not offered.
        const QString noHttp1 =
            QStringLiteral("the server does not speak HTTP/1\\.1|TLS failed: bad extension");
        QTest::newRow("chooses h2, TLS 1.3") << settings << noHttp1;
        settings.newestVersion = TLS1_2_VERSION;
        QTest::newRow("chooses h2, TLS 1.2") << settings << noHttp1;
        settings.refusesAlpn = true;
        QTest::newRow("refuses what was offered") << settings << noHttp1;
    }

    void refusesOtherProtocols()
    {
        QFETCH(const TlsServerSettings, server);
        TlsServerContext context(server);
        TlsPair pair(m_trust.newContext(), context);
        QCOMPARE(pair.carry(), QByteArray());
        QCOMPARE(pair.client.state(), TlsSession::State::Closed);
        QFETCH(const QString, text);
        const QRegularExpression pattern(QRegularExpression::anchoredPattern(text));
        QVERIFY2(pattern.match(pair.client.error().text).hasMatch(),
                 qPrintable(pair.client.error().text));
        QVERIFY(pair.server.failed());
    }

    void offersHttp11AloneAndTakesSilenceForIt()
    {
        TlsServerSettings settings = goodServer();
        settings.alpn.clear();
        TlsServerContext context(settings);
        TlsPair pair(m_trust.newContext(), context);
        pair.carry();
        QCOMPARE(pair.client.state(), TlsSession::State::Open);
        QCOMPARE(pair.server.offeredAlpn(), QByteArray("\x08http/1.1"));
    }

    void sendsTheConfiguredNameButNoAddress_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("serverName");
        QTest::newRow("name") << QByteArray("api.example") << QByteArray("api.example");
        QTest::newRow("absolute") << QByteArray("api.example.") << QByteArray("api.example");
        QTest::newRow("in capitals") << QByteArray("API.example") << QByteArray("api.example");
        QTest::newRow("IPv4") << QByteArray("192.0.2.1") << QByteArray();
        QTest::newRow("IPv6") << QByteArray("[2001:db8::1]") << QByteArray();
    }

    void sendsTheConfiguredNameButNoAddress()
    {
        QFETCH(const QByteArray, host);
        TlsServerContext context(goodServer());
        TlsPair pair(m_trust.newContext(), context, host);
        pair.carry();
        QTEST(pair.server.serverName(), "serverName");
    }

    void refusesToRenegotiate()
    {
        TlsServerContext context(goodServer(TLS1_2_VERSION));
        TlsPair pair(m_trust.newContext(), context);
        pair.carry();
        pair.server.requestRenegotiation();
        pair.carry();
        // The refusal itself is but a warning; OpenSSL's server takes it for the end.
        QVERIFY(pair.server.failed());
        QCOMPARE(pair.client.error().fault, TlsFault::Alert);
    }

    void followsAKeyUpdate()
    {
        TlsServerContext context(goodServer(TLS1_3_VERSION));
        TlsPair pair(m_trust.newContext(), context);
        pair.carry();
        pair.server.updateKeys();
        pair.server.write("with new keys");
        QCOMPARE(pair.carry(), QByteArray("with new keys"));
        QVERIFY(pair.say("ours are new too"));
        pair.carry();
        QCOMPARE(pair.server.takePlain(), QByteArray("ours are new too"));
    }

    void deliversTheSameBytesHoweverTheyAreCut_data() { versions_data(); }

    void deliversTheSameBytesHoweverTheyAreCut()
    {
        QFETCH(const int, version);
        TlsServerSettings settings = goodServer(version);
        TlsServerContext resuming(settings);
        settings.offersResumption = false;
        TlsServerContext forgetful(settings);
        const auto first = m_trust.newContext();
        const auto second = m_trust.newContext();
        TlsPair(second, resuming).carry();
        const auto converse = [&](qsizetype pieceSize, qsizetype phase) {
            TlsPair full(first, forgetful);
            TlsPair shorter(second, resuming);
            full.pieceSize = shorter.pieceSize = pieceSize;
            full.phase = shorter.phase = phase;
            QCOMPARE(conversation(full), QByteArray("onetwothree"));
            QCOMPARE(conversation(shorter), QByteArray("onetwothree"));
            QVERIFY(!full.client.isResumed() && shorter.client.isResumed());
            QVERIFY(full.delivered > 500); // it is a handshake that was cut, and not the air
        };
        for (qsizetype pieceSize = 1; pieceSize < 16; ++pieceSize)
            converse(pieceSize, 0);
        for (qsizetype phase = 0; phase < 64; ++phase) // so that each byte once begins a piece
            converse(64, phase);
    }

    void carriesRecordsOfAnySize_data()
    {
        QTest::addColumn<int>("version");
        QTest::addColumn<int>("recordSize");
        for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
            for (const int size : {1, 1000, 16'383, 16'384})
                QTest::addRow("%s, %d bytes each", version == TLS1_2_VERSION ? "1.2" : "1.3", size)
                    << version << size;
        }
    }

    void carriesRecordsOfAnySize()
    {
        QFETCH(const int, version);
        QFETCH(const int, recordSize);
        TlsServerSettings settings = goodServer(version);
        settings.recordSize = recordSize;
        TlsServerContext context(settings);
        TlsPair pair(m_trust.newContext(), context);
        pair.carry();
        const QByteArray body = pattern(recordSize == 1 ? 5000 : 200'000);
        pair.server.write(body);
        QCOMPARE(pair.carry(), body);
    }

    void gathersSmallRecordsIntoOnePiece()
    {
        TlsServerContext context(goodServer());
        TlsPair pair(m_trust.newContext(), context);
        pair.carry();
        for (int i = 0; i < 8; ++i)
            pair.server.write("event ");
        const QByteArray bytes = pair.server.takeCipher();
        QByteArrayView cipher(bytes);
        std::array<char, 1000> plain{};
        QByteArray out;
        QCOMPARE(pair.client.receive(cipher, plain, out), std::size_t(48));
        QCOMPARE(QByteArray(plain.data(), 48), QByteArray("event ").repeated(8));
        QVERIFY(cipher.isEmpty() && out.isEmpty());
    }

    void encryptsBodiesOfAnySize_data() { versions_data(); }

    void encryptsBodiesOfAnySize()
    {
        QFETCH(const int, version);
        TlsServerContext context(goodServer(version));
        TlsPair pair(m_trust.newContext(), context);
        pair.carry();
        for (const qsizetype size : {0, 1, 16'383, 16'384, 16'385, 1'000'000}) {
            QVERIFY(pair.say(pattern(size)));
            pair.carry();
            QCOMPARE(pair.server.takePlain(), pattern(size));
        }
    }

    void appendsToWhatTheCallerHasCollected()
    {
        TlsServerContext context(goodServer());
        TlsPair pair(m_trust.newContext(), context);
        pair.carry();
        QByteArray out = "before";
        QVERIFY(pair.client.encrypt("hello", out));
        QVERIFY(out.startsWith("before\x17\x03\x03"));
    }

    void tellsAnOrderlyEndFromACut_data() { versions_data(); }

    void tellsAnOrderlyEndFromACut()
    {
        QFETCH(const int, version);
        TlsServerContext context(goodServer(version));
        TlsPair pair(m_trust.newContext(), context);
        pair.carry();
        pair.server.write("the end");
        QCOMPARE(pair.carry(), QByteArray("the end"));
        QVERIFY(!pair.client.peerClosed()); // had the socket ended here, the body was cut
        pair.server.sendCloseNotify();
        pair.carry();
        QVERIFY(pair.client.peerClosed());
        QCOMPARE(pair.client.state(), TlsSession::State::Closed);
        QCOMPARE(pair.client.error().fault, TlsFault::None);
        QVERIFY(!pair.say("too late"));
    }

    void deliversWhatCameInFrontOfTheEnd()
    {
        TlsServerContext context(goodServer());
        TlsPair pair(m_trust.newContext(), context);
        pair.carry();
        pair.server.write("last words");
        pair.server.sendCloseNotify();
        QCOMPARE(pair.carry(), QByteArray("last words"));
        QVERIFY(pair.client.peerClosed());
    }

    void saysCloseNotify()
    {
        TlsServerContext context(goodServer());
        TlsPair pair(m_trust.newContext(), context);
        pair.carry();
        pair.close();
        QCOMPARE(pair.client.state(), TlsSession::State::Closed);
        pair.carry();
        QVERIFY(pair.server.sawCloseNotify());
        QVERIFY(!pair.server.failed());
    }

    void failsOnADamagedRecord()
    {
        TlsServerContext context(goodServer());
        TlsPair pair(m_trust.newContext(), context);
        pair.carry();
        pair.server.write("damaged on the way");
        QByteArray cipher = pair.server.takeCipher();
        cipher.back() = char(cipher.back() ^ 1);
        QCOMPARE(pair.receive(cipher), QByteArray());
        QCOMPARE(pair.client.error().fault, TlsFault::Malformed);
        QCOMPARE(pair.client.state(), TlsSession::State::Closed);
        QVERIFY(!pair.client.peerClosed());
    }

    void failsOnWhatIsNotTls_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("HTTP") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n");
        QTest::newRow("SSH") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n");
        QTest::newRow("zeros") << QByteArray(100, '\0');
    }

    void failsOnWhatIsNotTls()
    {
        QFETCH(const QByteArray, answer);
        TlsServerContext context(goodServer());
        TlsPair pair(m_trust.newContext(), context);
        pair.receive(answer);
        QCOMPARE(pair.client.state(), TlsSession::State::Closed);
        QCOMPARE(pair.client.error().fault, TlsFault::Malformed);
        QCOMPARE(pair.client.error().text, QStringLiteral("the server's answer was not TLS"));
    }

    void saysWhichAlertBrokeItOff()
    {
        TlsServerContext context(goodServer());
        TlsPair pair(m_trust.newContext(), context);
        pair.receive(QByteArray("\x15\x03\x03\x00\x02\x02\x28", 7)); // fatal, handshake_failure
        QCOMPARE(pair.client.error().fault, TlsFault::Alert);
        QCOMPARE(pair.client.error().text,
                 QStringLiteral("the server broke TLS off: handshake failure"));
    }
};

QTEST_GUILESS_MAIN(TlsSessionTest)
#include "tst_tls_session.moc"
