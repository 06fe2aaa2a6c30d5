// SPDX-License-Identifier: MIT
// What arrives upstream and what the client gets (FW-01 to FW-24, BR-01 to BR-11, SF-46).
#include "tests/support/proxied_upstream.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;

namespace {

const QByteArray Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// The lines between start line and empty line.
QByteArray linesOf(const http::Head &head)
{
    return head.raw.mid(head.raw.indexOf('\n') + 1).chopped(2);
}

QByteArray textOf(std::optional<QByteArrayView> value)
{
    return value ? value->toByteArray() : QByteArray("(none)");
}

} // namespace

class ForwardingTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<ProxiedUpstream> m_proxied;

    QByteArray upstreamAuthority() const
    {
        return "127.0.0.1:" + QByteArray::number(m_proxied->upstream.port());
    }

    /// Sends `bytes` and returns the answer to it.
    SeenResponse ask(const QByteArray &bytes, const QByteArray &method = "GET") const
    {
        RawClient client(m_proxied->gateway.port(), method);
        client.send(bytes);
        return client.response();
    }

    const SeenRequest &arrived() const { return m_proxied->upstream.requests().back(); }

private slots:
    void init()
    {
        m_proxied = std::make_unique<ProxiedUpstream>([this](proxy::Rules &rules) {
            const quint16 port = rules.routes.front().endpoint->port;
            Gateway::add(rules, Gateway::routeTo("bedrock", "bedrock", port));
            rules.routes.back().region = "us-west-2";
            Gateway::add(rules, Gateway::routeTo("off", "openai", port));
            rules.routes.back().enabled = false;
            Gateway::add(rules, Gateway::routeTo("prefixed", "openai", port));
            rules.routes.back().pathPrefix = "/base";
        });
    }

    void cleanup() { m_proxied.reset(); }

    void keepsTheTarget_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("upstream");
        const auto same = [](const char *target) {
            QTest::newRow(target) << QByteArray("/openai") + target << QByteArray(target);
        };
        same("/v1/chat/completions");
        same("/v1/files/a%2Fb%3Ac?x=%2B&y=1");
        same("/v1/models/gemini-pro:generateContent?key=K");
        same("/v1//x/./../y/");
        same("/");
        same("/v1/models/a%2Fb?x=%20+&x=2&=&");
        same("/v1?a=%x&b=ok");
        same("/v1?a=1;b=2");
        QTest::newRow("FW-09") << QByteArray("/bedrock/model/us.a.b-v1%3A0/converse")
                               << QByteArray("/model/us.a.b-v1%3A0/converse");
        QTest::newRow("for a user")
            << QByteArray("/meta/u1/openai/v1/x?y") << QByteArray("/v1/x?y");
        QTest::newRow("for a user, escape kept")
            << QByteArray("/meta/u%2F1/bedrock/model/a%3A0/converse")
            << QByteArray("/model/a%3A0/converse");
        QTest::newRow("base path in front")
            << QByteArray("/prefixed/v1?a") << QByteArray("/base/v1?a");
        QTest::newRow("own parameters leave")
            << QByteArray("/openai/v1?a=1&llm_user_id=me&b=%20&llm_proxy_bypass_circuit=1")
            << QByteArray("/v1?a=1&b=%20");
    }

    void keepsTheTarget()
    {
        QFETCH(const QByteArray, target);
        QCOMPARE(ask("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
        QTEST(arrived().head.target().toByteArray(), "upstream");
        if (!target.contains("bedrock"))
            QCOMPARE(textOf(arrived().head.find("host")), upstreamAuthority());
    }

    void findsNothingElsewhere_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("code");
        for (const char *const target : {"/openai",
                                         "/unknown/x",
                                         "/meta/u/unknown/x",
                                         "/metadata/u/openai/x",
                                         "/meta/u",
                                         "/OpenAI/v1",
                                         "/"})
            QTest::newRow(target) << QByteArray(target) << QByteArray("not_found");
        QTest::newRow("disabled") << QByteArray("/off/v1/x") << QByteArray("provider_not_enabled");
    }

    void findsNothingElsewhere()
    {
        QFETCH(const QByteArray, target);
        QFETCH(const QByteArray, code);
        const SeenResponse seen = ask("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
        QCOMPARE(seen.status, 404);
        QVERIFY2(seen.body.contains(code), seen.body.constData());
        QCOMPARE(seen.field("X-Llm-Proxy-Error-Source"), QByteArray("proxy"));
        QCOMPARE(m_proxied->upstream.connections(), 0);
    }

    void remembersTheUser()
    {
        QCOMPARE(ask("GET /meta/a%20b/openai/v1 HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
        QTRY_COMPARE(m_proxied->ended().size(), 1);
        QCOMPARE(m_proxied->ended().front().user, QByteArray("a b"));
        QCOMPARE(m_proxied->ended().front().provider, QByteArray("openai"));
    }

    void forwardsFields_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("upstream");
        const QByteArray coding = "Accept-Encoding: gzip, br, zstd, identity;q=0\r\n";
        const auto row = [&](const char *what, const QByteArray &fields, const QByteArray &left) {
            QTest::newRow(what) << coding + fields << coding + left;
        };
        row("FW-01", "Connection: close, X-Secret\r\nX-Secret: 1\r\n", "");
        row("FW-02",
            "Connection:\r\nConnection: X-Forwarded-For, x-drop\r\nX-Forwarded-For: 9\r\nX-DROP: "
            "1\r\n",
            "");
        row("nominated, and known by name",
            "Connection: Cache-Control\r\nCache-Control: no\r\n",
            "");
        row("FW-04 trailers", "TE: trailers, gzip\r\n", "TE: trailers\r\nConnection: TE\r\n");
        row("FW-04 other", "TE: gzip\r\n", "");
        row("FW-04 weighted", "TE: trailers;q=0.5\r\n", "");
        row("FW-05",
            "Keep-Alive: 5\r\nProxy-Connection: close\r\nProxy-Authenticate: x\r\n"
            "Proxy-Authorization: y\r\nTrailer: z\r\nUpgrade: foo\r\n",
            "");
        row("FW-06",
            "X-Forwarded-For: 9.9.9.9\r\nForwarded: for=1\r\nX-Real-IP: 2\r\n",
            "X-Forwarded-For: 9.9.9.9\r\nForwarded: for=1\r\nX-Real-IP: 2\r\n");
        row("FW-13", "b: 1\r\nX-a: 2\r\nA: 3\r\nx-B:4\r\n", "b: 1\r\nX-a: 2\r\nA: 3\r\nx-B:4\r\n");
        row("FW-14", "X-Multi: 1\r\nX-Multi: 2\r\n", "X-Multi: 1\r\nX-Multi: 2\r\n");
        row("FW-18",
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n",
            "");
        row("FW-19",
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\n",
            "Sec-WebSocket-Key: a\r\n");
        row("credentials",
            "Authorization: Bearer k\r\nx-api-key: k\r\nCookie: c\r\n",
            "Authorization: Bearer k\r\nx-api-key: k\r\nCookie: c\r\n");
        row("own markers", "X-LLM-Proxy-Test-Mode: x\r\nX-User-ID: u\r\n", "X-User-ID: u\r\n");
        QTest::newRow("no Accept-Encoding")
            << QByteArray("A: 1\r\n") << QByteArray("A: 1\r\nAccept-Encoding: identity\r\n");
    }

    void forwardsFields()
    {
        QFETCH(const QByteArray, fields);
        QFETCH(const QByteArray, upstream);
        QCOMPARE(ask(m_proxied->request("GET", "/v1", fields)).status, 200);
        QCOMPARE(linesOf(arrived().head), "Host: " + upstreamAuthority() + "\r\n" + upstream);
    }

    void changesNothingThatIsSigned() // TL-22, FW-12
    {
        const QByteArray signature =
            "Authorization: AWS4-HMAC-SHA256 Credential=AK/20250101/"
            "eu-west-1/bedrock/aws4_request, SignedHeaders=connection;host;"
            "te;x-amz-date;x-llm-proxy-test-mode, Signature=0\r\n";
        const QByteArray lines = "X-Amz-Date: d\r\nconnection: keep-alive\r\nTE: gzip\r\n"
                                 "X-LLM-Proxy-Test-Mode: t\r\n"
                                 + signature;
        ask("POST /bedrock/model/m/invoke HTTP/1.1\r\nHost: "
            "bedrock-runtime-fips.eu-west-1.amazonaws.com\r\n"
            + lines + "Content-Length: 2\r\n\r\n{}");
        QCOMPARE(linesOf(arrived().head),
                 "Host: bedrock-runtime-fips.eu-west-1.amazonaws.com\r\n" + lines
                     + "Content-Length: 2\r\n");
        QCOMPARE(arrived().body, QByteArray("{}"));
    }

    void findsTheRegionOfASignature()
    {
        ask("GET /bedrock/m HTTP/1.1\r\nHost: localhost:9002\r\nAuthorization: AWS4-HMAC-SHA256 "
            "Credential=AK/20250101/ap-south-1/bedrock/aws4_request, SignedHeaders=host\r\n\r\n");
        QCOMPARE(textOf(arrived().head.find("host")),
                 QByteArray("bedrock-runtime.ap-south-1.amazonaws.com"));
        ask("GET /bedrock/m HTTP/1.1\r\nHost: localhost:9002\r\n\r\n");
        QCOMPARE(textOf(arrived().head.find("host")),
                 QByteArray("bedrock-runtime.us-west-2.amazonaws.com"));
    }

    void forwardsBodies_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("trailers");
        const QByteArray big(5 << 17, 'b');
        QTest::newRow("FW-15 sized")
            << QByteArray("POST") << "Content-Length: " + QByteArray::number(big.size()) + "\r\n"
            << big << big << QByteArray();
        QTest::newRow("FW-16 chunked")
            << QByteArray("PATCH") << QByteArray("Transfer-Encoding: chunked\r\n")
            << QByteArray("3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 1\r\nHost: evil\r\n\r\n")
            << QByteArray("abcde") << QByteArray("X-Sum: 1\r\n");
        QTest::newRow("empty") << QByteArray("DELETE") << QByteArray("Content-Length: 0\r\n")
                               << QByteArray() << QByteArray() << QByteArray();
    }

    void forwardsBodies()
    {
        QFETCH(const QByteArray, method);
        QFETCH(const QByteArray, fields);
        QFETCH(const QByteArray, sent);
        QCOMPARE(ask(m_proxied->request(method, "/v1", fields, sent)).status, 200);
        QCOMPARE(arrived().head.method().toByteArray(), method);
        QTEST(arrived().body, "body");
        QTEST(arrived().trailers, "trailers");
        QCOMPARE(arrived().head.count("content-length") + arrived().head.count("transfer-encoding"),
                 1);
    }

    void answersPreflightsItself() // 79
    {
        const SeenResponse seen = ask(m_proxied->request(
            "OPTIONS",
            "/v1/x",
            "Origin: https://page.example\r\nAccess-Control-Request-Method: POST\r\n"
            "Access-Control-Request-Headers: authorization, x-stainless-os\r\n"));
        QCOMPARE(seen.status, 200);
        QCOMPARE(seen.body, QByteArray());
        QCOMPARE(seen.field("Access-Control-Allow-Origin"), QByteArray("*"));
        QCOMPARE(seen.field("Access-Control-Allow-Headers"),
                 QByteArray("authorization, x-stainless-os"));
        QVERIFY(seen.field("Access-Control-Allow-Methods").contains("PATCH"));
        QVERIFY(seen.field("Access-Control-Expose-Headers").contains("X-LLM-Input-Tokens"));
        QVERIFY(seen.field("Access-Control-Expose-Headers").contains("Retry-After"));
        QCOMPARE(m_proxied->upstream.connections(), 0);
    }

    // A further provider needs no key, so not every page may call it.
    void checksCallersOfFurtherProviders_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<int>("status");
        const QByteArray local = "localhost:9002";
        const QByteArray none;
        QTest::newRow("BR-01") << QByteArray("POST") << local
                               << QByteArray("Origin: https://evil.example\r\n") << 403;
        QTest::newRow("BR-02") << QByteArray("POST") << local << QByteArray("Origin: null\r\n")
                               << 403;
        QTest::newRow("BR-03")
            << QByteArray("OPTIONS") << local
            << QByteArray("Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n")
            << 403;
        QTest::newRow("BR-05") << QByteArray("GET") << local
                               << QByteArray(
                                      "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n")
                               << 403;
        QTest::newRow("BR-06") << QByteArray("GET") << QByteArray("evil.example") << none << 421;
        QTest::newRow("BR-07") << QByteArray("GET") << QByteArray("evil.example:9002")
                               << QByteArray("Origin: http://evil.example:9002\r\n") << 421;
        QTest::newRow("BR-08") << QByteArray("GET") << local << none << 200;
        QTest::newRow("BR-08 by address")
            << QByteArray("GET") << QByteArray("127.0.0.1") << none << 200;
        QTest::newRow("BR-09") << QByteArray("GET") << local
                               << QByteArray("Origin: http://localhost:3000\r\n") << 200;
        QTest::newRow("BR-11 a name before")
            << QByteArray("GET") << local << QByteArray("Origin: http://localhost.evil.example\r\n")
            << 403;
        QTest::newRow("BR-11 Host")
            << QByteArray("GET") << QByteArray("127.0.0.1.evil.example") << none << 421;
    }

    void checksCallersOfFurtherProviders()
    {
        QFETCH(const QByteArray, method);
        QFETCH(const QByteArray, host);
        QFETCH(const QByteArray, fields);
        QFETCH(const int, status);
        const SeenResponse seen = ask(method + " /v1/x HTTP/1.1\r\nHost: " + host + "\r\n" + fields
                                      + "Content-Length: 0\r\n\r\n");
        QCOMPARE(seen.status, status);
        QVERIFY(!seen.head.contains("Access-Control-"));
        QCOMPARE(int(m_proxied->upstream.requests().size()), status == 200 ? 1 : 0);
    }
};

QTEST_GUILESS_MAIN(ForwardingTest)
#include "tst_forwarding.moc"
