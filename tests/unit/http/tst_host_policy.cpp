// SPDX-License-Identifier: MIT
#include "engine/http/host_policy.h"

#include <QTest>

using namespace llmproxy::http;

namespace {

const HostPolicy Policy{{"proxy.lan"}, "192.168.1.5"};

} // namespace

class HostPolicyTest : public QObject
{
    Q_OBJECT

private slots:
    void allowsHosts_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("allowed");
        for (const char *const host : {"localhost",
                                       "LOCALHOST:9002",
                                       "127.0.0.1",
                                       "127.0.0.1:1",
                                       "[::1]",
                                       "[::1]:65535",
                                       "192.168.1.5:9002",
                                       "proxy.lan",
                                       "Proxy.LAN:80"})
            QTest::newRow(host) << QByteArray(host) << true;
        for (const char *const host : {"",
                                       "evil.example",
                                       "localhost.evil.example",
                                       "127.0.0.1.evil.example",
                                       "evil.localhost",
                                       "192.168.1.50",
                                       "192.168.1.6",
                                       "proxy.lan.evil",
                                       "xproxy.lan",
                                       "localhost:",
                                       "localhost:0",
                                       "localhost:65536",
                                       "localhost:x",
                                       "::1",
                                       "[::1",
                                       "[::2]",
                                       "user@localhost",
                                       "localhost/",
                                       "127.1",
                                       "0x7f000001",
                                       "localhost."})
            QTest::newRow(QByteArray("not " + QByteArray(host)).constData())
                << QByteArray(host) << false;
    }

    void allowsHosts()
    {
        QFETCH(const QByteArray, host);
        QTEST(isAllowedHost(host, Policy), "allowed");
    }

    void knowsNoOwnAddressUnlessTold()
    {
        QVERIFY(!isAllowedHost("192.168.1.5", {}));
        QVERIFY(isAllowedHost("localhost", {}));
    }

    void allowsOrigins_data()
    {
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<bool>("allowed");
        for (const char *const origin : {"http://localhost",
                                         "http://localhost:3000",
                                         "https://127.0.0.1:8443",
                                         "http://[::1]:5173",
                                         "http://proxy.lan",
                                         "app://localhost"})
            QTest::newRow(origin) << QByteArray(origin) << true;
        for (const char *const origin : {"",
                                         "null",
                                         "localhost",
                                         "://localhost",
                                         "https://evil.example",
                                         "http://localhost.evil.example",
                                         "http://localhost@evil.example",
                                         "http://evil.example#localhost",
                                         "http://localhost/",
                                         "file://"})
            QTest::newRow(QByteArray("not " + QByteArray(origin)).constData())
                << QByteArray(origin) << false;
    }

    void allowsOrigins()
    {
        QFETCH(const QByteArray, origin);
        QTEST(isAllowedOrigin(origin, Policy), "allowed");
    }
};

QTEST_APPLESS_MAIN(HostPolicyTest)
#include "tst_host_policy.moc"
