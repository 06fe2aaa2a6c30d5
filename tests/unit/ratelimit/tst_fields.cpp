// SPDX-License-Identifier: MIT
#include "engine/ratelimit/fields.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ratelimit;
using namespace std::chrono_literals;

namespace {

http::Head headWith(const QByteArray &name)
{
    http::Head head;
    head.raw = name + ": 1\r\n";
    const auto size = quint32(name.size());
    head.fields = {{{0, size}, {size + 2, 1}}};
    return head;
}

} // namespace

class FieldsTest : public QObject
{
    Q_OBJECT

private slots:
    void tellOfADenial_data()
    {
        QTest::addColumn<Denial>("denial");
        QTest::addColumn<QByteArray>("fields");
        QTest::newRow("requests of a minute")
            << Denial{"user:alice", Dimension::User, Window::Minute, Metric::Requests, 1, 0, 56s}
            << QByteArray("Retry-After: 56\r\n"
                          "X-RateLimit-Reason: minute limit exceeded\r\n"
                          "X-RateLimit-Metric: requests\r\n"
                          "X-RateLimit-Window: minute\r\n"
                          "X-RateLimit-Scope: user:alice\r\n"
                          "X-RateLimit-Limit: 1\r\n"
                          "X-RateLimit-Remaining: 0\r\n");
        QTest::newRow("tokens of a day")
            << Denial{"global", Dimension::Global, Window::Day, Metric::Tokens, 450'000, 12, 24h}
            << QByteArray("Retry-After: 86400\r\n"
                          "X-RateLimit-Reason: daily limit exceeded\r\n"
                          "X-RateLimit-Metric: tokens\r\n"
                          "X-RateLimit-Window: day\r\n"
                          "X-RateLimit-Scope: global\r\n"
                          "X-RateLimit-Limit: 450000\r\n"
                          "X-RateLimit-Remaining: 12\r\n");
    }

    void tellOfADenial()
    {
        QFETCH(const Denial, denial);
        QTEST(denialFields(denial), "fields");
    }

    void tellPeopleOfADenial()
    {
        QCOMPARE(
            textOf({"user:alice", Dimension::User, Window::Minute, Metric::Requests, 1, 0, 1s}),
            QByteArray("user:alice, requests of the minute"));
        QCOMPARE(textOf({"global", Dimension::Global, Window::Day, Metric::Tokens, 1, 0, 1s}),
                 QByteArray("global, tokens of the day"));
    }

    void writeNamesInPrintableAscii_data()
    {
        QTest::addColumn<QByteArray>("scope");
        QTest::addColumn<QByteArray>("written");
        const auto row = [](const char *name, const QByteArray &scope, const char *written) {
            QTest::newRow(name) << scope << QByteArray(written);
        };
        row("plain", "model:gpt-4o", "model:gpt-4o");
        row("masked key", "key:sk-…cdef", "key:sk-...cdef");
        row("another field", "user:a\r\nSet-Cookie: b", "user:a%0D%0ASet-Cookie:%20b");
        row("NUL", QByteArray("user:\0", 6), "user:%00");
        row("delete", "user:\x7f", "user:%7F");
        row("percent", "user:100%", "user:100%25");
        row("umlaut", "user:ä", "user:%C3%A4");
        row("colon", "user:token:ab", "user:token:ab");
    }

    void writeNamesInPrintableAscii()
    {
        QFETCH(const QByteArray, scope);
        QFETCH(const QByteArray, written);
        Denial denial;
        denial.scope = scope;
        const QByteArray line = "X-RateLimit-Scope: " + written + "\r\n";
        QVERIFY2(denialFields(denial).contains(line), denialFields(denial).constData());
    }

    void tellWhatIsLeft()
    {
        Admitted admitted;
        admitted.requests = {Window::Minute, 60, 59, 30s};
        admitted.tokens = {Window::Day, 100'000, 99'000, 23h + 59min + 10s};
        QCOMPARE(headroomFields(admitted, headWith("Content-Type")),
                 QByteArray("RateLimit-Policy: \"requests-per-minute\";q=60;w=60, "
                            "\"tokens-per-day\";q=100000;w=86400\r\n"
                            "RateLimit: \"requests-per-minute\";r=59;t=30, "
                            "\"tokens-per-day\";r=99000;t=86350\r\n"
                            "x-ratelimit-limit-requests: 60\r\n"
                            "x-ratelimit-remaining-requests: 59\r\n"
                            "x-ratelimit-reset-requests: 30s\r\n"
                            "x-ratelimit-limit-tokens: 100000\r\n"
                            "x-ratelimit-remaining-tokens: 99000\r\n"
                            "x-ratelimit-reset-tokens: 23h59m10s\r\n"));
    }

    void tellOfWhatIsLimitedAlone()
    {
        Admitted admitted;
        QCOMPARE(headroomFields(admitted, {}), QByteArray());
        admitted.tokens = {Window::Minute, 5, 0, 1min};
        QCOMPARE(headroomFields(admitted, {}),
                 QByteArray("RateLimit-Policy: \"tokens-per-minute\";q=5;w=60\r\n"
                            "RateLimit: \"tokens-per-minute\";r=0;t=60\r\n"
                            "x-ratelimit-limit-tokens: 5\r\n"
                            "x-ratelimit-remaining-tokens: 0\r\n"
                            "x-ratelimit-reset-tokens: 1m0s\r\n"));
    }

    // Two values of one name would leave the client to guess whose is whose.
    void leaveTheProvidersOwnAlone()
    {
        Admitted admitted;
        admitted.requests = {Window::Minute, 5, 4, 1s};
        const QByteArray fields = headroomFields(admitted, headWith("X-RateLimit-Limit-Requests"));
        QVERIFY(fields.startsWith("RateLimit-Policy: "));
        QVERIFY(!fields.contains("x-ratelimit-"));
        QVERIFY(headroomFields(admitted, headWith("anthropic-ratelimit-requests-limit"))
                    .contains("x-ratelimit-reset-requests: 1s\r\n"));
    }
};
QTEST_APPLESS_MAIN(FieldsTest)
#include "tst_fields.moc"
