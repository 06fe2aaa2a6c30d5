// SPDX-License-Identifier: MIT
#include "engine/net/tls_context.h"
#include "tests/support/certificates.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

using namespace llmproxy::net;
using namespace llmproxy::test;

namespace {

using Environment = QHash<QByteArray, QByteArray>;

bool trusts(const TrustSources &sources, const Identity &authority)
{
    const std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store(X509_STORE_new(),
                                                                        X509_STORE_free);
    const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> verification(
        X509_STORE_CTX_new(), X509_STORE_CTX_free);
    if (!loadTrust(store.get(), sources))
        return false;
    const Identity leaf = issueLeaf("api.example", authority);
    X509_STORE_CTX_init(verification.get(), store.get(), leaf.certificate.get(), nullptr);
    return X509_verify_cert(verification.get()) == 1;
}

} // namespace

class TlsContextTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    const Identity m_one = issueAuthority("One");
    const Identity m_two = issueAuthority("Two");

    QString pathOf(const char *name) const { return m_folder.filePath(QLatin1String(name)); }

    QByteArray write(const char *name, const QByteArray &content) const
    {
        QFile file(pathOf(name));
        QDir().mkpath(QFileInfo(file).path());
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("no temporary file");
        return QFile::encodeName(file.fileName());
    }

    /// A folder as `openssl rehash` makes it.
    QByteArray writeFolder(const char *name, const Identity &authority) const
    {
        const auto hash = X509_subject_name_hash(authority.certificate.get());
        const QByteArray file = QByteArray(name) + '/'
                                + QByteArray::number(qulonglong(hash), 16).rightJustified(8, '0')
                                + ".0";
        write(file.constData(), authority.certificatePem());
        return QFile::encodeName(pathOf(name));
    }

    /// A session that can be told from others by its number.
    static SslSession ticket(int version, int number)
    {
        SslSession session(SSL_SESSION_new());
        SSL_SESSION_set_protocol_version(session.get(), version);
        const auto id = static_cast<unsigned char>(number);
        SSL_SESSION_set1_id(session.get(), &id, 1);
        return session;
    }

    static int numberOf(const SSL_SESSION *session)
    {
        unsigned size = 0;
        const unsigned char *const id = session ? SSL_SESSION_get_id(session, &size) : nullptr;
        return size == 1 ? int(*id) : -1;
    }

private slots:
    void trustsWhatTheEnvironmentNames_data()
    {
        QTest::addColumn<QByteArray>("variable");
        QTest::newRow("SSL_CERT_FILE") << QByteArray("SSL_CERT_FILE");
        QTest::newRow("REQUESTS_CA_BUNDLE") << QByteArray("REQUESTS_CA_BUNDLE");
        QTest::newRow("NODE_EXTRA_CA_CERTS") << QByteArray("NODE_EXTRA_CA_CERTS");
    }

    void trustsWhatTheEnvironmentNames()
    {
        QFETCH(const QByteArray, variable);
        const TrustSources sources =
            trustSources({{variable, write("one.pem", m_one.certificatePem())}}, {});
        QVERIFY(trusts(sources, m_one));
        QVERIFY(!trusts(sources, m_two));
    }

    void trustsEveryFolderOfTheList()
    {
        const QByteArray one = writeFolder("folder-one", m_one);
        const QByteArray two = writeFolder("folder-two", m_two);
        const auto separator = QDir::listSeparator().toLatin1();
        const TrustSources both = trustSources({{"SSL_CERT_DIR", one + separator + two}}, {});
        QVERIFY(trusts(both, m_one));
        QVERIFY(trusts(both, m_two));
        QVERIFY(!trusts(trustSources({{"SSL_CERT_DIR", one}}, {}), m_two));
    }

    void takesAFolderForABundle()
    {
        const TrustSources sources =
            trustSources({{"REQUESTS_CA_BUNDLE", writeFolder("bundle", m_one)}}, {});
        QVERIFY(trusts(sources, m_one));
    }

    void addsUpAllThatIsNamed()
    {
        const QByteArray one = write("one.pem", m_one.certificatePem());
        const QByteArray two = write("two.pem", m_two.certificatePem());
        const Identity three = issueAuthority("Three");
        const QByteArray configured = write("three.pem", three.certificatePem());
        const TrustSources sources = trustSources(
            {{"SSL_CERT_FILE", one}, {"NODE_EXTRA_CA_CERTS", two}},
            {{QStringLiteral("features.upstream.ca_file"), QFile::decodeName(configured)}});
        for (const Identity &authority : {m_one, m_two, three})
            QVERIFY(trusts(sources, authority));
    }

    void replacesTheSystemsOwnOnlyByItsCounterpart()
    {
        const TrustSources none = trustSources({}, {});
        QVERIFY(none.systemFile.isEmpty() && none.systemFolders.isEmpty() && none.added.isEmpty());
        const TrustSources file = trustSources({{"SSL_CERT_FILE", "/a.pem"}}, {});
        QVERIFY(!file.systemFile.isEmpty() && file.systemFolders.isEmpty());
        const TrustSources folder = trustSources({{"SSL_CERT_DIR", "/a"}}, {});
        QVERIFY(folder.systemFile.isEmpty() && !folder.systemFolders.isEmpty());
    }

    void takesAnEmptyVariableForUnset()
    {
        const TrustSources sources = trustSources({{"SSL_CERT_FILE", ""},
                                                   {"SSL_CERT_DIR", ""},
                                                   {"REQUESTS_CA_BUNDLE", ""},
                                                   {"NODE_EXTRA_CA_CERTS", ""}},
                                                  {});
        QCOMPARE(sources, trustSources({}, {}));
    }

    void trustsABundleOfMany()
    {
        const QByteArray both =
            write("both.pem",
                  "# two of them\n" + m_one.certificatePem() + "\n\n" + m_two.certificatePem());
        const TrustSources sources = trustSources({{"SSL_CERT_FILE", both}}, {});
        QVERIFY(trusts(sources, m_one) && trusts(sources, m_two));
    }

    void refusesToStartWithout_data()
    {
        QTest::addColumn<QByteArray>("variable");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("reason");
        QByteArray damaged = m_one.certificatePem();
        damaged.replace(damaged.size() / 2, 1, "*");
        write("empty.pem", "");
        write("words.pem", "these are not the certificates you look for\n");
        write("damaged.pem", m_two.certificatePem() + damaged);
        write("plain-folder/one.pem", m_one.certificatePem());
        const QString noPem = QStringLiteral("holds no usable PEM certificate");
        for (const char *name : {"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"}) {
            QTest::addRow("%s: missing", name)
                << QByteArray(name) << pathOf("missing.pem") << QStringLiteral("cannot be read: ");
            QTest::addRow("%s: empty", name)
                << QByteArray(name) << pathOf("empty.pem") << QStringLiteral("is empty");
            QTest::addRow("%s: words", name) << QByteArray(name) << pathOf("words.pem") << noPem;
            QTest::addRow("%s: damaged", name)
                << QByteArray(name) << pathOf("damaged.pem") << noPem;
            QTest::addRow("%s: folder without hashes", name)
                << QByteArray(name) << pathOf("plain-folder")
                << QStringLiteral("holds no certificate that OpenSSL can find there");
        }
        QTest::newRow("SSL_CERT_DIR: missing") << QByteArray("SSL_CERT_DIR") << pathOf("missing")
                                               << QStringLiteral("cannot be read: ");
        QTest::newRow("SSL_CERT_DIR: a file")
            << QByteArray("SSL_CERT_DIR") << pathOf("words.pem") << noPem;
    }

    void refusesToStartWithout()
    {
        QFETCH(const QByteArray, variable);
        QFETCH(const QString, path);
        QFETCH(const QString, reason);
        const auto context =
            TlsContext::create(trustSources({{variable, QFile::encodeName(path)}}, {}));
        QVERIFY(!context);
        QCOMPARE(context.error().path, path);
        const QString message = context.error().message();
        const QString expected = QString::fromLatin1(variable) % u": " % path % u": " % reason;
        QVERIFY2(message.startsWith(expected), qPrintable(message));
    }

    void namesTheSettingOfAConfiguredFile()
    {
        const TrustPath file{QStringLiteral("providers.openai.ca_file"), pathOf("missing.pem")};
        const auto context = TlsContext::create(trustSources({}, {file}));
        QVERIFY(!context);
        QVERIFY(context.error().message().startsWith(file.origin));
    }

    void startsOnTheSystemsStoreAlone() { QVERIFY(TlsContext::create(trustSources({}, {}))); }

    void appliesOnePolicyToEveryConnection()
    {
        const auto context = TlsContext::create(trustSources({}, {}));
        QVERIFY(context);
        const QByteArray authority = "api.example:443";
        const SslConnection connection = (*context)->newConnection(authority);
        SSL *const ssl = connection.get();
        QCOMPARE(SSL_get_verify_mode(ssl), SSL_VERIFY_PEER);
        QVERIFY(SSL_get_security_level(ssl) >= 2);
        QCOMPARE(int(SSL_get_min_proto_version(ssl)), TLS1_2_VERSION);
        QVERIFY((SSL_get_options(ssl) & SSL_OP_NO_RENEGOTIATION) != 0);
        QVERIFY((SSL_get_mode(ssl) & SSL_MODE_RELEASE_BUFFERS) != 0);
    }

    void keepsTheNewestTicketsOfEachAuthority()
    {
        TlsTickets tickets;
        for (int i = 0; i < 6; ++i)
            tickets.put("a:443", ticket(TLS1_3_VERSION, i).get());
        tickets.put("b:443", ticket(TLS1_3_VERSION, 9).get());
        for (const int expected : {5, 4, 3, 2})
            QCOMPARE(numberOf(tickets.take("a:443").get()), expected);
        QVERIFY(!tickets.take("a:443"));
        QCOMPARE(numberOf(tickets.take("b:443").get()), 9);
    }

    void handsAnOlderTicketOutAgain()
    {
        TlsTickets tickets;
        tickets.put("a:443", ticket(TLS1_2_VERSION, 1).get());
        QCOMPARE(numberOf(tickets.take("a:443").get()), 1);
        QCOMPARE(numberOf(tickets.take("a:443").get()), 1);
    }

    void forgetsTheAuthorityOfLongestAgo()
    {
        TlsTickets tickets;
        const auto name = [](std::size_t i) { return QByteArray::number(qulonglong(i)); };
        for (std::size_t i = 0; i < TlsTickets::MaxAuthorities; ++i)
            tickets.put(name(i), ticket(TLS1_2_VERSION, 1).get());
        tickets.put(name(0), ticket(TLS1_2_VERSION, 2).get()); // now 1 is the oldest
        tickets.put("one too many", ticket(TLS1_2_VERSION, 1).get());
        QVERIFY(tickets.take(name(0)));
        QVERIFY(!tickets.take(name(1)));
        QVERIFY(tickets.take(name(2)));
        QVERIFY(tickets.take("one too many"));
    }

    void keepsNothingThatCannotBeResumed()
    {
        TlsTickets tickets;
        const SslSession blank(SSL_SESSION_new());
        tickets.put("a:443", blank.get());
        QVERIFY(!tickets.take("a:443"));
    }
};
QTEST_GUILESS_MAIN(TlsContextTest)
#include "tst_tls_context.moc"
