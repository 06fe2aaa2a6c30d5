// SPDX-License-Identifier: MIT
#include "engine/providers/provider.h"
#include "tests/support/parsed_head.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;

namespace {

QByteArray hostFor(const QByteArray &fields, const QByteArray &defaultRegion = "us-west-2")
{
    return providers::bedrock().upstreamHost(requestHead(fields), defaultRegion);
}

QByteArray signedFor(const QByteArray &region)
{
    return "Host: localhost:9002\r\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIA/20250101/"
           + region + "/bedrock/aws4_request, SignedHeaders=host, Signature=00\r\n";
}

} // namespace

class BedrockTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsTheHostThatWasSigned_data()
    {
        QTest::addColumn<QByteArray>("host");
        for (const char *const host : {"bedrock-runtime.us-east-1.amazonaws.com",
                                       "bedrock-runtime.us-east-1.amazonaws.com:443",
                                       "bedrock-runtime-fips.us-gov-west-1.amazonaws.com",
                                       "bedrock-runtime.cn-north-1.amazonaws.com.cn",
                                       "bedrock-runtime-fips.ca-central-1.amazonaws.com:8443"})
            QTest::newRow(host) << QByteArray(host);
    }

    void keepsTheHostThatWasSigned()
    {
        QFETCH(const QByteArray, host);
        QCOMPARE(hostFor("Host: " + host + "\r\n"), host);
        // Also where the credential says something else: Host is part of the signature.
        QCOMPARE(hostFor("Host: " + host + "\r\n" + signedFor("eu-west-1").mid(22)), host);
    }

    void trustsNoOtherHost_data()
    {
        QTest::addColumn<QByteArray>("host");
        for (const char *const host : {"localhost:9002",
                                       "evil.example",
                                       "bedrock-runtime.us-east-1.amazonaws.com.evil.example",
                                       "evil.bedrock-runtime.us-east-1.amazonaws.com",
                                       "bedrock-runtime.evil.us-east-1.amazonaws.com",
                                       "bedrock-runtime..amazonaws.com",
                                       "bedrock-runtime.amazonaws.com",
                                       "bedrock-runtime.US-EAST-1.amazonaws.com",
                                       "bedrock-runtime.us-east-1.amazonaws.com.cn.cn",
                                       "bedrock-runtime.us-east-1.amazonaws.com:",
                                       "bedrock-runtime.us-east-1.amazonaws.com:4a",
                                       "bedrock-runtimeus-east-1.amazonaws.com",
                                       "bedrock.us-east-1.amazonaws.com",
                                       "bedrock-runtime.us-east-1amazonaws.com",
                                       "bedrock-runtime-fips-x.us-east-1.amazonaws.com"})
            QTest::newRow(host) << QByteArray(host);
    }

    void trustsNoOtherHost()
    {
        QFETCH(const QByteArray, host);
        QCOMPARE(hostFor("Host: " + host + "\r\n"),
                 QByteArray("bedrock-runtime.us-west-2.amazonaws.com"));
    }

    void readsTheRegionOfTheCredential_data()
    {
        QTest::addColumn<QByteArray>("region");
        QTest::addColumn<QByteArray>("host");
        const auto good = [](const char *region, const char *suffix = "") {
            QTest::newRow(region) << QByteArray(
                region) << "bedrock-runtime." + QByteArray(region) + ".amazonaws.com" + suffix;
        };
        good("us-east-1");
        good("ap-southeast-2");
        good("us-gov-east-1");
        good("cn-north-1", ".cn");
        for (const char *const region : {"",
                                         "us",
                                         "us-",
                                         "-us-east-1",
                                         "us--east",
                                         "u-east-1",
                                         "usa-east-1",
                                         "US-east-1",
                                         "us-east-1.",
                                         "us-east-1.evil.example",
                                         "us-east-1@evil",
                                         "us-east-1#",
                                         "us-east-1%2f",
                                         "us_east-1",
                                         "us-east-1:80",
                                         "us-east-1?x",
                                         "..",
                                         "us-\xc3\xa9"})
            QTest::newRow(QByteArray("not " + QByteArray(region)).constData())
                << QByteArray(region) << QByteArray("bedrock-runtime.us-west-2.amazonaws.com");
    }

    void readsTheRegionOfTheCredential()
    {
        QFETCH(const QByteArray, region);
        QTEST(hostFor(signedFor(region)), "host");
    }

    void readsOnlySignatures_data()
    {
        QTest::addColumn<QByteArray>("authorization");
        for (const char *const value :
             {"Bearer Credential=A/20250101/eu-west-1/bedrock/aws4_request",
              "AWS4-HMAC-SHA256 SignedHeaders=host",
              "AWS4-HMAC-SHA256 Credential=",
              "AWS4-HMAC-SHA256 Credential=A/20250101",
              "AWS4-HMAC-SHA256 Credential=A/20250101/eu-west-1",
              "AWS4-HMAC-SHA256 Credential=A, B/20250101/eu-west-1/bedrock/aws4_request"})
            QTest::newRow(value) << QByteArray(value);
    }

    void readsOnlySignatures()
    {
        QFETCH(const QByteArray, authorization);
        QCOMPARE(hostFor("Host: localhost\r\nAuthorization: " + authorization + "\r\n"),
                 QByteArray("bedrock-runtime.us-west-2.amazonaws.com"));
    }

    void hasNoHostWithoutARegion_data()
    {
        QTest::addColumn<QByteArray>("region");
        QTest::newRow("none") << QByteArray();
        QTest::newRow("a bad one") << QByteArray("us-west-2/../evil");
    }

    void hasNoHostWithoutARegion()
    {
        QFETCH(const QByteArray, region);
        QCOMPARE(hostFor("Host: localhost\r\n", region), QByteArray());
    }
};

QTEST_APPLESS_MAIN(BedrockTest)
#include "tst_bedrock.moc"
