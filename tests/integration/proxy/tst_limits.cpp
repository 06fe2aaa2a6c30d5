// SPDX-License-Identifier: MIT
// The rate limits over real sockets: who is counted, who is denied, what the caller is told
// (provider test list 6, cases 54 to 63, 70 to 76 and 80; LP-06).
#include "tests/support/limited_upstream.h"

#include <QDateTime>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;
using ratelimit::Amounts;
using ratelimit::Dimension;
using ratelimit::Limits;

namespace {

const QByteArray Denied = R"({"error":{"message":"[PROXY] rate limit exceeded",)"
                          R"("type":"rate_limit_exceeded","code":"rate_limit_exceeded"}})";
const Limits OneAMinute{.minute = {.requests = 1}, .day = {}};
const Limits OneADay{.minute = {}, .day = {.requests = 1}};
const QByteArray Secret = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789";

qint64 secondOfDay()
{
    return QDateTime::currentSecsSinceEpoch() % 86'400;
}

// Until so much of the minute is left that a test of a few requests stays within it.
void waitForRoomInTheMinute()
{
    QTRY_VERIFY_WITH_TIMEOUT(secondOfDay() % 60 < 55, 8000);
}

// As the README has it: the text alone tells.
usage::EstimateSettings perCharacters(qint64 chars)
{
    return {.maxSampleBytes = 20'000, .bytesPerToken = 4, .charsPerToken = chars};
}

} // namespace

class LimitsTest : public QObject
{
    Q_OBJECT

private slots:
    void deniesWhatIsOverALimit()
    {
        waitForRoomInTheMinute();
        LimitedUpstream limited(limitedTo(OneAMinute));
        QCOMPARE(limited.ask().status, 200);
        const qint64 before = secondOfDay();
        const SeenResponse seen = limited.ask();
        const qint64 after = secondOfDay();
        QVERIFY(seen.head.startsWith("HTTP/1.1 429 Too Many Requests\r\n"));
        QCOMPARE(seen.body, Denied);
        QCOMPARE(seen.field("Content-Type"), QByteArray("application/json"));
        QCOMPARE(seen.field("X-RateLimit-Reason"), QByteArray("minute limit exceeded"));
        QCOMPARE(seen.field("X-RateLimit-Metric"), QByteArray("requests"));
        QCOMPARE(seen.field("X-RateLimit-Window"), QByteArray("minute"));
        QCOMPARE(seen.field("X-RateLimit-Scope"), QByteArray("global"));
        QCOMPARE(seen.field("X-RateLimit-Limit"), QByteArray("1"));
        QCOMPARE(seen.field("X-RateLimit-Remaining"), QByteArray("0"));
        QCOMPARE(seen.field("X-Llm-Proxy-Error-Source"), QByteArray("proxy"));
        QCOMPARE(seen.field("Access-Control-Allow-Origin"), QByteArray("*"));
        const QByteArray exposed = seen.field("Access-Control-Expose-Headers");
        QVERIFY(exposed.contains("Retry-After") && exposed.contains("X-LLM-Input-Tokens"));
        // Who waits so long comes in the next minute, and not a second later (LP-06).
        const qint64 wait = seen.field("Retry-After").toLongLong();
        QVERIFY2(wait >= 60 - after % 60 && wait <= 60 - before % 60, seen.head.constData());

        QCOMPARE(limited.upstream.requests().size(), std::size_t(1));
        QTRY_COMPARE(limited.ended().size(), 2);
        const traffic::ExchangeRecord record = limited.ended().back();
        QCOMPARE(record.status, 429);
        QCOMPARE(record.error, QByteArray("rate_limit_exceeded"));
        QVERIFY(record.madeHere && record.endedBy == traffic::EndedBy::Proxy);
        QCOMPARE(record.attempts, 0);
    }

    void tellsOfTheDayWhoIsOverTheDaysLimit()
    {
        LimitedUpstream limited(limitedTo({.minute = {}, .day = {.requests = 2}}));
        QCOMPARE(limited.ask().status, 200);
        QCOMPARE(limited.ask().status, 200);
        const qint64 before = secondOfDay();
        const SeenResponse seen = limited.ask();
        QCOMPARE(seen.status, 429);
        QCOMPARE(seen.field("X-RateLimit-Reason"), QByteArray("daily limit exceeded"));
        QCOMPARE(seen.field("X-RateLimit-Window"), QByteArray("day"));
        QCOMPARE(seen.field("X-RateLimit-Limit"), QByteArray("2"));
        const qint64 wait = seen.field("Retry-After").toLongLong();
        QVERIFY(wait > 0 && wait <= 86'400 - before && wait >= 86'400 - before - 10);
    }

    void keepsTheConnectionOfADeniedCaller()
    {
        LimitedUpstream limited(limitedTo(Dimension::Model, OneADay));
        QCOMPARE(limited.ask().status, 200);
        QCOMPARE(limited.ask().status, 429);
        QCOMPARE(limited.ask(chatOf("o3")).status, 200); // on the same connection
    }

    void letsTheFirstTokensOfAWindowThrough()
    {
        LimitedUpstream limited(limitedTo({.minute = {}, .day = {.tokens = 20}}));
        QCOMPARE(limited.ask().status, 200);
        const SeenResponse seen = limited.ask();
        QCOMPARE(seen.status, 429);
        QCOMPARE(seen.field("X-RateLimit-Metric"), QByteArray("tokens"));
        QCOMPARE(seen.field("X-RateLimit-Limit"), QByteArray("20"));
    }

    void namesRequestsWhereTokensAreOverToo()
    {
        LimitedUpstream limited(limitedTo({.minute = {}, .day = {.requests = 1, .tokens = 20}}));
        QCOMPARE(limited.ask().status, 200);
        QCOMPARE(limited.ask().field("X-RateLimit-Metric"), QByteArray("requests"));
    }

    void countsADeniedRequestNowhere()
    {
        LimitedUpstream limited(limitedTo(Dimension::Model, OneADay));
        QCOMPARE(limited.ask().status, 200);
        QTRY_COMPARE(limited.held(), Amounts());
        const auto before = limited.snapshot().windows;
        QCOMPARE(limited.ask().status, 429);
        QCOMPARE(limited.snapshot().windows, before);
        QCOMPARE(limited.snapshot().denials.size(), 1);
        QCOMPARE(limited.snapshot().today.all.denied, 1);
    }

    void limitsEachKindOfScope_data()
    {
        QTest::addColumn<Dimension>("dimension");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("global") << Dimension::Global << QByteArray("global");
        QTest::newRow("provider") << Dimension::Provider << QByteArray("provider:openai");
        QTest::newRow("model") << Dimension::Model << QByteArray("model:gpt-4o");
        QTest::newRow("key") << Dimension::Key << QByteArray("key:sk-...6789");
        QTest::newRow("user") << Dimension::User << QByteArray("user:alice%20b");
    }

    void limitsEachKindOfScope()
    {
        QFETCH(const Dimension, dimension);
        QFETCH(const QByteArray, shown);
        LimitedUpstream limited(limitedTo(dimension, OneADay));
        const QByteArray fields = "Authorization: Bearer " + Secret + "\r\nX-User-ID: alice b\r\n";
        QCOMPARE(limited.ask(chatOf("gpt-4o"), fields).status, 200);
        const SeenResponse seen = limited.ask(chatOf("gpt-4o"), fields);
        QCOMPARE(seen.status, 429);
        QCOMPARE(seen.field("X-RateLimit-Scope"), shown);
        QVERIFY(!seen.head.contains(Secret) && !seen.body.contains(Secret));
        for (const auto &each : limited.snapshot().windows)
            QVERIFY(!each.scope.contains(Secret));
        QCOMPARE(limited.snapshot().denials.front().user, QByteArray("alice b"));
    }

    void addsNoLineForWhatACallerNames()
    {
        LimitedUpstream limited(limitedTo(Dimension::Model, OneADay));
        const QByteArray body = chatOf("a\\r\\nX-Injected: 1\\u2028" + QByteArray(90, 'm'));
        QCOMPARE(limited.ask(body).status, 200);
        const SeenResponse seen = limited.ask(body);
        QCOMPARE(seen.status, 429);
        QVERIFY(seen.field("X-Injected").isEmpty());
        QVERIFY(
            seen.field("X-RateLimit-Scope").startsWith("model:a%0D%0AX-Injected:%201%E2%80%A8"));
    }

    void findsTheUserInThisOrder_data()
    {
        QTest::addColumn<QByteArray>("prefix");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("bodyUser");
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("shown");
        const QByteArray field = "X-User-ID: field\r\n";
        const QByteArray token = "Authorization: Bearer tok-1\r\n";
        const QByteArray query = "?llm_user_id=query";
        const QByteArray forwarded = "X-Forwarded-For: 9.9.9.9\r\n";
        const auto row = [](const char *name,
                            const QByteArray &prefix,
                            const QByteArray &fields,
                            const QByteArray &bodyUser,
                            const QByteArray &asked,
                            const QByteArray &shown) {
            QTest::newRow(name) << prefix << fields << bodyUser << asked << shown;
        };
        row("meta", "/meta/me", field + token, "body", query, "user:me");
        row("field", "", field + token, "body", query, "user:field");
        row("body", "", token, "body", query, "user:body");
        row("query", "", token, "", query, "user:query");
        row("token", "", token, "", "", "user:token:");
        row("address, whoever it was forwarded for", "", forwarded, "", "", "user:ip:127.0.0.1");
    }

    void findsTheUserInThisOrder()
    {
        QFETCH(const QByteArray, prefix);
        QFETCH(const QByteArray, fields);
        QFETCH(const QByteArray, bodyUser);
        QFETCH(const QByteArray, query);
        QFETCH(const QByteArray, shown);
        LimitedUpstream limited(limitedTo(Dimension::User, OneADay));
        QByteArray body = chatOf("gpt-4o");
        if (!bodyUser.isEmpty())
            body.insert(1, R"("user":")" + bodyUser + R"(",)");
        const QByteArray request = "POST " + prefix + "/openai/v1/chat/completions" + query
                                   + " HTTP/1.1\r\nHost: " + limited.gateway.authority() + "\r\n"
                                   + fields + "Content-Length: " + QByteArray::number(body.size())
                                   + "\r\n\r\n" + body;
        limited.client.send(request);
        QCOMPARE(limited.client.response().status, 200);
        RawClient other(limited.gateway.port()); // another port of the same address
        other.send(request);
        const SeenResponse seen = other.response();
        QCOMPARE(seen.status, 429);
        const QByteArray scope = seen.field("X-RateLimit-Scope");
        if (shown == "user:token:")
            QVERIFY2(scope.startsWith(shown) && scope.size() == shown.size() + 16
                         && !scope.contains("tok-1"),
                     scope.constData());
        else
            QCOMPARE(scope, shown);
        QVERIFY(!limited.upstream.requests().front().head.target().contains("llm_user_id"));
    }

    void takesTwoKeysForTwoUsers()
    {
        LimitedUpstream limited(limitedTo(Dimension::User, OneADay));
        for (const char *end : {"1", "2"})
            QCOMPARE(limited
                         .ask(chatOf("m"),
                              "Authorization: Bearer sk-proj-same" + QByteArray(end) + "\r\n")
                         .status,
                     200);
    }

    void doesNotCountThis_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        QTest::newRow("preflight") << QByteArray("OPTIONS /openai/v1/x") << 200;
        QTest::newRow("health") << QByteArray("GET /health") << 200;
        QTest::newRow("no route") << QByteArray("GET /nothing") << 404;
    }

    void doesNotCountThis()
    {
        QFETCH(const QByteArray, request);
        QFETCH(const int, status);
        LimitedUpstream limited(limitedTo(OneADay));
        const QByteArray bytes =
            request + " HTTP/1.1\r\nHost: " + limited.gateway.authority() + "\r\n\r\n";
        for (int i = 0; i < 2; ++i) {
            limited.client.send(bytes);
            QCOMPARE(limited.client.response().status, status);
        }
        QVERIFY(limited.scopes().isEmpty());
        QCOMPARE(limited.ask().status, 200);
        limited.client.send(bytes);
        QCOMPARE(limited.client.response().status, status);
    }

    void countsTheListOfModels()
    {
        LimitedUpstream limited(limitedTo(OneADay));
        limited.client.send(limited.get("/v1/models"));
        QCOMPARE(limited.client.response().status, 200);
        limited.client.send(limited.get("/v1/models"));
        QCOMPARE(limited.client.response().status, 429);
        QTRY_COMPARE(limited.used(), (Amounts{1, 0}));
        QVERIFY(!limited.scopes().contains("model:"));
    }

    void deniesAHeadWithoutABody()
    {
        LimitedUpstream limited(limitedTo(OneADay));
        QCOMPARE(limited.ask().status, 200);
        RawClient client(limited.gateway.port(), "HEAD");
        client.send(limited.request("HEAD", "/v1/models"));
        const SeenResponse seen = client.response();
        QCOMPARE(seen.status, 429);
        QCOMPARE(seen.field("Content-Length"), QByteArray::number(Denied.size()));
        QVERIFY(seen.body.isEmpty() && client.staysSilent(50));
    }

    void estimates_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<usage::EstimateSettings>("settings");
        QTest::addColumn<qint64>("tokens");
        QTest::addColumn<bool>("hasModel");
        const QByteArray image =
            R"({"model":"m","messages":[{"role":"user","content":[)"
            R"({"type":"text","text":"Hello world"},)"
            R"({"type":"image_url","image_url":{"url":"data:xxxxxxxxxxxx"}}]}]})";
        const QByteArray nested = R"({"model":"m","input":[{"role":"user","content":[)"
                                  R"({"type":"input_text","text":"Grüße, 世界!!"}]}]})";
        QTest::newRow("54 text beside an image") << image << perCharacters(3) << qint64(3) << true;
        QTest::newRow("54 nested input") << nested << perCharacters(4) << qint64(2) << true;
        QTest::newRow("no JSON") << QByteArray(100, '{') << perCharacters(4) << qint64(25) << false;
        QTest::newRow("56 a long body, by its size")
            << chatOf("m") << usage::EstimateSettings{.maxSampleBytes = 256}
            << qint64(chatOf("m").size() / 4) << true;
        QTest::newRow("never by the texts")
            << chatOf("m") << usage::EstimateSettings{.maxSampleBytes = -1, .bytesPerToken = 10}
            << qint64(chatOf("m").size() / 10) << true;
    }

    // Sized and chunked, in one piece and in many: the same is counted, and the same bytes go on.
    void estimates()
    {
        QFETCH(const QByteArray, body);
        QFETCH(const usage::EstimateSettings, settings);
        QFETCH(const qint64, tokens);
        QFETCH(const bool, hasModel);
        for (const int pieces : {0, 1, 7}) {
            LimitedUpstream limited(limitedTo(Dimension::User, {}), [&](proxy::Rules &rules) {
                for (proxy::ProviderRoute &route : rules.routes)
                    route.estimate = settings;
            });
            if (pieces == 0) {
                limited.client.send(limited.chat(body));
            } else {
                QByteArray chunks;
                const qsizetype size = body.size() / pieces + 1;
                for (qsizetype at = 0; at < body.size(); at += size) {
                    const QByteArray piece = body.mid(at, size);
                    chunks += QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n";
                }
                limited.client.send(limited.request("POST",
                                                    "/v1/chat/completions",
                                                    "Transfer-Encoding: chunked\r\n",
                                                    chunks + "0\r\n\r\n"));
            }
            QCOMPARE(limited.client.response().status, 200);
            QCOMPARE(limited.upstream.requests().front().body, body);
            QTRY_COMPARE(limited.held(), Amounts());
            QCOMPARE(limited.used().requests, 1);
            if (hasModel || pieces == 0)
                QCOMPARE(limited.used().tokens, tokens);
            QCOMPARE(limited.used("model:m").requests, hasModel ? 1 : 0);
        }
    }

    void onlyTellsInADryRun()
    {
        ratelimit::Policy policy = limitedTo(OneADay);
        policy.mode = ratelimit::Policy::Mode::Log;
        LimitedUpstream limited(policy);
        QCOMPARE(limited.ask().status, 200);
        QCOMPARE(limited.ask().status, 200);
        QCOMPARE(limited.upstream.requests().size(), std::size_t(2));
        QTRY_COMPARE(limited.used(), (Amounts{1, 100}));
        QCOMPARE(limited.snapshot().denials.size(), 1);
        QVERIFY(!limited.snapshot().denials.front().enforced);
        QTRY_COMPARE(limited.ended().size(), 2);
        QCOMPARE(limited.ended().front().overLimit, QByteArray());
        QCOMPARE(limited.ended().back().overLimit, QByteArray("global, requests of the day"));
    }

    void countsNothingWhereItIsOff()
    {
        LimitedUpstream limited(limitedTo(OneADay), [](proxy::Rules &rules) {
            rules.limits = {.enabled = false, .tellsHeadroom = true};
        });
        for (int i = 0; i < 2; ++i) {
            const SeenResponse seen = limited.ask();
            QCOMPARE(seen.status, 200);
            QVERIFY(seen.field("RateLimit").isEmpty());
            QVERIFY(seen.field("x-ratelimit-limit-requests").isEmpty());
        }
        QVERIFY(limited.scopes().isEmpty());
    }

    void tellsWhatIsLeft_data()
    {
        QTest::addColumn<QByteArray>("own");
        QTest::addColumn<bool>("told");
        QTest::newRow("all") << QByteArray() << true;
        QTest::newRow("the provider's own stay alone")
            << QByteArray("x-ratelimit-remaining-requests: 77\r\n") << true;
        QTest::newRow("switched off") << QByteArray() << false;
    }

    void tellsWhatIsLeft()
    {
        QFETCH(const QByteArray, own);
        QFETCH(const bool, told);
        LimitedUpstream limited(limitedTo({.minute = {}, .day = {.requests = 5, .tokens = 1000}}),
                                [told](auto &rules) { rules.limits.tellsHeadroom = told; });
        limited.upstream.setAnswer(ScriptedUpstream::fixed(jsonAnswer(200, "{}", own), false));
        const SeenResponse seen = limited.ask();
        QCOMPARE(seen.status, 200);
        QCOMPARE(seen.head.count("ratelimit-remaining-requests"), told || !own.isEmpty() ? 1 : 0);
        QCOMPARE(seen.field("RateLimit-Policy"),
                 told ? QByteArray(R"("requests-per-day";q=5;w=86400, )"
                                   R"("tokens-per-day";q=1000;w=86400)")
                      : QByteArray());
        QCOMPARE(seen.field("x-ratelimit-remaining-requests"),
                 told ? (own.isEmpty() ? QByteArray("4") : QByteArray("77")) : QByteArray());
        QCOMPARE(seen.field("x-ratelimit-remaining-tokens"),
                 told && own.isEmpty() ? QByteArray("900") : QByteArray());
        QCOMPARE(seen.field("Access-Control-Allow-Origin"), QByteArray("*"));
    }
};

QTEST_GUILESS_MAIN(LimitsTest)
#include "tst_limits.moc"
