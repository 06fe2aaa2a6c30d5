// SPDX-License-Identifier: MIT
#include "tests/support/sigv4.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::sigv4;

namespace {

const QByteArray Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const Credentials Example{"AKIDEXAMPLE", Secret};
const TimePoint SignedAt{std::chrono::seconds(1'440'938'160)}; // 2015-08-30T12:36:00Z

QByteArray authorizationFor(const QByteArray &service,
                            const QByteArray &signedHeaders,
                            const QByteArray &signature)
{
    return "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/" + service
           + "/aws4_request, SignedHeaders=" + signedHeaders + ", Signature=" + signature;
}

/// A request of AWS's signature test suite: to example.amazonaws.com for "service".
Arrived suiteRequest(const QByteArray &method,
                     const QByteArray &path,
                     const QByteArray &query = {},
                     std::vector<std::pair<QByteArray, QByteArray>> more = {})
{
    more.insert(more.begin(), {"Host", "example.amazonaws.com"});
    more.emplace_back("X-Amz-Date", "20150830T123600Z");
    return {method, path, query, more, {}};
}

/// What botocore 1.44 sent for Converse with the example credentials.
Arrived bedrockRequest(const QByteArray &path, const QByteArray &signature)
{
    return {
        "POST",
        path,
        {},
        {{"Host", "bedrock-runtime.us-east-1.amazonaws.com"},
         {"Content-Type", "application/json"},
         {"X-Amz-Date", "20150830T123600Z"},
         {"Authorization", authorizationFor("bedrock", "content-type;host;x-amz-date", signature)}},
        "{\"messages\":[]}"};
}

Arrived escapedColon()
{
    return bedrockRequest("/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse",
                          "dba7f2f77cc33808be655f27b8ebf1d1b1d77751fc96dad0bd71e020cb07c442");
}

QByteArray refusalOf(const Arrived &request)
{
    const auto refusal = verify(request, Example, SignedAt);
    return refusal ? refusal->type : QByteArray("none");
}

} // namespace

class Sigv4Test : public QObject
{
    Q_OBJECT

private slots:
    void matchesThePublishedVectors_data()
    {
        QTest::addColumn<Arrived>("request");
        QTest::addColumn<QByteArray>("names");
        QTest::addColumn<QByteArray>("signature");
        const QByteArray usual = "host;x-amz-date";
        const QByteArray vanilla =
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
        QTest::addRow("get-vanilla") << suiteRequest("GET", "/") << usual << vanilla;
        QTest::addRow("post-vanilla")
            << suiteRequest("POST", "/") << usual
            << QByteArray("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
        QTest::addRow("get-slash") << suiteRequest("GET", "//") << usual << vanilla;
        QTest::addRow("get-relative") << suiteRequest("GET", "/example/..") << usual << vanilla;
        QTest::addRow("get-vanilla-query-order-key-case")
            << suiteRequest("GET", "/", "Param2=value2&Param1=value1") << usual
            << QByteArray("b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
        QTest::addRow("get-utf8")
            << suiteRequest("GET", "/\u1234") << usual
            << QByteArray("8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
        QTest::addRow("get-header-key-duplicate")
            << suiteRequest(
                   "GET",
                   "/",
                   {},
                   {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}})
            << QByteArray("host;my-header1;x-amz-date")
            << QByteArray("c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea");
        QTest::addRow("get-header-value-trim")
            << suiteRequest(
                   "GET", "/", {}, {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}})
            << QByteArray("host;my-header1;my-header2;x-amz-date")
            << QByteArray("acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
    }

    void matchesThePublishedVectors()
    {
        QFETCH(Arrived, request);
        QFETCH(QByteArray, names);
        const auto authorization = parseAuthorization(authorizationFor("service", names, "x"));
        QVERIFY(authorization);
        QTEST(calculate(request, *authorization, Secret).signature, "signature");
    }

    void matchesTheExampleOfTheUserGuide()
    {
        const QByteArray names = "content-type;host;x-amz-date";
        const Arrived listUsers{
            "GET",
            "/",
            "Action=ListUsers&Version=2010-05-08",
            {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"},
             {"host", "iam.amazonaws.com"},
             {"x-amz-date", "20150830T123600Z"},
             {"authorization",
              authorizationFor(
                  "iam",
                  names,
                  "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")}},
            {}};
        QCOMPARE(refusalOf(listUsers), QByteArray("none"));
    }

    void encodesEncodedPathsOnceMore_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("canonical");
        QTest::addColumn<QByteArray>("signature");
        QTest::addRow("escaped colon")
            << QByteArray("/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse")
            << QByteArray("/model/anthropic.claude-3-haiku-20240307-v1%253A0/converse")
            << QByteArray("dba7f2f77cc33808be655f27b8ebf1d1b1d77751fc96dad0bd71e020cb07c442");
        QTest::addRow("plain colon")
            << QByteArray("/model/anthropic.claude-3-haiku-20240307-v1:0/converse")
            << QByteArray("/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse")
            << QByteArray("65483c36979bfd40a460883f6c90bb824ebddc6db058d5e31742ad30a138b0be");
    }

    void encodesEncodedPathsOnceMore()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, canonical);
        QFETCH(QByteArray, signature);
        const Arrived request = bedrockRequest(path, signature);
        QCOMPARE(refusalOf(request), QByteArray("none"));
        const auto authorization = parseAuthorization(request.headers.back().second);
        const auto lines = calculate(request, *authorization, Secret).canonicalRequest.split('\n');
        QCOMPARE(lines.at(1), canonical);
    }

    void noticesAnyChange_data()
    {
        QTest::addColumn<Arrived>("request");
        const auto changed = [](const char *name, const auto &change) {
            Arrived request = escapedColon();
            change(request);
            QTest::addRow("%s", name) << request;
        };
        changed("method", [](Arrived &r) { r.method = "PUT"; });
        changed("path decoded", [](Arrived &r) { r.path.replace("%3A", ":"); });
        changed("path in lower case hex", [](Arrived &r) { r.path.replace("%3A", "%3a"); });
        changed("query added", [](Arrived &r) { r.query = "a=b"; });
        changed("host", [](Arrived &r) { r.headers[0].second = "127.0.0.1:9002"; });
        changed("signed header", [](Arrived &r) { r.headers[1].second += "; charset=utf-8"; });
        changed("signed header gone", [](Arrived &r) { r.headers.erase(r.headers.begin() + 1); });
        changed("signed header twice", [](Arrived &r) { r.headers.push_back(r.headers[1]); });
        changed("body", [](Arrived &r) { r.body += ' '; });
        changed("unsigned x-amz header",
                [](Arrived &r) { r.headers.emplace_back("X-Amz-Target", "x"); });
        changed("claimed hash of the body", [](Arrived &r) {
            r.headers[3].second.replace("x-amz-date", "x-amz-content-sha256;x-amz-date");
            r.headers.emplace_back("X-Amz-Content-Sha256", "00");
        });
    }

    void noticesAnyChange()
    {
        QFETCH(Arrived, request);
        QCOMPARE(refusalOf(request), QByteArray("InvalidSignatureException"));
    }

    void ignoresWhatIsNotSigned()
    {
        Arrived request = escapedColon();
        request.headers.emplace_back("X-Forwarded-For", "10.0.0.1");
        request.headers.emplace_back("Accept-Encoding", "identity");
        std::swap(request.headers[0], request.headers[2]);
        QCOMPARE(refusalOf(request), QByteArray("none"));
    }

    void namesWhatIsMissing()
    {
        Arrived request = escapedColon();
        request.headers.back().second = "Bearer abc";
        QCOMPARE(refusalOf(request), QByteArray("IncompleteSignatureException"));
        request.headers.pop_back();
        QCOMPARE(refusalOf(request), QByteArray("MissingAuthenticationTokenException"));
        const auto refusal = verify(escapedColon(), {"AKIDOTHER", Secret}, SignedAt);
        QCOMPARE(refusal->type, QByteArray("UnrecognizedClientException"));
    }

    void allowsFiveMinutes_data()
    {
        QTest::addColumn<int>("seconds");
        QTest::addColumn<bool>("accepted");
        QTest::addRow("five minutes old") << 300 << true;
        QTest::addRow("a second older") << 301 << false;
        QTest::addRow("five minutes ahead") << -300 << true;
        QTest::addRow("a second further ahead") << -301 << false;
    }

    void allowsFiveMinutes()
    {
        QFETCH(int, seconds);
        const auto refusal =
            verify(escapedColon(), Example, SignedAt + std::chrono::seconds(seconds));
        QTEST(!refusal.has_value(), "accepted");
    }

    void quotesWhatItCalculated()
    {
        Arrived request = escapedColon();
        request.body.clear();
        const auto refusal = verify(request, Example, SignedAt);
        QVERIFY(refusal->message.contains("v1%253A0/converse"));
    }

    void refusesIncompleteAuthorizations_data()
    {
        QTest::addColumn<QByteArray>("value");
        const QByteArray algorithm = "AWS4-HMAC-SHA256 ";
        const QByteArray scope = "Credential=A/20150830/r/s/aws4_request";
        QTest::addRow("empty") << QByteArray();
        QTest::addRow("algorithm alone") << algorithm;
        QTest::addRow("no signature") << QByteArray(algorithm + scope + ", SignedHeaders=host");
        QTest::addRow("short scope")
            << QByteArray(algorithm + "Credential=A/r/s, SignedHeaders=host, Signature=0");
        QTest::addRow("no equals sign") << QByteArray(algorithm + scope + ", SignedHeaders");
    }

    void refusesIncompleteAuthorizations()
    {
        QFETCH(QByteArray, value);
        QVERIFY(!parseAuthorization(value));
    }
};
QTEST_APPLESS_MAIN(Sigv4Test)
#include "tst_sigv4.moc"
