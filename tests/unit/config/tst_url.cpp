// SPDX-License-Identifier: MIT
#include "engine/config/url.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::config;

class UrlTest : public QObject
{
    Q_OBJECT

private slots:
    void splitsBaseUrls_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("tls");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<QByteArray>("prefix");
        const auto row =
            [](const char *text, bool tls, const char *host, int port, const char *path) {
                QTest::newRow(text)
                    << QByteArray(text) << tls << QByteArray(host) << port << QByteArray(path);
            };
        row("https://api.openai.com", true, "api.openai.com", 443, "");
        row("https://API.OpenAI.com/", true, "api.openai.com", 443, "");
        row("http://localhost:11434", false, "localhost", 11434, "");
        row("http://127.0.0.1/v1/", false, "127.0.0.1", 80, "/v1");
        row("https://[::1]:8443/a%2Fb/c", true, "::1", 8443, "/a%2Fb/c");
        row("HTTPS://host:65535", true, "host", 65535, "");
    }

    void splitsBaseUrls()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, tls);
        QFETCH(QByteArray, host);
        QFETCH(int, port);
        QFETCH(QByteArray, prefix);
        const auto url = parseBaseUrl(text);
        QVERIFY2(url.has_value(), qPrintable(url ? QString() : url.error()));
        QCOMPARE(*url, (BaseUrl{tls, host, quint16(port), prefix}));
        QCOMPARE(*parseBaseUrl(url->toByteArray()), *url);
    }

    void refusesBaseUrls_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"",
                                 "api.openai.com",
                                 "ftp://host",
                                 "https://",
                                 "https://:443",
                                 "https://host:0",
                                 "https://host:65536",
                                 "https://host:",
                                 "https://host:x",
                                 "https://ho st",
                                 "https://user:secret@host",
                                 "https://host/?q=1",
                                 "https://host/#f",
                                 "https://[::1",
                                 "https://[::1]x",
                                 "https://[zz]",
                                 "https://a..b",
                                 "https://{region}.com",
                                 "://host",
                                 "https://h\xc3\xa4st"})
            QTest::newRow(text) << QByteArray(text);
    }

    void refusesBaseUrls()
    {
        QFETCH(QByteArray, text);
        const auto url = parseBaseUrl(text);
        QVERIFY(!url.has_value());
        QVERIFY(!url.error().contains(QStringLiteral("secret")));
    }

    void readsRedisServers()
    {
        QCOMPARE(*parseRedisUrl("redis://cache"), (Redis{false, "cache", 6379, {}, {}, 0}));
        QCOMPARE(*parseRedisUrl("rediss://u:p%2Fw@cache:7000/5"),
                 (Redis{true, "cache", 7000, "u", "p/w", 5}));
        QCOMPARE(parseRedisUrl("redis://:pw@cache/")->password, "pw");
        for (const char *wrong : {"cache:6379",
                                  "http://cache",
                                  "redis://cache/x",
                                  "redis://cache/-1",
                                  "redis://",
                                  "redis://cache:99999",
                                  "redis://cache/0/1"})
            QVERIFY2(!parseRedisUrl(wrong), wrong);
        QCOMPARE(parseRedisAddress("localhost:6380")->port, quint16(6380));
        QCOMPARE(parseRedisAddress("localhost")->port, quint16(6379));
        for (const char *wrong : {"", ":6379", "user@host:1", "host:port"})
            QVERIFY2(!parseRedisAddress(wrong), wrong);
    }

    void masksUserInfo_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *url, const char *expected) {
            QTest::newRow(url) << QByteArray(url) << QByteArray(expected);
        };
        row("https://api.openai.com/v1", "https://api.openai.com/v1");
        row("redis://u:p@cache:6379/5", "redis://***:***@cache:6379/5");
        row("redis://:p@ss@cache", "redis://***:***@cache");
        row("redis://u:p/w@cache", "***");
        row("u:p@cache", "***");
        row("cache:6379", "cache:6379");
        row("", "");
    }

    void masksUserInfo()
    {
        QFETCH(QByteArray, url);
        QFETCH(QByteArray, expected);
        QCOMPARE(maskedUrl(url), expected);
    }

    void tellsAddresses()
    {
        for (const char *address : {"127.0.0.1",
                                    "0.0.0.0",
                                    "255.255.255.255",
                                    "::",
                                    "::1",
                                    "1::",
                                    "fe80::1%eth0",
                                    "1:2:3:4:5:6:7:8",
                                    "::ffff:10.0.0.1"})
            QVERIFY2(isIpAddress(address), address);
        for (const char *text : {"",
                                 "256.0.0.1",
                                 "1.2.3",
                                 "01.2.3.4",
                                 "1.2.3.4.5",
                                 ":",
                                 "1:2:3",
                                 "1:2:3:4:5:6:7:8:9",
                                 "::1::",
                                 "12345::",
                                 "host",
                                 "*"})
            QVERIFY2(!isIpAddress(text), text);
        for (const char *loopback : {"localhost", "127.0.0.1", "127.9.9.9", "::1"})
            QVERIFY2(isLoopback(loopback), loopback);
        for (const char *other : {"127.evil.com", "0.0.0.0", "::", "10.0.0.1", ""})
            QVERIFY2(!isLoopback(other), other);
    }
};
QTEST_APPLESS_MAIN(UrlTest)
#include "tst_url.moc"
