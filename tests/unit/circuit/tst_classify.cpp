// SPDX-License-Identifier: MIT
#include "engine/circuit/classify.h"
#include "engine/providers/provider.h"
#include "tests/support/parsed_head.h"

#include <QTest>

#include <array>

using namespace llmproxy;
using namespace llmproxy::circuit;
using namespace llmproxy::test;
using namespace std::chrono_literals;

namespace {

const TimePoint Now(784'111'777s); // Sun, 06 Nov 1994 08:49:37 GMT

/// The rules of a vendor; those of nobody in particular for "other".
FaultRules rulesOf(const QByteArray &vendor)
{
    const providers::Provider *const provider = providers::find(vendor);
    return provider == nullptr ? FaultRules{} : provider->faults;
}

Verdict verdict(const QByteArray &vendor,
                int status,
                const QByteArray &fields = {},
                const QByteArray &body = {})
{
    const http::ResponseHead head =
        responseHead(fields, "HTTP/1.1 " + QByteArray::number(status) + " X");
    return classify(rulesOf(vendor), {head, body, Now});
}

/// JSON with ' for ", which moc can read.
QByteArray asJson(QByteArray text)
{
    return text.replace('\'', '"');
}

constexpr std::array Vendors = {"openai", "anthropic", "gemini", "bedrock", "other"};

QByteArray fieldsOf(const QByteArray &vendor, const char *requests, const char *tokens)
{
    const FaultRules rules = rulesOf(vendor);
    return rules.remainingRequestsField.toByteArray() + ": " + requests + "\r\n"
           + rules.remainingTokensField.toByteArray() + ": " + tokens + "\r\n";
}

} // namespace

class ClassifyTest : public QObject
{
    Q_OBJECT

private slots:
    void statusDecides_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<FailureClass>("failure");
        QTest::addColumn<QByteArray>("kind");
        const auto row = [](int status, FailureClass failure, const char *kind) {
            QTest::addRow("%d", status) << status << failure << QByteArray(kind);
        };
        for (const int status : {200, 204, 301, 304, 399})
            row(status, FailureClass::None, "");
        for (const int status : {400, 401, 403, 404, 408, 409, 413, 418, 422, 499})
            row(status, FailureClass::None, "http_4xx");
        row(500, FailureClass::ProviderDegraded, "http_500");
        row(502, FailureClass::ProviderDegraded, "http_502");
        row(503, FailureClass::ProviderDegraded, "http_503");
        row(504, FailureClass::ProviderDegraded, "http_504");
        for (const int status : {501, 505, 507, 599})
            row(status, FailureClass::ProviderDegraded, "http_5xx_other");
    }

    void statusDecides()
    {
        QFETCH(const int, status);
        QFETCH(const FailureClass, failure);
        QFETCH(const QByteArray, kind);
        for (const char *const vendor : Vendors) {
            const Verdict told = verdict(vendor, status);
            QCOMPARE(told.failure, failure);
            QCOMPARE(textOf(told.kind), kind);
            QVERIFY(!told.retryAfter);
        }
    }

    void overloadIsDegraded()
    {
        for (const char *const vendor : Vendors)
            QCOMPARE(verdict(vendor, 529).failure, FailureClass::ProviderDegraded);
        QCOMPARE(verdict("openai", 529).kind, FailureKind::HttpOverloaded);
        QCOMPARE(verdict("anthropic", 529).kind, FailureKind::AnthropicOverloaded);
        QCOMPARE(verdict("anthropic", 529, {}, asJson("{'error':{'type':'other'}}")).kind,
                 FailureKind::HttpOverloaded);
    }

    void limitsAreLocalOrGlobal_data()
    {
        QTest::addColumn<QByteArray>("vendor");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<FailureClass>("failure");
        const auto row = [](const char *name,
                            const char *vendor,
                            const QByteArray &fields,
                            FailureClass failure) {
            QTest::newRow(QByteArray(vendor + QByteArray(", ") + name).constData())
                << QByteArray(vendor) << fields << failure;
        };
        using enum FailureClass;
        for (const char *const vendor : {"openai", "anthropic"}) {
            row("both at zero", vendor, fieldsOf(vendor, "0", "0"), GlobalRateLimit);
            row("both at zero, blanks", vendor, fieldsOf(vendor, " 0 ", "0 "), GlobalRateLimit);
            row("requests at zero", vendor, fieldsOf(vendor, "0", "10"), LocalRateLimit);
            row("tokens at zero", vendor, fieldsOf(vendor, "10", "0"), LocalRateLimit);
            row("no zero but one like it", vendor, fieldsOf(vendor, "00", "0"), LocalRateLimit);
            row("a long wait", vendor, "Retry-After: 120\r\n", GlobalRateLimit);
            row("exactly a long wait", vendor, "Retry-After: 60\r\n", GlobalRateLimit);
            row("almost a long wait", vendor, "Retry-After: 59\r\n", LocalRateLimit);
            row("a short wait", vendor, "Retry-After: 5\r\n", LocalRateLimit);
            row("no wait", vendor, "Retry-After: 0\r\n", LocalRateLimit);
            row("a long wait by date",
                vendor,
                "Retry-After: Sun, 06 Nov 1994 08:51:37 GMT\r\n",
                GlobalRateLimit);
            row("a date in the past",
                vendor,
                "Retry-After: Sun, 06 Nov 1994 08:40:00 GMT\r\n",
                LocalRateLimit);
            row("milliseconds alone", vendor, "retry-after-ms: 20\r\n", LocalRateLimit);
        }
        row("nothing told", "openai", {}, GlobalRateLimit);
        row("an empty Retry-After", "openai", "Retry-After: \r\n", GlobalRateLimit);
        row("nothing told", "anthropic", {}, LocalRateLimit);
        for (const char *const vendor : {"gemini", "bedrock", "other"}) {
            row("nothing told", vendor, {}, LocalRateLimit);
            row("a long wait", vendor, "Retry-After: 120\r\n", LocalRateLimit);
        }
    }

    void limitsAreLocalOrGlobal()
    {
        QFETCH(const QByteArray, vendor);
        QFETCH(const QByteArray, fields);
        QFETCH(const FailureClass, failure);
        const Verdict told = verdict(vendor, 429, fields);
        QCOMPARE(told.failure, failure);
        QCOMPARE(textOf(told.kind),
                 failure == FailureClass::GlobalRateLimit ? "http_429_global" : "http_429_local");
    }

    void geminisExhaustionIsLocal_data() // D8
    {
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("without the word quota") << QByteArray("Resource has been exhausted");
        QTest::newRow("with the word quota") << QByteArray("You exceeded your current quota");
    }

    void geminisExhaustionIsLocal()
    {
        QFETCH(const QByteArray, message);
        const Verdict told = verdict("gemini",
                                     429,
                                     {},
                                     asJson("{'error':{'code':429,'message':'" + message
                                            + "','status':'RESOURCE_EXHAUSTED'}}"));
        QCOMPARE(told.failure, FailureClass::LocalRateLimit);
        QCOMPARE(told.kind, FailureKind::GeminiResourceExhausted);
    }

    void anAccountOutOfCreditIsNobodyElsesTrouble_data() // D9
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("short") << QByteArray() << QByteArray("pay");
        QTest::newRow("800 bytes") << QByteArray() << QByteArray(800, 'p');
        QTest::newRow("with rate limits") << fieldsOf("openai", "10", "0") << QByteArray("pay");
    }

    void anAccountOutOfCreditIsNobodyElsesTrouble()
    {
        QFETCH(const QByteArray, fields);
        QFETCH(const QByteArray, message);
        const QByteArray body = asJson("{'error':{'message':'" + message
                                       + "','type':'insufficient_quota','param':null,"
                                         "'code':'insufficient_quota'}}");
        const Verdict told = verdict("openai", 429, fields, body);
        QCOMPARE(told.failure, FailureClass::QuotaExceeded);
        QCOMPARE(told.kind, FailureKind::OpenAiInsufficientQuota);
        QCOMPARE(textOf(told.failure), "global_rate_limit");
        QCOMPARE(verdict("anthropic", 429, {}, body).failure, FailureClass::LocalRateLimit);
        QCOMPARE(verdict("openai", 403, {}, body).failure, FailureClass::None);
    }

    void vendorsCodesMakeTheKindPrecise_data()
    {
        QTest::addColumn<QByteArray>("vendor");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("kind");
        const auto gemini = [](int status, const char *code, const char *kind) {
            QTest::newRow(kind) << QByteArray("gemini") << status
                                << asJson(QByteArray("{'error':{'status':'") + code + "'}}")
                                << QByteArray(kind);
        };
        gemini(503, "UNAVAILABLE", "gemini_unavailable");
        gemini(500, "INTERNAL", "gemini_internal");
        gemini(504, "DEADLINE_EXCEEDED", "gemini_deadline_exceeded");
        gemini(500, "UNAVAILABLE", "http_500");
        const auto anthropic = [](int status, const char *type, const char *kind) {
            QTest::newRow(kind) << QByteArray("anthropic") << status
                                << asJson(QByteArray("{'type':'error','error':{'type':'") + type
                                          + "'}}")
                                << QByteArray(kind);
        };
        anthropic(529, "overloaded_error", "anthropic_overloaded");
        anthropic(429, "rate_limit_error", "anthropic_rate_limit");
        anthropic(500, "api_error", "anthropic_api_error");
        anthropic(504, "timeout_error", "anthropic_timeout");
        anthropic(413, "request_too_large", "anthropic_request_too_large");
        QTest::newRow("an array, as Gemini streams it")
            << QByteArray("gemini") << 503 << asJson("[{'error':{'status':'UNAVAILABLE'}}]")
            << QByteArray("gemini_unavailable");
        QTest::newRow("no JSON") << QByteArray("gemini") << 503 << QByteArray("<html>")
                                 << QByteArray("http_503");
        QTest::newRow("a code that is no text")
            << QByteArray("gemini") << 503 << asJson("{'error':{'status':14}}")
            << QByteArray("http_503");
    }

    void vendorsCodesMakeTheKindPrecise()
    {
        QFETCH(const QByteArray, vendor);
        QFETCH(const int, status);
        QFETCH(const QByteArray, body);
        QTEST(textOf(verdict(vendor, status, {}, body).kind).toByteArray(), "kind");
    }

    void tellsTheLogWhatTheProviderSaid_data()
    {
        QTest::addColumn<QByteArray>("vendor");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("detail");
        const QByteArray cut = "...(truncated)";
        const auto row = [](const char *name,
                            const char *vendor,
                            const QByteArray &body,
                            const QByteArray &detail) {
            QTest::newRow(name) << QByteArray(vendor) << body << detail;
        };
        row("status and message",
            "gemini",
            asJson("{'error':{'status':'UNAVAILABLE','message':'later'}}"),
            "UNAVAILABLE: later");
        row("code before type",
            "openai",
            asJson("{'error':{'code':'c','type':'t','message':'m'}}"),
            "c: m");
        row("type where the code is null",
            "openai",
            asJson("{'error':{'code':null,'type':'t','message':'m'}}"),
            "t: m");
        row("a code alone", "openai", asJson("{'error':{'code':'c'}}"), "c");
        row("a message alone", "openai", asJson("{'error':{'message':'m'}}"), "m");
        row("no JSON", "openai", " bad gateway\n", "bad gateway");
        row("no vendor's form",
            "bedrock",
            asJson(" {'message':'busy'} "),
            asJson("{'message':'busy'}"));
        row("nothing", "openai", {}, {});
        row("256 bytes", "other", QByteArray(256, 'x'), QByteArray(256, 'x'));
        row("257 bytes", "other", QByteArray(257, 'x'), QByteArray(256, 'x') + cut);
        row("300 bytes of a message",
            "gemini",
            asJson("{'error':{'status':'S','message':'" + QByteArray(300, 'x') + "'}}"),
            "S: " + QByteArray(253, 'x') + cut);
        row("a character across the limit",
            "other",
            QByteArray(255, 'x') + "é",
            QByteArray(255, 'x') + cut);
    }

    void tellsTheLogWhatTheProviderSaid()
    {
        QFETCH(const QByteArray, vendor);
        QFETCH(const QByteArray, body);
        const QByteArray detail = verdict(vendor, 503, {}, body).detail;
        QTEST(detail, "detail");
        QVERIFY(detail.size() <= 270);
    }

    void looksAtABoundedPartOfTheBody()
    {
        const QByteArray padding(MaxErrorBodyBytes, ' ');
        const QByteArray error = asJson("{'error':{'status':'UNAVAILABLE'}}");
        QCOMPARE(verdict("gemini", 503, {}, padding.first(1000) + error).kind,
                 FailureKind::GeminiUnavailable);
        QCOMPARE(verdict("gemini", 503, {}, padding + error).kind, FailureKind::Http503);
        QCOMPARE(verdict("gemini", 503, {}, QByteArray("[").repeated(50'000)).kind,
                 FailureKind::Http503);
    }

    void everyTransportErrorButTheCallersCounts_data()
    {
        QTest::addColumn<TransportError>("error");
        QTest::addColumn<QByteArray>("kind");
        const auto row = [](TransportError error, const char *kind) {
            QTest::addRow("%d %s", int(error), kind) << error << QByteArray(kind);
        };
        row(TransportError::Refused, "connection_refused");
        row(TransportError::NameUnknown, "dns_failure");
        row(TransportError::TlsFailed, "tls_handshake");
        row(TransportError::ConnectTimeout, "io_timeout");
        row(TransportError::HeaderTimeout, "io_timeout");
        row(TransportError::Reset, "connection_reset");
        row(TransportError::ClosedEarly, "eof");
        row(TransportError::HeadTruncated, "unexpected_eof");
        row(TransportError::Malformed, "unknown_transport");
        row(TransportError::BudgetExceeded, "timeout_budget_exceeded");
        row(TransportError::ClientHungUp, "client_disconnect_awaiting_headers");
        row(TransportError::NetworkOther, "network_other");
        row(TransportError::NoResponse, "nil_response");
        row(TransportError::Other, "unknown_transport");
    }

    void everyTransportErrorButTheCallersCounts()
    {
        QFETCH(const TransportError, error);
        const Verdict told = classify(error);
        QCOMPARE(told.failure, FailureClass::ProviderDegraded);
        QTEST(textOf(told.kind).toByteArray(), "kind");
    }

    void aCallerThatLeavesSaysNothingOfTheProvider()
    {
        for (const Verdict &told :
             {classify(TransportError::ClientGone), classify(StreamEnd::ClientGone)}) {
            QCOMPARE(told.failure, FailureClass::None);
            QCOMPARE(told.kind, FailureKind::ClientCanceled);
        }
    }

    void theEndOfABodyCounts_data()
    {
        QTest::addColumn<StreamEnd>("end");
        QTest::addColumn<FailureClass>("failure");
        QTest::addColumn<QByteArray>("kind");
        const FailureClass degraded = FailureClass::ProviderDegraded;
        QTest::newRow("complete") << StreamEnd::Complete << FailureClass::None << QByteArray();
        QTest::newRow("no terminal event")
            << StreamEnd::Incomplete << degraded << QByteArray("unexpected_eof");
        QTest::newRow("cut") << StreamEnd::Truncated << degraded << QByteArray("unexpected_eof");
        QTest::newRow("reset") << StreamEnd::Reset << degraded << QByteArray("connection_reset");
        QTest::newRow("idle") << StreamEnd::IdleTimeout << degraded << QByteArray("io_timeout");
    }

    void theEndOfABodyCounts()
    {
        QFETCH(const StreamEnd, end);
        const Verdict told = classify(end);
        QTEST(told.failure, "failure");
        QTEST(textOf(told.kind).toByteArray(), "kind");
    }

    void errorEventsInAStreamCountByTheirSort()
    {
        const FaultRules anthropic = rulesOf("anthropic");
        const Verdict overloaded = classify(anthropic, StreamError::Overloaded, "overloaded_error");
        QCOMPARE(overloaded.failure, FailureClass::ProviderDegraded);
        QCOMPARE(overloaded.kind, FailureKind::AnthropicOverloaded);
        QCOMPARE(overloaded.detail, "overloaded_error");
        const Verdict server = classify(rulesOf("openai"), StreamError::Server, "server_error");
        QCOMPARE(server.failure, FailureClass::ProviderDegraded);
        QCOMPARE(server.kind, FailureKind::Http5xxOther);
        QCOMPARE(classify(anthropic, StreamError::Overloaded, {}).kind,
                 FailureKind::HttpOverloaded);
        QCOMPARE(classify(anthropic, StreamError::RateLimit, "rate_limit_error").failure,
                 FailureClass::LocalRateLimit);
        QCOMPARE(classify(anthropic, StreamError::ClientFault, "invalid_request_error").failure,
                 FailureClass::None);
        QCOMPARE(classify(anthropic, StreamError::Other, "strange").failure, FailureClass::None);
    }

    void readsHowLongToWait_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<qint64>("milliseconds"); // 0: nothing usable
        const auto row = [](const char *value, qint64 milliseconds) {
            QTest::newRow(value) << QByteArray("Retry-After: ") + value + "\r\n" << milliseconds;
        };
        row("7", 7000);
        row(" 7 ", 7000);
        row("0", 0);
        row("", 0);
        row("1.5", 2000);
        row("1.", 1000);
        row(".5", 0);
        row("10abc", 0);
        row("-5", 0);
        row("1e3", 0);
        row("nan", 0);
        row("1.2.3", 0);
        row("3600", 3'600'000);
        row("99999999999999999999", 365LL * 24 * 3600 * 1000);
        row("Sun, 06 Nov 1994 08:49:44 GMT", 7000);
        row("Sunday, 06-Nov-94 08:49:44 GMT", 7000);
        row("Sun Nov  6 08:49:44 1994", 7000);
        row("Sun, 06 Nov 1994 08:49:37 GMT", 0);
        row("Sun, 06 Nov 1994 08:00:00 GMT", 0);
        QTest::newRow("no field") << QByteArray() << qint64(0);
        QTest::newRow("milliseconds") << QByteArray("retry-after-ms: 250\r\n") << qint64(250);
        QTest::newRow("a part of one") << QByteArray("Retry-After-Ms: 0.2\r\n") << qint64(1);
        QTest::newRow("milliseconds are more exact")
            << QByteArray("Retry-After: 1\r\nretry-after-ms: 250\r\n") << qint64(250);
        QTest::newRow("milliseconds of nothing")
            << QByteArray("Retry-After: 1\r\nretry-after-ms: x\r\n") << qint64(1000);
    }

    void readsHowLongToWait()
    {
        QFETCH(const QByteArray, fields);
        const auto asked = retryAfter(responseHead(fields), Now);
        QVERIFY(!asked || *asked > 0ms);
        QTEST(qint64(asked.value_or(0ms).count()), "milliseconds");
    }

    void roundsUpToWholeSecondsOfADate()
    {
        const http::ResponseHead head =
            responseHead("Retry-After: Sun, 06 Nov 1994 08:49:44 GMT\r\n");
        QCOMPARE(*retryAfter(head, Now + 1ms), 7s);
    }

    void everyKindHasOneText()
    {
        QSet<QByteArray> texts;
        for (int i = 1; i <= int(FailureKind::OpenAiInsufficientQuota); ++i) {
            const QByteArray text = textOf(FailureKind(i)).toByteArray();
            QVERIFY(!text.isEmpty() && !texts.contains(text));
            texts.insert(text);
            QCOMPARE(failureKindNamed(text), FailureKind(i));
        }
        QVERIFY(!failureKindNamed(""));
        QVERIFY(!failureKindNamed("http_599"));
    }
};

QTEST_APPLESS_MAIN(ClassifyTest)
#include "tst_classify.moc"
