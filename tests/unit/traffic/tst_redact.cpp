// SPDX-License-Identifier: MIT
#include "engine/traffic/redact.h"

#include <QTest>

#include <random>

using namespace llmproxy::traffic;

class RedactTest : public QObject
{
    Q_OBJECT

    static inline const QByteArray Key = "sk-proj-CANARY0123456789abcdef";

    static QByteArray everyByteEncoded(const QByteArray &text)
    {
        return text.toPercentEncoding({}, text);
    }

private slots:
    void knowsSecretHeaders_data()
    {
        QTest::addColumn<bool>("secret");
        for (const char *name : {"Authorization",
                                 "Proxy-Authorization",
                                 "x-api-key",
                                 "api-key",
                                 "X-Goog-Api-Key",
                                 "Cookie",
                                 "set-cookie",
                                 "X-Amz-Security-Token",
                                 "x-goog-iam-authorization-token",
                                 "X-Auth-Token",
                                 "openai-api-key",
                                 "anthropic-admin-key",
                                 "X-Client-Secret",
                                 "x-session-id",
                                 "X-Hub-Signature",
                                 "my-credentials",
                                 "X-Password",
                                 "APIKEY"})
            QTest::newRow(name) << true;
        for (const char *name : {"Content-Type",
                                 "Host",
                                 "User-Agent",
                                 "anthropic-version",
                                 "OpenAI-Organization",
                                 "x-request-id",
                                 "Retry-After",
                                 "x-ratelimit-remaining-tokens",
                                 "X-LLM-Input-Tokens",
                                 "anthropic-ratelimit-tokens-reset",
                                 "WWW-Authenticate",
                                 "x-amzn-bedrock-input-token-count",
                                 "X-Amz-Date",
                                 "Keep-Alive",
                                 "Access-Control-Allow-Credentials"})
            QTest::newRow(name) << false;
    }

    void knowsSecretHeaders()
    {
        QFETCH(bool, secret);
        QCOMPARE(isSecretHeader(QTest::currentDataTag()), secret);
    }

    void masksHeaderValues_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("masked");
        const auto row = [](const char *tag,
                            const QByteArray &name,
                            const QByteArray &value,
                            const QByteArray &masked) {
            QTest::newRow(tag) << name << value << masked;
        };
        row("not secret", "Accept", "text/event-stream", "text/event-stream");
        row("bearer", "Authorization", "Bearer " + Key, "Bearer sk-…cdef");
        row("bearer, case kept", "authorization", "bEARER " + Key, "bEARER sk-…cdef");
        row("bearer, two spaces", "Authorization", "Bearer  " + Key, "Bearer sk-…cdef");
        row("bearer, short key", "Authorization", "Bearer secret", "Bearer …");
        row("no scheme", "Authorization", Key, "sk-…cdef");
        row("unknown scheme", "Authorization", "hunter2 " + Key, "…");
        row("basic", "Proxy-Authorization", "Basic dXNlcjpwYXNzd29yZA==", "Basic …");
        row("x-api-key", "X-Api-Key", Key, "sk-…cdef");
        row("cookie", "Cookie", "session=0123456789; pin=9876", "…");
        row("set-cookie", "Set-Cookie", "session=0123456789; Path=/", "…");
        row("SigV4",
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIACANARY/20260304/us-west-2/bedrock/aws4_request, "
            "SignedHeaders=host;x-amz-date, Signature=0123456789abcdef",
            "AWS4-HMAC-SHA256 Credential=<redacted>/20260304/us-west-2/bedrock");
        row("SigV4, parts in another order",
            "Authorization",
            "AWS4-HMAC-SHA256 Signature=0123,Credential=AKIA/20260304/eu-1/bedrock/aws4_request",
            "AWS4-HMAC-SHA256 Credential=<redacted>/20260304/eu-1/bedrock");
        row("SigV4, a secret where the date belongs",
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIA/CANARY01/us-west-2/bedrock/aws4_request",
            "AWS4-HMAC-SHA256 …");
        row("SigV4, cut off",
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIACANARY",
            "AWS4-HMAC-SHA256 …");
        row("security token", "X-Amz-Security-Token", "IQoJb3JpZ2luX2VjCANARY", "IQo…NARY");
        row("websocket key",
            "Sec-WebSocket-Protocol",
            "realtime, openai-insecure-api-key." + Key + ", openai-beta.realtime-v1",
            "realtime, openai-insecure-api-key.sk-…cdef, openai-beta.realtime-v1");
        row("websocket, no key", "Sec-WebSocket-Protocol", "realtime", "realtime");
        row("URL in a header",
            "Referer",
            "https://a/b?key=" + Key + "&c=d",
            "https://a/b?key=sk-…cdef&c=d");
        row("password in a header's URL", "Location", "https://me:pw@host/x", "https://…@host/x");
        row("an address is no password", "From", "me@host", "me@host");
    }

    void masksHeaderValues()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, masked);
        QCOMPARE(maskedHeaderValue(name, value), masked);
    }

    void masksTargets_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("masked");
        const auto row = [](const char *tag, const QByteArray &target, const QByteArray &masked) {
            QTest::newRow(tag) << target << masked;
        };
        row("key", "/v1?key=" + Key, "/v1?key=sk-…cdef");
        row("in the middle", "/v1?alt=sse&key=" + Key + "&x=%2F", "/v1?alt=sse&key=sk-…cdef&x=%2F");
        row("twice", "/v1?key=" + Key + "&key=" + Key, "/v1?key=sk-…cdef&key=sk-…cdef");
        row("short", "/v1?key=abc", "/v1?key=…");
        row("empty", "/v1?key=", "/v1?key=…");
        row("name in capitals", "/v1?KEY=" + Key, "/v1?KEY=sk-…cdef");
        row("name encoded", "/v1?%6bey=" + Key, "/v1?%6bey=sk-…cdef");
        row("name encoded in capitals", "/v1?%4B%45%59=" + Key, "/v1?%4B%45%59=sk-…cdef");
        row("name encoded twice", "/v1?%256bey=" + Key, "/v1?%256bey=sk-…cdef");
        row("value encoded", "/v1?key=" + everyByteEncoded(Key), "/v1?key=sk-…cdef");
        row("value with a separator in it", "/v1?key=sk-0123;456789", "/v1?key=sk-…6789");
        row("value with spaces encoded",
            "/v1?key=a%20%20456789%0A%0A%0Az",
            "/v1?key=a%20%20…%0A%0A%0Az");
        row("access_token", "/v1?access_token=" + Key, "/v1?access_token=sk-…cdef");
        row("api_key", "/v1?api_key=" + Key, "/v1?api_key=sk-…cdef");
        row("api-key", "/v1?api-key=" + Key, "/v1?api-key=sk-…cdef");
        row("token", "/v1?token=" + Key, "/v1?token=sk-…cdef");
        row("sig", "/v1?sig=" + Key, "/v1?sig=sk-…cdef");
        row("signature", "/v1?Signature=" + Key, "/v1?Signature=sk-…cdef");
        row("credential",
            "/v1?X-Amz-Credential=AKIACANARY01%2F20260304%2Fus-west-2",
            "/v1?X-Amz-Credential=AKI…st-2");
        row("amz signature", "/v1?x-amz-signature=" + Key, "/v1?x-amz-signature=sk-…cdef");
        row("amz token", "/v1?X-Amz-Security-Token=" + Key, "/v1?X-Amz-Security-Token=sk-…cdef");
        row("semicolon", "/v1?a=b;key=" + Key, "/v1?a=b;key=sk-…cdef");
        row("second question mark", "/v1?a=b?key=" + Key, "/v1?a=b?key=sk-…cdef");
        row("encoded equals sign", "/v1?key%3D" + Key, "/v1?…");
        row("URL in a value", "/v1?u=https%3A%2F%2Fh%2F%3Fkey%3D" + Key + "&b=c", "/v1?u=…&b=c");
        row("password in a value", "/v1?u=https://me:CANARY@h/", "/v1?u=…");
        row("in the path", "/v1;key=" + Key + "?a=b", "/v1;key=sk-…cdef?a=b");
        row("encoded question mark", "/v1%3Fkey=" + Key, "/v1%3Fkey=…");
        row("password", "http://me:CANARY@host/v1?a=b", "http://…@host/v1?a=b");
        row("password with an at sign", "http://me:p@CANARY@host", "http://…@host");
    }

    void masksTargets()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, masked);
        QCOMPARE(maskedTarget(target), masked);
    }

    void leavesOtherTargetsAsTheyAre_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::newRow("empty") << QByteArray("");
        for (const char *target : {"*",
                                   "/",
                                   "/v1/messages",
                                   "/v1?",
                                   "/v1?&&",
                                   "/v1?a",
                                   "/v1?=b",
                                   "/v1?a=b=c",
                                   "/v1?pageToken=0123456789abcdef",
                                   "/v1?monkey=0123456789abcdef",
                                   "/v1?keys=1",
                                   "/v1?maxOutputTokens=12",
                                   "/model/a%3A0/converse",
                                   "/v1?alt=sse&%41=%zz&+=%",
                                   "/v1/files/@me",
                                   "http://host/v1",
                                   "host:443",
                                   "/a?b=c#d",
                                   "/v1/key/list"})
            QTest::newRow(target) << QByteArray(target);
    }

    void leavesOtherTargetsAsTheyAre()
    {
        QFETCH(QByteArray, target);
        QCOMPARE(maskedTarget(target), target);
    }

    void letsNoCanaryThrough();
};

namespace {

// The same thousands of targets in every run.
class Random
{
public:
    int below(int limit) { return static_cast<int>(m_engine() % static_cast<unsigned>(limit)); }
    QByteArray oneOf(const QByteArrayList &list) { return list.at(below(int(list.size()))); }

    /// Some bytes percent-encoded, some letters in the other case where `anyCase`.
    QByteArray spelled(const QByteArray &text, bool anyCase)
    {
        QByteArray out;
        for (const char c : text) {
            const QByteArray letter =
                anyCase && below(3) == 0 ? QByteArray(1, c).toUpper() : QByteArray(1, c);
            out += below(3) == 0 ? '%' + letter.toHex() : letter;
        }
        return out;
    }

private:
    std::minstd_rand m_engine{20260304};
};

} // namespace

void RedactTest::letsNoCanaryThrough()
{
    const QByteArray canary = "CANARY";
    const QByteArrayList names{"key",
                               "api_key",
                               "access_token",
                               "token",
                               "sig",
                               "signature",
                               "X-Amz-Credential",
                               "X-Amz-Signature",
                               "X-Amz-Security-Token"};
    const QByteArrayList harmless{"alt=sse", "a", "", "=", "%", "%4", "x=%zz", "monkey=1", "a=b=c"};
    Random random;
    for (int i = 0; i < 20'000; ++i) {
        QByteArrayList parameters;
        for (int j = random.below(4); j > 0; --j)
            parameters += random.oneOf(harmless);
        const QByteArray secret = "sk-" + random.spelled("0123" + canary + "4567", false) + "89ab";
        parameters.insert(random.below(int(parameters.size()) + 1),
                          random.spelled(random.oneOf(names), true) + '=' + secret);
        const QByteArray target = "/v1" + random.oneOf({"?", "?", ";", "?a=b?", "?a=b;"})
                                  + parameters.join(random.oneOf({"&", "&", ";"}));
        const QByteArray masked = maskedTarget(target);
        if (QByteArray::fromPercentEncoding(masked).contains(canary))
            QFAIL(QByteArray(target + " became " + masked).constData());
    }
}

QTEST_APPLESS_MAIN(RedactTest)
#include "tst_redact.moc"
