// SPDX-License-Identifier: MIT
#include "engine/exports/replay.h"
#include "tests/unit/coding/encoders.h"
#include "tests/unit/exports/export_samples.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::exports;

namespace {

/// "text$VARIABLE"
QByteArray flat(const Pieces &pieces)
{
    QByteArray text;
    for (const Piece &piece : pieces)
        text += (piece.isVariable ? "$" : "") + piece.text;
    return text;
}

QByteArray headers(const Replay &replay)
{
    QByteArray text;
    for (const ReplayHeader &header : replay.headers)
        text += header.name + ": " + flat(header.value) + '\n';
    return text;
}

} // namespace

class ReplayTest : public QObject
{
    Q_OBJECT

private slots:
    void isTheRequestWithVariablesForItsSecrets()
    {
        const Sample sample = chat();
        const Replay replay = replayOf(sample.record, &sample.detail);
        QCOMPARE(replay.method, QByteArray("POST"));
        QCOMPARE(flat(replay.url), QByteArray("http://localhost:9002/openai/v1/chat/completions"));
        QCOMPARE(headers(replay),
                 QByteArray("Content-Type: application/json\n"
                            "Authorization: Bearer $OPENAI_API_KEY\n"));
        QCOMPARE(replay.body, sample.detail.request.bytes);
        QVERIFY(replay.notes.isEmpty());
        QVERIFY(replay.awsRegion.isEmpty());
    }

    void namesTheVariables_data()
    {
        QTest::addColumn<QByteArray>("provider");
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name,
                            const QByteArray &provider,
                            const QByteArray &line,
                            const QByteArray &expected) {
            QTest::newRow(name) << provider << line << expected;
        };
        row("Anthropic", "anthropic", "x-api-key: sk-…cdef", "x-api-key: $ANTHROPIC_API_KEY");
        row("Gemini", "gemini", "X-Goog-Api-Key: AIz…cdef", "X-Goog-Api-Key: $GEMINI_API_KEY");
        row("a further provider",
            "my-llm",
            "Authorization: Bearer …",
            "Authorization: Bearer $MY_LLM_API_KEY");
        row("without a scheme",
            "openai",
            "Authorization: sk-…cdef",
            "Authorization: $OPENAI_API_KEY");
        row("any other secret", "openai", "X-Team-Token: abc…cdef", "X-Team-Token: $X_TEAM_TOKEN");
        row("begins with a digit", "9llm", "api-key: …", "api-key: $_9LLM_API_KEY");
        row("no secret",
            "openai",
            "anthropic-version: 2023-06-01",
            "anthropic-version: 2023-06-01");
        row("a key where none belongs",
            "openai",
            "X-Note: sk-AbCdEf0123456789",
            "X-Note: sk-…6789");
    }

    void namesTheVariables()
    {
        QFETCH(const QByteArray, provider);
        QFETCH(const QByteArray, line);
        QFETCH(const QByteArray, expected);
        Sample sample = chat();
        sample.record.provider = provider;
        sample.detail.requestHead = "POST / HTTP/1.1\n" + line + '\n';
        QCOMPARE(headers(replayOf(sample.record, &sample.detail)), expected + '\n');
    }

    void putsVariablesIntoTheQuery()
    {
        Sample sample = chat();
        sample.record.provider = "gemini";
        sample.record.target =
            "/gemini/v1beta/models/g:generate?key=AIz…cdef&alt=sse&token=…&x=1;y";
        QCOMPARE(flat(replayOf(sample.record, &sample.detail).url),
                 QByteArray("http://localhost:9002/gemini/v1beta/models/g:generate"
                            "?key=$GEMINI_API_KEY&alt=sse&token=$TOKEN&x=1;y"));
    }

    void joinsFieldsOfOneName()
    {
        Sample sample = chat();
        sample.detail.requestHead = "POST / HTTP/1.1\nA: 1\nB: 2\na: 3\n";
        QCOMPARE(headers(replayOf(sample.record, &sample.detail)), QByteArray("A: 1, 3\nB: 2\n"));
    }

    void signsAnewWhatWasSigned()
    {
        Sample sample = signedCall();
        const Replay replay = replayOf(sample.record, &sample.detail);
        QCOMPARE(replay.awsRegion, QByteArray("eu-west-1"));
        QCOMPARE(flat(replay.url),
                 QByteArray("https://bedrock-runtime.eu-west-1.amazonaws.com"
                            "/model/anthropic.claude-v2%3A1/converse"));
        QCOMPARE(headers(replay),
                 QByteArray("Content-Type: application/json\n"
                            "X-Amz-Security-Token: $AWS_SESSION_TOKEN\n"));
        QCOMPARE(replay.notes.size(), 1);
        QVERIFY(replay.notes[0].contains("signature"));

        sample.record.target = "/meta/alice/bedrock/model/m/invoke";
        sample.detail.requestHead.replace("localhost:9002",
                                          "bedrock-runtime-fips.us-east-1.amazonaws.com");
        QCOMPARE(flat(replayOf(sample.record, &sample.detail).url),
                 QByteArray("https://bedrock-runtime-fips.us-east-1.amazonaws.com/model/m/invoke"));
    }

    void undoesTheBodysCoding()
    {
        Sample sample = chat();
        sample.detail.requestHead =
            "POST / HTTP/1.1\nContent-Encoding: gzip\nAccept-Encoding: gzip, br\nX: y\n";
        setBody(sample.detail.request, encoders::gzip("hello"));
        const Replay replay = replayOf(sample.record, &sample.detail);
        QCOMPARE(replay.body, QByteArray("hello"));
        QCOMPARE(headers(replay), QByteArray("X: y\n"));
        QVERIFY(replay.isCompressible);
    }

    void saysWhatIsNotAsItWas()
    {
        Sample sample = chat();
        setBody(sample.detail.request, "use sk-AbCdEf0123456789 now");
        sample.detail.request.size += 5;
        const Replay replay = replayOf(sample.record, &sample.detail);
        QCOMPARE(replay.body, QByteArray("use sk-…6789 now"));
        QCOMPARE(replay.notes.size(), 2);
        QVERIFY(replay.notes[0].contains("masked"));
        QVERIFY(replay.notes[1].contains("first 27 bytes"));

        const Replay without = replayOf(sample.record, nullptr);
        QVERIFY(without.headers.isEmpty() && without.body.isEmpty());
        QCOMPARE(without.notes.size(), 1);
    }

    void writesUrlsInVisibleAscii()
    {
        QCOMPARE(visibleUrl("/a b/\x01\xC3\xA9\"<>%20'$`"),
                 QByteArray("/a%20b/%01%C3%A9%22%3C%3E%20'$`"));
    }
};
QTEST_APPLESS_MAIN(ReplayTest)
#include "tst_replay.moc"
