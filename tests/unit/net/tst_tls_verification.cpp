// SPDX-License-Identifier: MIT
#include "tests/support/tls_pair.h"

#include <QTest>

using namespace llmproxy::net;
using namespace llmproxy::test;

namespace {

const QByteArray Host = TlsPair::Host;
const QString Good; // no refusal
const QString WrongName = QStringLiteral("it is not for ");

/// A row of judge().
void row(const char *name,
         const TlsServerSettings &server,
         const QByteArray &host,
         const QString &refusal)
{
    QTest::newRow(name) << server << host << refusal;
}

TlsServerSettings serverWith(const Identity &identity, const QList<Identity> &intermediates = {})
{
    return {.identity = identity, .intermediates = intermediates};
}

CertificateRequest request(const QByteArray &names = "DNS:" + Host)
{
    return {.commonName = Host, .alternativeNames = names};
}

} // namespace

/// What is accepted and what is refused of certificates; each refusal with the words for it.
class TlsVerificationTest : public QObject
{
    Q_OBJECT

    const Identity m_root = issueAuthority("Test Root");
    const Identity m_intermediate = issueAuthority("Test Intermediate", &m_root);
    const Trust m_trust{m_root};

    TlsServerSettings named(const QByteArray &names) const
    {
        return serverWith(issue(request(names), &m_root));
    }

    static void columns()
    {
        QTest::addColumn<TlsServerSettings>("server");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QString>("refusal");
    }

    void judge()
    {
        QFETCH(const TlsServerSettings, server);
        QFETCH(const QByteArray, host);
        QFETCH(const QString, refusal);
        TlsServerContext context(server);
        TlsPair pair(m_trust.newContext(), context, host);
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

private slots:
    void judgesTheChain_data()
    {
        columns();
        row("good", named("DNS:api.example"), Host, Good);
        row("good, through an intermediate",
            serverWith(issueLeaf(Host, m_intermediate), {m_intermediate}),
            Host,
            Good);
        row("self-signed", serverWith(issue(request())), Host, QStringLiteral("it is self-signed"));

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
    }

    void judgesTheChain() { judge(); }

    void judgesTheName_data()
    {
        columns();
        row("wrong host", named("DNS:other.example"), Host, WrongName);
        row("name in the subject alone",
            serverWith(issue({.commonName = Host}, &m_root)),
            Host,
            WrongName);
        row("wildcard", named("DNS:*.svc.example"), "a.svc.example", Good);
        row("wildcard, two labels deep", named("DNS:*.svc.example"), "a.b.svc.example", WrongName);
        row("wildcard, none deep", named("DNS:*.svc.example"), "svc.example", WrongName);
        row("wildcard for a whole top-level domain", named("DNS:*.example"), Host, WrongName);
        row("wildcard for part of a label",
            named("DNS:a*.svc.example"),
            "ab.svc.example",
            WrongName);
        row("in capitals", named("DNS:API.example"), "Api.EXAMPLE", Good);
        row("absolute name", named("DNS:api.example"), "api.example.", Good);
        row("IPv4", named("IP:192.0.2.1"), "192.0.2.1", Good);
        row("another IPv4", named("IP:192.0.2.1"), "192.0.2.2", WrongName);
        row("IPv4 as a name", named("DNS:192.0.2.1"), "192.0.2.1", WrongName);
        row("IPv6", named("IP:2001:db8::1"), "2001:db8:0::1", Good);
        row("IPv6 in brackets", named("IP:2001:db8::1"), "[2001:db8::1]", Good);
        row("empty host", named("DNS:api.example"), "", QStringLiteral("cannot be verified"));
        row("host with a NUL",
            named("DNS:api.example"),
            QByteArray("api.example\0.evil", 17),
            QStringLiteral("cannot be verified"));
    }

    void judgesTheName() { judge(); }

    void judgesTimeAndStrength_data()
    {
        columns();
        CertificateRequest asked = request();
        asked.validToHours = -1;
        row("expired",
            serverWith(issue(asked, &m_root)),
            Host,
            QStringLiteral("that of \"api.example\" has expired"));
        asked = request();
        asked.validFromHours = 1;
        row("not yet valid",
            serverWith(issue(asked, &m_root)),
            Host,
            QStringLiteral("that of \"api.example\" is not valid yet"));

        asked = request();
        asked.digest = "SHA1";
        row("signed with SHA-1",
            serverWith(issue(asked, &m_root)),
            Host,
            QStringLiteral("the signature of \"api.example\" is too weak"));
        asked = request();
        asked.rsaBits = 1024;
        row("RSA of 1024 bits",
            serverWith(issue(asked, &m_root)),
            Host,
            QStringLiteral("the key of \"api.example\" is too short"));
        asked.rsaBits = 2048;
        row("RSA of 2048 bits", serverWith(issue(asked, &m_root)), Host, Good);
    }

    void judgesTimeAndStrength() { judge(); }

    void trustsAnIntermediateThatIsListed()
    {
        const Trust trust(m_intermediate);
        TlsServerContext context(serverWith(issueLeaf(Host, m_intermediate)));
        TlsPair pair(trust.newContext(), context);
        pair.carry();
        QVERIFY2(pair.client.state() == TlsSession::State::Open,
                 qPrintable(pair.client.error().text));
    }

    void keepsWhatACertificateCallsItselfHarmless()
    {
        const Identity odd =
            issueAuthority("https://evil.example/?a=b\n\x1b[2J" + QByteArray(30, 'x'));
        TlsServerContext context(serverWith(issue(request("DNS:other.example"), &odd)));
        TlsPair pair(m_trust.newContext(), context);
        pair.carry();
        const QString text = pair.client.error().text;
        QVERIFY2(text.contains(QLatin1String("evil.example")), qPrintable(text));
        for (const char *part : {"://", "/?", "\n", "\x1b"})
            QVERIFY2(!text.contains(QLatin1String(part)), qPrintable(text));
    }
};
QTEST_GUILESS_MAIN(TlsVerificationTest)
#include "tst_tls_verification.moc"
