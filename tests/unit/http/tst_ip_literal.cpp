// SPDX-License-Identifier: MIT
#include "engine/http/ip_literal.h"

#include <QTest>

using namespace llmproxy::http;

class IpLiteralTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsLiteralsFromNames_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isLiteral");
        QTest::newRow("IPv4") << QByteArray("192.0.2.1") << true;
        QTest::newRow("IPv6") << QByteArray("2001:db8::1") << true;
        QTest::newRow("IPv6 in brackets") << QByteArray("[2001:db8::1]") << true;
        QTest::newRow("mapped IPv4") << QByteArray("::ffff:192.0.2.1") << true;
        QTest::newRow("two-part IPv4") << QByteArray("127.1") << false;
        QTest::newRow("a number") << QByteArray("2130706433") << false;
        QTest::newRow("a part over 255") << QByteArray("1.2.3.256") << false;
        QTest::newRow("five parts") << QByteArray("1.2.3.4.5") << false;
        QTest::newRow("a name") << QByteArray("api.example") << false;
        QTest::newRow("a zone") << QByteArray("fe80::1%eth0") << false;
        QTest::newRow("a NUL behind an address") << QByteArray("1.2.3.4\0.evil", 13) << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("lone brackets") << QByteArray("[]") << false;
    }

    void tellsLiteralsFromNames()
    {
        QFETCH(const QByteArray, text);
        QTEST(parseIpLiteral(text).has_value(), "isLiteral");
    }

    void readsBothSpellingsOfAnAddressAlike()
    {
        QVERIFY(parseIpLiteral("192.0.2.1") == parseIpLiteral("::ffff:192.0.2.1"));
        QVERIFY(parseIpLiteral("::1") == parseIpLiteral("[0:0:0:0:0:0:0:1]"));
        QVERIFY(parseIpLiteral("192.0.2.1") != parseIpLiteral("192.0.2.2"));
    }

    void knowsLoopbackHosts_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("isLoopback");
        QTest::newRow("localhost") << QByteArray("localhost") << true;
        QTest::newRow("in capitals, absolute") << QByteArray("LOCALHOST.") << true;
        QTest::newRow("a name under localhost") << QByteArray("api.localhost") << true;
        QTest::newRow("127.0.0.1") << QByteArray("127.0.0.1") << true;
        QTest::newRow("end of 127/8") << QByteArray("127.255.255.255") << true;
        QTest::newRow("below 127/8") << QByteArray("126.255.255.255") << false;
        QTest::newRow("above 127/8") << QByteArray("128.0.0.0") << false;
        QTest::newRow("::1") << QByteArray("::1") << true;
        QTest::newRow("[::1]") << QByteArray("[::1]") << true;
        QTest::newRow("::2") << QByteArray("::2") << false;
        QTest::newRow("::") << QByteArray("::") << false;
        QTest::newRow("8000::1") << QByteArray("8000::1") << false;
        QTest::newRow("mapped 127.0.0.1") << QByteArray("::ffff:127.0.0.1") << true;
        QTest::newRow("a name that only ends alike") << QByteArray("notlocalhost") << false;
        QTest::newRow("localhost as a label") << QByteArray("localhost.example") << false;
    }

    void knowsLoopbackHosts()
    {
        QFETCH(const QByteArray, host);
        QTEST(isLoopbackHost(host), "isLoopback");
    }
};
QTEST_APPLESS_MAIN(IpLiteralTest)
#include "tst_ip_literal.moc"
