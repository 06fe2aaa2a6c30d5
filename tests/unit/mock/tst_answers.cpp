// SPDX-License-Identifier: MIT
#include "tests/support/mock_requests.h"

#include <QTest>

#include <numeric>

using namespace llmproxy;
using namespace llmproxy::mock;
using namespace Qt::Literals;

namespace {

const QByteArray Chat = "/v1/chat/completions";
const QByteArray Body = R"({"model":"m","messages":[{"role":"user","content":"hi"}]})";
const QByteArray StreamBody = R"({"model":"m","stream":true,"messages":[]})";

Duration totalWait(const Answer &answer)
{
    return std::accumulate(answer.pieces.begin(),
                           answer.pieces.end(),
                           Duration(0),
                           [](Duration sum, const Piece &piece) { return sum + piece.before; });
}

} // namespace

class AnswersTest : public QObject
{
    Q_OBJECT

private slots:
    void givesTheSameAnswerToTheSameRequest()
    {
        QCOMPARE(answer(post(Chat, Body), AtOnce), answer(post(Chat, Body), AtOnce));
    }

    void changesIdsWithTheSeedAndTheRequest()
    {
        const auto id = [](const Request &request, quint64 seed) {
            return headerOf(answer(request, {Duration(0), 0, seed}), "x-request-id");
        };
        QVERIFY(id(post(Chat, Body), 1) != id(post(Chat, Body), 2));
        QVERIFY(id(post(Chat, Body), 1) != id(post(Chat, StreamBody), 1));
    }

    void changesNoTextWithTheSeed()
    {
        const auto text = [](quint64 seed) {
            return parsed(answer(post(Chat, Body), {Duration(0), 0, seed}).body())["choices"_L1];
        };
        QCOMPARE(text(1), text(2));
    }

    void pacesTokens_data()
    {
        QTest::addColumn<int>("perSecond");
        QTest::addColumn<int>("total");
        QTest::addRow("evenly") << 100 << 300;
        QTest::addRow("without losing fractions") << 7 << 4285;
        QTest::addRow("not at all") << 0 << 0;
    }

    void pacesTokens()
    {
        QFETCH(int, perSecond);
        QFETCH(int, total);
        const Settings settings{Duration(70), perSecond, 1};
        const Answer stream = answer(post(Chat, StreamBody, {{"X-Mock-Tokens", "30"}}), settings);
        QCOMPARE(stream.latency, Duration(70));
        QCOMPARE(totalWait(stream), Duration(total));
    }

    void letsARequestSetItsLatency_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<int>("latency");
        QTest::addRow("none") << QByteArray("0") << 0;
        QTest::addRow("some") << QByteArray("1234") << 1234;
        QTest::addRow("negative") << QByteArray("-1") << 70;
        QTest::addRow("no number") << QByteArray("soon") << 70;
        QTest::addRow("over a day") << QByteArray("86400001") << 70;
    }

    void letsARequestSetItsLatency()
    {
        QFETCH(QByteArray, value);
        const Settings settings{Duration(70), 0, 1};
        const Answer slow = answer(post(Chat, Body, {{"x-mock-LATENCY-ms", value}}), settings);
        QTEST(int(slow.latency.count()), "latency");
    }

    void letsARequestSetItsTokens()
    {
        const auto tokens = [](const QByteArray &wanted) {
            return ask(Chat, Body, {{"X-Mock-Tokens", wanted}})["usage"_L1]["completion_tokens"_L1]
                .toInt();
        };
        QCOMPARE(tokens("0"), 0);
        QCOMPARE(tokens("250"), 250);
        QVERIFY(tokens("100001") < 100);
    }

    void letsARequestFailAsItsVendorDoes_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("path"); // to the error's kind
        QTest::addColumn<QString>("kind");
        const QByteArray claude = "/v1/messages";
        const QByteArray gemini = "/v1beta/models/m:generateContent";
        const QByteArray type = "error.type";
        QTest::addRow("openai 429")
            << Chat << QByteArray("429") << QByteArray("error.code") << u"rate_limit_exceeded"_s;
        QTest::addRow("openai 500") << Chat << QByteArray("500") << type << u"server_error"_s;
        QTest::addRow("openai 418")
            << Chat << QByteArray("418") << type << u"invalid_request_error"_s;
        QTest::addRow("anthropic 529")
            << claude << QByteArray("529") << type << u"overloaded_error"_s;
        QTest::addRow("anthropic 401")
            << claude << QByteArray("401") << type << u"authentication_error"_s;
        QTest::addRow("gemini 429")
            << gemini << QByteArray("429") << QByteArray("error.status") << u"RESOURCE_EXHAUSTED"_s;
        QTest::addRow("gemini 503")
            << gemini << QByteArray("503") << QByteArray("error.status") << u"UNAVAILABLE"_s;
    }

    void letsARequestFailAsItsVendorDoes()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, path);
        const Answer failed = answer(post(target, Body, {{"X-Mock-Status", status}}), AtOnce);
        QCOMPARE(QByteArray::number(failed.status), status);
        QJsonValue value = parsed(failed.body());
        for (const QByteArray &name : path.split('.'))
            value = value[QString::fromLatin1(name)];
        QTEST(value.toString(), "kind");
    }

    void letsABedrockRequestFail_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("type");
        QTest::addRow("throttled") << QByteArray("429") << QByteArray("ThrottlingException");
        QTest::addRow("down") << QByteArray("503") << QByteArray("ServiceUnavailableException");
        QTest::addRow("another") << QByteArray("599") << QByteArray("ServiceUnavailableException");
    }

    void letsABedrockRequestFail()
    {
        QFETCH(QByteArray, status);
        const Answer failed =
            answer(post("/model/m/converse", Body, {{"X-Mock-Status", status}}), AtOnce);
        QCOMPARE(QByteArray::number(failed.status), status);
        QTEST(headerOf(failed, "x-amzn-errortype"), "type");
    }

    void keepsTheBodyOfAGoodStatus()
    {
        const Answer created = answer(post(Chat, Body, {{"X-Mock-Status", "201"}}), AtOnce);
        QCOMPARE(created.status, 201);
        QCOMPARE(created.body(), answer(post(Chat, Body), AtOnce).body());
    }

    void tellsWhenToRetryWhereTheVendorDoes()
    {
        const HeaderList limited{{"X-Mock-Status", "429"}};
        QCOMPARE(headerOf(answer(post(Chat, Body, limited), AtOnce), "retry-after"),
                 QByteArray("1"));
        QCOMPARE(headerOf(answer(post("/v1/messages", Body, limited), AtOnce), "retry-after"),
                 QByteArray("1"));
    }

    void findsTheVendorOfAnUnknownPath_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("sign");
        QTest::addRow("none") << QByteArray("a") << QByteArray("b") << QByteArray("Invalid URL");
        QTest::addRow("anthropic")
            << QByteArray("X-Api-Key") << QByteArray("k") << QByteArray("not_found_error");
        QTest::addRow("gemini") << QByteArray("x-goog-api-key") << QByteArray("k")
                                << QByteArray("NOT_FOUND");
        QTest::addRow("bedrock") << QByteArray("Authorization")
                                 << QByteArray("AWS4-HMAC-SHA256 Credential=a")
                                 << QByteArray("UnknownOperationException");
    }

    void findsTheVendorOfAnUnknownPath()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, sign);
        for (const QByteArray &target :
             {QByteArray("/nothing"), QByteArray("/"), QByteArray("*")}) {
            const Answer refusal = answer(post(target, Body, {{header, value}}), AtOnce);
            QCOMPARE(refusal.status, 404);
            QVERIFY(refusal.body().contains(sign));
        }
    }
};
QTEST_APPLESS_MAIN(AnswersTest)
#include "tst_answers.moc"
