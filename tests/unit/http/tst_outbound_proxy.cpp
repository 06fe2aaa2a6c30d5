// SPDX-License-Identifier: MIT
#include "engine/http/outbound_proxy.h"

#include <QTest>

using namespace llmproxy::http;

namespace {

/// What is decided for an upstream, as one line: "direct", "host:port" or "error".
QByteArray decision(const OutboundProxies &proxies,
                    const QByteArray &host = "api.example",
                    quint16 port = 443,
                    const QByteArray &scheme = "https")
{
    const auto proxy = proxies.proxyFor(scheme, host, port);
    if (!proxy)
        return "error";
    if (!*proxy)
        return "direct";
    return (*proxy)->host + ':' + QByteArray::number((*proxy)->port);
}

} // namespace

class OutboundProxiesTest : public QObject
{
    Q_OBJECT

private slots:
    void picksTheVariableOfTheScheme_data()
    {
        QTest::addColumn<Environment>("environment");
        QTest::addColumn<QByteArray>("forHttps");
        QTest::addColumn<QByteArray>("forHttp");
        const QByteArray direct = "direct";
        const QByteArray a = "a:1";
        const QByteArray b = "b:2";
        QTest::newRow("none set") << Environment() << direct << direct;
        QTest::newRow("HTTPS_PROXY") << Environment{{"HTTPS_PROXY", "http://a:1"}} << a << direct;
        QTest::newRow("https_proxy") << Environment{{"https_proxy", "http://a:1"}} << a << direct;
        QTest::newRow("HTTP_PROXY") << Environment{{"HTTP_PROXY", "http://a:1"}} << direct << a;
        QTest::newRow("http_proxy") << Environment{{"http_proxy", "http://a:1"}} << direct << a;
        QTest::newRow("ALL_PROXY") << Environment{{"ALL_PROXY", "http://a:1"}} << a << a;
        QTest::newRow("all_proxy") << Environment{{"all_proxy", "http://a:1"}} << a << a;
        QTest::newRow("lower case wins")
            << Environment{{"https_proxy", "http://a:1"}, {"HTTPS_PROXY", "http://b:2"}} << a
            << direct;
        QTest::newRow("the scheme's own wins over all_proxy")
            << Environment{{"HTTPS_PROXY", "http://a:1"}, {"all_proxy", "http://b:2"}} << a << b;
        QTest::newRow("empty is not set")
            << Environment{{"https_proxy", " "}, {"HTTPS_PROXY", "http://b:2"}} << b << direct;
    }

    void picksTheVariableOfTheScheme()
    {
        QFETCH(const Environment, environment);
        const OutboundProxies proxies(environment, {});
        QTEST(decision(proxies), "forHttps");
        QTEST(decision(proxies, "api.example", 80, "http"), "forHttp");
    }

    void letsTheConfigurationWin()
    {
        const OutboundProxies proxies({{"https_proxy", "http://a:1"}}, "http://b:2");
        QCOMPARE(decision(proxies), "b:2");
        QCOMPARE(decision(proxies, "api.example", 80, "http"), "b:2");
    }

    void heedsNoProxyForAConfiguredProxyToo()
    {
        const OutboundProxies proxies({{"NO_PROXY", "api.example"}}, "http://b:2");
        QCOMPARE(decision(proxies), "direct");
        QCOMPARE(decision(proxies, "other.example"), "b:2");
    }

    void readsTheAddressOfAProxy_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("scheme, host, port")
            << QByteArray("http://p.corp:3128") << QByteArray("p.corp:3128");
        QTest::newRow("a path behind")
            << QByteArray("http://p.corp:3128/") << QByteArray("p.corp:3128");
        QTest::newRow("no scheme") << QByteArray("p.corp:3128") << QByteArray("p.corp:3128");
        QTest::newRow("no port") << QByteArray("http://p.corp") << QByteArray("p.corp:80");
        QTest::newRow("in capitals") << QByteArray("HTTP://P.Corp:8") << QByteArray("p.corp:8");
        QTest::newRow("IPv4") << QByteArray("http://10.0.0.1:8") << QByteArray("10.0.0.1:8");
        QTest::newRow("IPv6") << QByteArray("http://[fd00::1]:8") << QByteArray("fd00::1:8");
        QTest::newRow("IPv6 without port")
            << QByteArray("http://[fd00::1]") << QByteArray("fd00::1:80");
        QTest::newRow("highest port") << QByteArray("http://p:65535") << QByteArray("p:65535");
        QTest::newRow("port over the range") << QByteArray("http://p:65536") << QByteArray("error");
        QTest::newRow("port zero") << QByteArray("http://p:0") << QByteArray("error");
        QTest::newRow("port in words") << QByteArray("http://p:http") << QByteArray("error");
        QTest::newRow("no host") << QByteArray("http://:3128") << QByteArray("error");
        QTest::newRow("a line break in the host")
            << QByteArray("http://p\r\nX: y:1") << QByteArray("error");
        QTest::newRow("unclosed bracket") << QByteArray("http://[fd00::1:8") << QByteArray("error");
        QTest::newRow("text behind the bracket")
            << QByteArray("http://[fd00::1]8") << QByteArray("error");
        QTest::newRow("over TLS") << QByteArray("https://p.corp:3128") << QByteArray("error");
        QTest::newRow("SOCKS") << QByteArray("socks5h://p.corp:1080") << QByteArray("error");
        QTest::newRow("another scheme") << QByteArray("ftp://p.corp:21") << QByteArray("error");
    }

    void readsTheAddressOfAProxy()
    {
        QFETCH(const QByteArray, value);
        QTEST(decision(OutboundProxies({{"HTTPS_PROXY", value}}, {})), "expected");
    }

    void makesBasicCredentialsOfTheUserInfo_data()
    {
        QTest::addColumn<QByteArray>("userInfo");
        QTest::addColumn<QByteArray>("credentials"); // before base64
        QTest::newRow("user and password") << QByteArray("joe:secret@") << QByteArray("joe:secret");
        QTest::newRow("user alone") << QByteArray("joe@") << QByteArray("joe:");
        QTest::newRow("percent-encoded")
            << QByteArray("joe:p%40ss%3A%2f@") << QByteArray("joe:p@ss:/");
        QTest::newRow("a bare @ in the password")
            << QByteArray("joe:p@ss@") << QByteArray("joe:p@ss");
        QTest::newRow("a colon in the password") << QByteArray("joe:a:b@") << QByteArray("joe:a:b");
        QTest::newRow("empty password") << QByteArray("joe:@") << QByteArray("joe:");
    }

    void makesBasicCredentialsOfTheUserInfo()
    {
        QFETCH(const QByteArray, userInfo);
        QFETCH(const QByteArray, credentials);
        const QByteArray url = "http://" + userInfo + "p.corp:3128";
        const auto proxy =
            OutboundProxies({{"https_proxy", url}}, {}).proxyFor("https", "api.example", 443);
        QVERIFY(proxy && *proxy);
        QCOMPARE((*proxy)->authorization, "Basic " + credentials.toBase64());
        QCOMPARE((*proxy)->host, "p.corp");
    }

    void sendsNoCredentialsThatWereNotGiven()
    {
        const auto proxy = OutboundProxies({{"https_proxy", "http://p:1"}}, {})
                               .proxyFor("https", "api.example", 443);
        QVERIFY(proxy && *proxy);
        QVERIFY((*proxy)->authorization.isEmpty());
    }

    void refusesAUserNameWithAColon()
    {
        const OutboundProxies proxies({{"https_proxy", "http://jo%3Ae:x@p:1"}}, {});
        QCOMPARE(decision(proxies), "error");
    }

    void saysWhichSettingIsWrongWithoutItsPassword_data()
    {
        QTest::addColumn<Environment>("environment");
        QTest::addColumn<QByteArray>("configured");
        QTest::addColumn<QString>("named");
        QTest::newRow("SOCKS") << Environment{{"ALL_PROXY", "socks5://joe:secret@p:1"}}
                               << QByteArray() << QStringLiteral("ALL_PROXY: SOCKS");
        QTest::newRow("over TLS") << Environment{{"HTTPS_PROXY", "https://joe:secret@p:1"}}
                                  << QByteArray() << QStringLiteral("HTTPS_PROXY: ");
        QTest::newRow("bad port") << Environment{{"https_proxy", "http://joe:secret@p:x"}}
                                  << QByteArray() << QStringLiteral("https_proxy: ");
        QTest::newRow("configured") << Environment() << QByteArray("socks4://joe:secret@p")
                                    << QStringLiteral("features.upstream.proxy: SOCKS");
    }

    void saysWhichSettingIsWrongWithoutItsPassword()
    {
        QFETCH(const Environment, environment);
        QFETCH(const QByteArray, configured);
        QFETCH(const QString, named);
        const auto proxy =
            OutboundProxies(environment, configured).proxyFor("https", "api.example", 443);
        QVERIFY(!proxy);
        QVERIFY2(proxy.error().startsWith(named), qPrintable(proxy.error()));
        QVERIFY(!proxy.error().contains(QLatin1String("secret")));
    }

    void mindsABrokenProxyOnlyWhereItApplies()
    {
        const OutboundProxies proxies({{"ALL_PROXY", "socks5://p:1"}, {"HTTPS_PROXY", "a:1"}}, {});
        QCOMPARE(decision(proxies), "a:1");
        QCOMPARE(decision(proxies, "api.example", 80, "http"), "error");
        QCOMPARE(decision(proxies, "localhost", 11434, "http"), "direct");
    }

    void neverProxiesLoopback_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::newRow("localhost") << QByteArray("localhost");
        QTest::newRow("under localhost") << QByteArray("ollama.localhost");
        QTest::newRow("127.0.0.1") << QByteArray("127.0.0.1");
        QTest::newRow("elsewhere in 127/8") << QByteArray("127.9.9.9");
        QTest::newRow("::1") << QByteArray("::1");
        QTest::newRow("[::1]") << QByteArray("[::1]");
    }

    void neverProxiesLoopback()
    {
        QFETCH(const QByteArray, host);
        QCOMPARE(decision(OutboundProxies({}, "http://a:1"), host), "direct");
    }

    void exemptsWhatNoProxyLists_data()
    {
        QTest::addColumn<QByteArray>("noProxy");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<bool>("isDirect");
        const auto row =
            [](const char *name, const char *list, const char *host, int port, bool is) {
                QTest::newRow(name) << QByteArray(list) << QByteArray(host) << port << is;
            };
        row("empty list", "", "api.example", 443, false);
        row("exact", "api.example", "api.example", 443, true);
        row("exact, other case", "API.Example", "api.EXAMPLE", 443, true);
        row("absolute name", "api.example", "api.example.", 443, true);
        row("a name below", "example", "api.example", 443, true);
        row("a name that only ends alike", "example.com", "notexample.com", 443, false);
        row("the name above", "api.example", "example", 443, false);
        row("leading dot, below", ".example.com", "api.example.com", 443, true);
        row("leading dot, itself", ".example.com", "example.com", 443, false);
        row("star dot, below", "*.example.com", "api.example.com", 443, true);
        row("star dot, itself", "*.example.com", "example.com", 443, false);
        row("star", "*", "api.example", 443, true);
        row("star among others", "x.example,*", "api.example", 443, true);
        row("second entry, with blanks", "a.example, b.example", "b.example", 443, true);
        row("blanks alone separate", "a.example b.example", "b.example", 443, true);
        row("empty entries", ",,b.example,", "b.example", 443, true);
        row("empty entries match nothing", ",, ,", "b.example", 443, false);
        row("lone dot matches nothing", ".", "b.example", 443, false);
        row("port that fits", "api.example:443", "api.example", 443, true);
        row("port that does not", "api.example:8443", "api.example", 443, false);
        row("port in words", "api.example:https", "api.example", 443, false);
        row("IPv4", "192.0.2.1", "192.0.2.1", 443, true);
        row("IPv4, another", "192.0.2.1", "192.0.2.2", 443, false);
        row("IPv4 with port", "192.0.2.1:443", "192.0.2.1", 443, true);
        row("IPv4 with another port", "192.0.2.1:80", "192.0.2.1", 443, false);
        row("IPv6", "2001:db8::1", "2001:db8:0::1", 443, true);
        row("IPv6 in brackets", "[2001:db8::1]", "2001:db8::1", 443, true);
        row("IPv6 with port", "[2001:db8::1]:443", "[2001:db8::1]", 443, true);
        row("IPv6 with another port", "[2001:db8::1]:80", "2001:db8::1", 443, false);
        row("/8, first inside", "10.0.0.0/8", "10.0.0.0", 443, true);
        row("/8, last inside", "10.0.0.0/8", "10.255.255.255", 443, true);
        row("/8, first above", "10.0.0.0/8", "11.0.0.0", 443, false);
        row("/12, last inside", "172.16.0.0/12", "172.31.255.255", 443, true);
        row("/12, first above", "172.16.0.0/12", "172.32.0.0", 443, false);
        row("/32", "192.0.2.1/32", "192.0.2.1", 443, true);
        row("/32, the next", "192.0.2.1/32", "192.0.2.2", 443, false);
        row("/33 is none", "192.0.2.1/33", "192.0.2.1", 443, false);
        row("/0 is every IPv4", "0.0.0.0/0", "192.0.2.1", 443, true);
        row("/0 of IPv4 is no IPv6", "0.0.0.0/0", "2001:db8::1", 443, false);
        row("negative", "192.0.2.1/-1", "192.0.2.1", 443, false);
        row("IPv6 network", "fd00::/8", "fdff::1", 443, true);
        row("beside the IPv6 network", "fd00::/8", "fe00::1", 443, false);
        row("/129 is none", "fd00::/129", "fd00::", 443, false);
        row("a network does not match names", "10.0.0.0/8", "10.example", 443, false);
        row("a name does not match addresses", "1", "192.0.2.1", 443, false);
    }

    void exemptsWhatNoProxyLists()
    {
        QFETCH(const QByteArray, noProxy);
        QFETCH(const QByteArray, host);
        QFETCH(const int, port);
        const OutboundProxies proxies({{"NO_PROXY", noProxy}, {"HTTPS_PROXY", "a:1"}}, {});
        const bool isDirect = decision(proxies, host, quint16(port)) == "direct";
        QTEST(isDirect, "isDirect");
    }

    void prefersTheLowerCaseNoProxy()
    {
        const OutboundProxies proxies(
            {{"no_proxy", "a.example"}, {"NO_PROXY", "b.example"}, {"HTTPS_PROXY", "p:1"}}, {});
        QCOMPARE(decision(proxies, "a.example"), "direct");
        QCOMPARE(decision(proxies, "b.example"), "p:1");
    }
};
QTEST_APPLESS_MAIN(OutboundProxiesTest)
#include "tst_outbound_proxy.moc"
