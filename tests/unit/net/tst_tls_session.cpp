// SPDX-License-Identifier: MIT
#include "engine/net/tls_session.h"
#include "tests/support/tls_server.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <atomic>
#include <openssl/ssl.h>
#include <thread>
#include <utility>

using namespace llmproxy::net;
using namespace llmproxy::test;

namespace {

const QByteArray Host = "api.example";
constexpr quint16 Port = 443;

/// A file with one authority, and contexts that trust it in place of the system's file.
class Trust
{
public:
    explicit Trust(const Identity &authority)
    {
        QFile file(m_folder.filePath(QStringLiteral("ca.pem")));
        if (!file.open(QIODevice::WriteOnly) || file.write(authority.certificatePem()) < 0)
            qFatal("no temporary file");
        m_path = {QStringLiteral("ca_file"), file.fileName()};
    }

    /// One with no tickets yet.
    std::shared_ptr<TlsContext> newContext() const
    {
        return TlsContext::create({{m_path}, {}, {}}).value();
    }

private:
    QTemporaryDir m_folder;
    TrustPath m_path;
};

/// A session of ours and a server's end, wired to each other.
class Pair
{
public:
    Pair(const std::shared_ptr<TlsContext> &context,
         TlsServerContext &serverContext,
         const QByteArray &host = Host)
        : client(context)
        , server(serverContext)
    {
        client.start(host, Port, m_toServer);
    }

    /// Carries bytes to and fro until nobody has anything to say. Returns what the client read.
    QByteArray carry()
    {
        QByteArray plain;
        do {
            server.feed(std::exchange(m_toServer, {}));
            plain += deliver(server.takeCipher());
            if (client.state() == TlsSession::State::Handshaking)
                ++roundTripsBeforeOpen;
        } while (!m_toServer.isEmpty());
        return plain;
    }

    /// Gives the client the bytes cut before each whose number, of all that the server ever said,
    /// is a multiple of `pieceSize` when `phase` is added.
    QByteArray deliver(const QByteArray &bytes)
    {
        QByteArray plain;
        for (qsizetype at = 0, size = 0; at < bytes.size(); at += size) {
            size = qMin(pieceSize - (delivered + phase) % pieceSize, bytes.size() - at);
            plain += receive(bytes.sliced(at, size));
            delivered += size;
        }
        return plain;
    }

    QByteArray receive(const QByteArray &bytes)
    {
        QByteArray plain;
        QByteArrayView cipher(bytes);
        std::array<char, 1000> piece{};
        while (const std::size_t size = client.receive(cipher, piece, m_toServer))
            plain.append(piece.data(), qsizetype(size));
        if (!cipher.isEmpty())
            qFatal("bytes were left over");
        return plain;
    }

    bool say(const QByteArray &plain) { return client.encrypt(plain, m_toServer); }
    void close() { client.close(m_toServer); }

    TlsSession client;
    TlsServer server;
    qsizetype pieceSize = 65'536;
    qsizetype phase = 0;
    qsizetype delivered = 0;
    int roundTripsBeforeOpen = 0;

private:
    QByteArray m_toServer;
};

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

private:
    const Identity m_root = issueAuthority("Test Root");
    const Identity m_intermediate = issueAuthority("Test Intermediate", &m_root);
    const Trust m_trust{m_root};

    TlsServerSettings goodServer(int version = 0) const
    {
        TlsServerSettings settings;
        settings.identity = issueLeaf(Host, m_root);
        settings.newestVersion = version;
        return settings;
    }

    /// The server of a row of refusesOrAccepts().
    static TlsServerSettings serverWith(const Identity &identity,
                                        const QList<Identity> &intermediates = {})
    {
        TlsServerSettings settings;
        settings.identity = identity;
        settings.intermediates = intermediates;
        return settings;
    }

    static CertificateRequest leafRequest(const QByteArray &names = "DNS:" + Host)
    {
        CertificateRequest request;
        request.commonName = Host;
        request.alternativeNames = names;
        return request;
    }

    static void versions_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
        QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
    }

    /// A handshake and three records; what the client read of it.
    static QByteArray conversation(Pair &pair)
    {
        QByteArray plain = pair.carry();
        for (const char *const record : {"one", "two", "three"})
            pair.server.write(record);
        return plain + pair.carry();
    }

private slots:
    void acceptsOrRefusesTheCertificate_data()
    {
        QTest::addColumn<TlsServerSettings>("server");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QString>("refusal"); // empty: accepted

        const auto row = [](const char *name,
                            const TlsServerSettings &server,
                            const QByteArray &host,
                            const QString &refusal) {
            QTest::newRow(name) << server << host << refusal;
        };
        const auto leaf = [this](const QByteArray &names) {
            return serverWith(issue(leafRequest(names), &m_root));
        };
        const QString good;
        const QString wrongName = QStringLiteral("it is not for ");

        row("good", goodServer(), Host, good);
        row("good, through an intermediate",
            serverWith(issueLeaf(Host, m_intermediate), {m_intermediate}),
            Host,
            good);
        row("self-signed",
            serverWith(issue(leafRequest())),
            Host,
            QStringLiteral("it is self-signed"));

        CertificateRequest request = leafRequest();
        request.validToHours = -1;
        row("expired",
            serverWith(issue(request, &m_root)),
            Host,
            QStringLiteral("that of \"api.example\" has expired"));
        request = leafRequest();
        request.validFromHours = 1;
        row("not yet valid",
            serverWith(issue(request, &m_root)),
            Host,
            QStringLiteral("that of \"api.example\" is not valid yet"));

        row("wrong host", leaf("DNS:other.example"), Host, wrongName);
        row("name in the subject alone", leaf({}), Host, wrongName);
        row("wildcard", leaf("DNS:*.svc.example"), "a.svc.example", good);
        row("wildcard, two labels deep", leaf("DNS:*.svc.example"), "a.b.svc.example", wrongName);
        row("wildcard, none deep", leaf("DNS:*.svc.example"), "svc.example", wrongName);
        row("wildcard for a whole top-level domain", leaf("DNS:*.example"), Host, wrongName);
        row("wildcard for part of a label",
            leaf("DNS:a*.svc.example"),
            "ab.svc.example",
            wrongName);
        row("in capitals", leaf("DNS:API.example"), "Api.EXAMPLE", good);
        row("absolute name", leaf("DNS:api.example"), "api.example.", good);
        row("IPv4", leaf("IP:192.0.2.1"), "192.0.2.1", good);
        row("another IPv4", leaf("IP:192.0.2.1"), "192.0.2.2", wrongName);
        row("IPv4 as a name", leaf("DNS:192.0.2.1"), "192.0.2.1", wrongName);
        row("IPv6", leaf("IP:2001:db8::1"), "2001:db8:0::1", good);
        row("IPv6 in brackets", leaf("IP:2001:db8::1"), "[2001:db8::1]", good);
        row("empty host", goodServer(), "", QStringLiteral("cannot be verified"));
        row("host with a NUL",
            goodServer(),
            QByteArray("api.example\0.evil", 17),
            QStringLiteral("cannot be verified"));

        row("missing intermediate",
            serverWith(issueLeaf(Host, m_intermediate)),
            Host,
            QStringLiteral("its issuer \"Test Intermediate\" is not known here"));
        const Identity foreign = issueAuthority("Corporate Root");
        row("unknown root, not sent",
            serverWith(issueLeaf(Host, foreign)),
            Host,
            QStringLiteral("its issuer \"Corporate Root\" is not known here"));
        row("unknown root, sent along",
            serverWith(issueLeaf(Host, foreign), {foreign}),
            Host,
            QStringLiteral("the authority \"Corporate Root\" that vouches for it is not known"));
        const Identity impostor = issueAuthority("Test Root");
        row("a root of the right name with another key",
            serverWith(issueLeaf(Host, impostor), {impostor}),
            Host,
            QStringLiteral("certificate not trusted: "));
        const Identity noAuthority =
            issue({.commonName = "Not A CA", .basicConstraints = "CA:FALSE"}, &m_root);
        row("issuer without CA:TRUE",
            serverWith(issueLeaf(Host, noAuthority), {noAuthority}),
            Host,
            QStringLiteral("its issuer \"Not A CA\" is no certificate authority"));

        request = leafRequest();
        request.digest = "SHA1";
        row("signed with SHA-1",
            serverWith(issue(request, &m_root)),
            Host,
            QStringLiteral("the signature of \"api.example\" is too weak"));
        request = leafRequest();
        request.rsaBits = 1024;
        row("RSA of 1024 bits",
            serverWith(issue(request, &m_root)),
            Host,
            QStringLiteral("the key of \"api.example\" is too short"));
        request.rsaBits = 2048;
        row("RSA of 2048 bits", serverWith(issue(request, &m_root)), Host, good);
    }

    void acceptsOrRefusesTheCertificate()
    {
        QFETCH(const TlsServerSettings, server);
        QFETCH(const QByteArray, host);
        QFETCH(const QString, refusal);
        TlsServerContext context(server);
        Pair pair(m_trust.newContext(), context, host);
        pair.carry();

        const TlsError &error = pair.client.error();
        if (refusal.isEmpty()) {
            QVERIFY2(pair.client.state() == TlsSession::State::Open, qPrintable(error.text));
            QCOMPARE(error.fault, TlsFault::None);
            return;
        }
        QCOMPARE(pair.client.state(), TlsSession::State::Closed);
        QCOMPARE(error.fault, TlsFault::NotTrusted);
        QVERIFY2(error.text.contains(refusal), qPrintable(error.text));
        QVERIFY(!pair.server.isOpen() || pair.server.failed()); // it was told
    }

    void trustsAnIntermediateThatIsListed()
    {
        const Trust trust(m_intermediate);
        TlsServerContext context(serverWith(issueLeaf(Host, m_intermediate)));
        Pair pair(trust.newContext(), context);
        pair.carry();
        QVERIFY2(pair.client.state() == TlsSession::State::Open,
                 qPrintable(pair.client.error().text));
    }

    void keepsWhatACertificateCallsItselfHarmless()
    {
        CertificateRequest request = leafRequest("DNS:other.example");
        const Identity odd = issueAuthority("https://evil.example/?a=b\n\x1b[2J" + pattern(30));
        TlsServerContext context(serverWith(issue(request, &odd)));
        Pair pair(m_trust.newContext(), context);
        pair.carry();
        const QString text = pair.client.error().text;
        QVERIFY2(text.contains(QLatin1String("evil.example")), qPrintable(text));
        for (const char *part : {"://", "/?", "\n", "\x1b"})
            QVERIFY2(!text.contains(QLatin1String(part)), qPrintable(text));
    }

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
        Pair pair(m_trust.newContext(), context);
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
        Pair pair(m_trust.newContext(), context);
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
        Pair pair(m_trust.newContext(), context, host);
        pair.carry();
        QTEST(pair.server.serverName(), "serverName");
    }

    void refusesToRenegotiate()
    {
        TlsServerContext context(goodServer(TLS1_2_VERSION));
        Pair pair(m_trust.newContext(), context);
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
        Pair pair(m_trust.newContext(), context);
        pair.carry();
        pair.server.updateKeys();
        pair.server.write("with new keys");
        QCOMPARE(pair.carry(), QByteArray("with new keys"));
        QVERIFY(pair.say("ours are new too"));
        pair.carry();
        QCOMPARE(pair.server.takePlain(), QByteArray("ours are new too"));
    }

    void resumesTheSession_data() { versions_data(); }

    void resumesTheSession()
    {
        QFETCH(const int, version);
        const auto ours = m_trust.newContext();
        TlsServerContext context(goodServer(version));
        for (int i = 0; i < 10; ++i) {
            Pair pair(ours, context);
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
        Pair first(ours, context);
        first.carry();
        QCOMPARE(first.roundTripsBeforeOpen, 1);
        Pair second(ours, context);
        second.carry();
        QVERIFY(second.client.isResumed());
        QCOMPARE(second.roundTripsBeforeOpen, 0);
    }

    void usesATicketOfTls13Once()
    {
        const auto ours = m_trust.newContext();
        TlsServerContext context(goodServer(TLS1_3_VERSION));
        Pair first(ours, context);
        first.carry(); // brings OpenSSL's usual two tickets
        Pair second(ours, context);
        Pair third(ours, context);
        Pair fourth(ours, context); // all three before the server could send more
        for (Pair *const pair : {&second, &third, &fourth})
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
        settings.identity = issue(leafRequest("DNS:api.example,DNS:other.example"), &m_root);
        TlsServerContext context(settings);
        Pair(ours, context).carry();
        Pair other(ours, context, "other.example");
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
        Pair(one, context).carry();
        Pair pair(other, context);
        pair.carry();
        QCOMPARE(pair.client.state(), TlsSession::State::Open);
        QVERIFY(!pair.client.isResumed());
    }

    void keepsNoSessionOfARefusedServer_data() { versions_data(); }

    void keepsNoSessionOfARefusedServer()
    {
        QFETCH(const int, version);
        const auto ours = m_trust.newContext();
        TlsServerSettings settings = serverWith(issue(leafRequest()));
        settings.newestVersion = version;
        TlsServerContext context(settings);
        for (int i = 0; i < 2; ++i) {
            Pair pair(ours, context);
            pair.carry();
            QCOMPARE(pair.client.error().fault, TlsFault::NotTrusted);
        }
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
        Pair(second, resuming).carry();
        const auto converse = [&](qsizetype pieceSize, qsizetype phase) {
            Pair full(first, forgetful);
            Pair shorter(second, resuming);
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
        Pair pair(m_trust.newContext(), context);
        pair.carry();
        const QByteArray body = pattern(recordSize == 1 ? 5000 : 200'000);
        pair.server.write(body);
        QCOMPARE(pair.carry(), body);
    }

    void gathersSmallRecordsIntoOnePiece()
    {
        TlsServerContext context(goodServer());
        Pair pair(m_trust.newContext(), context);
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
        Pair pair(m_trust.newContext(), context);
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
        Pair pair(m_trust.newContext(), context);
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
        Pair pair(m_trust.newContext(), context);
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
        Pair pair(m_trust.newContext(), context);
        pair.carry();
        pair.server.write("last words");
        pair.server.sendCloseNotify();
        QCOMPARE(pair.carry(), QByteArray("last words"));
        QVERIFY(pair.client.peerClosed());
    }

    void saysCloseNotify()
    {
        TlsServerContext context(goodServer());
        Pair pair(m_trust.newContext(), context);
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
        Pair pair(m_trust.newContext(), context);
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
        Pair pair(m_trust.newContext(), context);
        pair.receive(answer);
        QCOMPARE(pair.client.state(), TlsSession::State::Closed);
        QCOMPARE(pair.client.error().fault, TlsFault::Malformed);
        QCOMPARE(pair.client.error().text, QStringLiteral("the server's answer was not TLS"));
    }

    void saysWhichAlertBrokeItOff()
    {
        TlsServerContext context(goodServer());
        Pair pair(m_trust.newContext(), context);
        pair.receive(QByteArray("\x15\x03\x03\x00\x02\x02\x28", 7)); // fatal, handshake_failure
        QCOMPARE(pair.client.error().fault, TlsFault::Alert);
        QCOMPARE(pair.client.error().text,
                 QStringLiteral("the server broke TLS off: handshake failure"));
    }

    void servesManyThreadsFromOneContext()
    {
        const auto ours = m_trust.newContext();
        TlsServerContext context(goodServer());
        std::atomic<int> opened = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int j = 0; j < 20; ++j) {
                    Pair pair(ours, context);
                    pair.carry();
                    opened += pair.client.state() == TlsSession::State::Open ? 1 : 0;
                }
            });
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(opened, 80);
    }
};

QTEST_GUILESS_MAIN(TlsSessionTest)
#include "tst_tls_session.moc"
