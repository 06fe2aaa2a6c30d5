// SPDX-License-Identifier: MIT
#include "ui/endpoints.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;

class EndpointsTest : public QObject
{
    Q_OBJECT

private slots:
    void namesTheAddressThatIsBound_data()
    {
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<QString>("root");
        QTest::newRow("loopback") << QByteArray("127.0.0.1") << u"http://127.0.0.1:9137"_s;
        QTest::newRow("IPv6 loopback") << QByteArray("::1") << u"http://[::1]:9137"_s;
        QTest::newRow("all of IPv4") << QByteArray("0.0.0.0") << u"http://127.0.0.1:9137"_s;
        QTest::newRow("all of IPv6") << QByteArray("::") << u"http://[::1]:9137"_s;
        QTest::newRow("one of the network") << QByteArray("10.0.0.7") << u"http://10.0.0.7:9137"_s;
    }
    void namesTheAddressThatIsBound()
    {
        QFETCH(QByteArray, address);
        QTEST(rootUrl({{address, 9137}}), "root");
    }

    void offersNothingWhileNothingListens()
    {
        stats::EngineSnapshot snapshot;
        snapshot.providers = {{"openai", "openai", "https://api.openai.com"}};
        QCOMPARE(rootUrl({}), QString());
        QVERIFY(endpoints(snapshot).isEmpty());
    }

    void offersEnabledProvidersOnly()
    {
        stats::EngineSnapshot snapshot;
        snapshot.listeners = {{"127.0.0.1", 9137}};
        snapshot.providers = {{"openai", "openai", "https://api.openai.com"},
                              {"bedrock", "bedrock", "https://example.org", false}};
        const QList<Endpoint> all = endpoints(snapshot);
        QCOMPARE(all.size(), 1);
        QCOMPARE(all.first().title, u"OpenAI"_s);
    }

    void saysWhenOthersCanConnect()
    {
        QVERIFY(!visibleToOthers({{"127.0.0.1", 1}, {"::1", 1}}));
        QVERIFY(visibleToOthers({{"127.0.0.1", 1}, {"0.0.0.0", 1}}));
        QVERIFY(visibleToOthers({{"192.168.1.5", 1}}));
    }

    void buildsEachVendorsBaseUrl_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("url");
        const auto root = u"http://127.0.0.1:9137"_s;
        QTest::newRow("openai") << QByteArray("openai") << QByteArray("openai") << u"OpenAI"_s
                                << root + u"/openai/v1"_s;
        QTest::newRow("anthropic") << QByteArray("anthropic") << QByteArray("anthropic")
                                   << u"Anthropic"_s << root + u"/anthropic"_s;
        QTest::newRow("gemini") << QByteArray("gemini") << QByteArray("gemini") << u"Gemini"_s
                                << root + u"/gemini"_s;
        QTest::newRow("bedrock") << QByteArray("bedrock") << QByteArray("bedrock") << u"Bedrock"_s
                                 << root + u"/bedrock"_s;
        QTest::newRow("a further one") << QByteArray("ollama") << QByteArray("openai")
                                       << u"ollama"_s << root + u"/ollama/v1"_s;
    }
    void buildsEachVendorsBaseUrl()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, type);
        stats::EngineSnapshot snapshot;
        snapshot.listeners = {{"127.0.0.1", 9137}};
        snapshot.providers = {{name, type, "https://example.org"}};
        const QList<Endpoint> all = endpoints(snapshot);
        QCOMPARE(all.size(), 1);
        QTEST(all.first().title, "title");
        QTEST(all.first().url, "url");
    }

    void putsTheBoundAddressIntoEverySnippet_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<int>("language");
        for (const auto *type : {"openai", "anthropic", "gemini", "bedrock"}) {
            for (const Language language : {Language::Environment,
                                            Language::Python,
                                            Language::Node,
                                            Language::Go,
                                            Language::Curl})
                QTest::addRow("%s %d", type, static_cast<int>(language))
                    << QString::fromLatin1(type) << static_cast<int>(language);
        }
    }
    void putsTheBoundAddressIntoEverySnippet()
    {
        QFETCH(QString, type);
        QFETCH(int, language);
        const Endpoint endpoint{u"X"_s, type, u"http://127.0.0.1:9137/here"_s, u"X_BASE_URL"_s, {}};
        const QString text = Snippets::text(endpoint, static_cast<Language>(language));
        const bool cannotWork = type == "bedrock"_L1
                                && (language == static_cast<int>(Language::Environment)
                                    || language == static_cast<int>(Language::Curl));
        QCOMPARE(text.contains(endpoint.url), !cannotWork);
        QVERIFY(!text.contains(u"%1"_s));
        if (cannotWork)
            QVERIFY2(text.startsWith(u'#'), "what cannot work must not run when pasted");
    }
};
QTEST_APPLESS_MAIN(EndpointsTest)
#include "tst_endpoints.moc"
