// SPDX-License-Identifier: MIT
#include "tests/unit/usage/answer_text.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;

namespace {

void row(const char *vendor, const char *file, const char *said)
{
    QTest::newRow(QByteArray(QByteArray(vendor) + ": " + file).constData())
        << QByteArray(vendor) << QByteArray(file) << QByteArray(said);
}

void openaiRows()
{
    row("openai",
        "openai-chat.json",
        "in=12 out=9 total=21 thought=0 read=0 model=gpt-4.1-2025-04-14 "
        "id=chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT finish=stop events=1 content end");
    row("openai",
        "openai-chat-cached.json",
        "in=120 out=34 total=154 thought=30 read=50 model=gpt-5-mini id=chatcmpl-1 "
        "finish=length events=1 content end");
    row("openai",
        "openai-chat.sse",
        "in=12 out=9 total=21 thought=3 read=4 model=gpt-4o-mini id=chatcmpl-123 "
        "finish=stop events=5 content end");
    row("openai",
        "openai-chat-no-usage.sse",
        "model=gpt-4o-mini id=chatcmpl-123 finish=stop events=3 content end");
    // Bad lines in between, empty names, a chunk without usage behind the one with it
    row("openai",
        "openai-chat-odd.sse",
        "in=12 out=9 total=21 model=gpt-4o id=chatcmpl-9 finish=tool_calls events=7 content "
        "end");
    row("openai",
        "openai-completion.json",
        "in=5 out=7 total=12 model=gpt-3.5-turbo-instruct "
        "id=cmpl-uqkvlQyYK7bGYrRHQ0eXlWi7 finish=length events=1 content end");
    row("openai",
        "openai-embeddings.json",
        "in=8 total=8 model=text-embedding-3-small events=1 content end");
    row("openai", "openai-images.json", "in=50 out=50 total=100 events=1 content end");
    row("openai", "openai-transcription.json", "in=14 out=45 total=59 events=1 content end");
    row("openai", "openai-transcription-seconds.json", "events=1 content end");
    row("openai", "openai-transcription.sse", "in=14 out=2 total=16 events=2 content end");
}

void responsesRows()
{
    row("openai",
        "openai-responses.json",
        "in=20 out=148 total=168 thought=128 read=7 model=o4-mini-2025-04-16 "
        "id=resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b finish=completed events=1 "
        "content end");
    row("openai",
        "openai-responses.sse",
        "in=36 out=87 total=123 thought=0 read=0 model=gpt-4.1-2025-04-14 id=resp_67c9 "
        "finish=completed events=5 content end");
    row("openai",
        "openai-responses-failed.sse",
        "model=gpt-4.1 id=resp_1 server=server_error! events=2 end");
    row("openai", "openai-responses-error.sse", "finish=error rate=rate_limit_exceeded! events=1");
    row("openai",
        "openai-chat-error.sse",
        "model=gpt-4o id=chatcmpl-1 server=server_error! events=2 content");
    row("openai", "openai-error.json", "client=invalid_request_error! events=1 end");
}

void anthropicRows()
{
    row("anthropic",
        "anthropic-message.json",
        "in=2095 out=503 total=2598 read=2048 write=512 hour=128 cache-beside "
        "model=claude-sonnet-4-5-20250929 id=msg_01XFDUDYJgAACzvnptvVoYEL "
        "finish=end_turn events=1 content end");
    row("anthropic",
        "anthropic-message.sse",
        "in=25 out=15 total=40 cache-beside model=claude-opus-4-1-20250805 "
        "id=msg_1nZdL29xx5MUA1yADyHTEsnR8uuvGzszyY finish=end_turn events=7 content end");
    row("anthropic",
        "anthropic-thinking.sse",
        "in=3 out=189 total=192 thought~101 read=2048 write=512 hour=512 cache-beside "
        "model=claude-sonnet-4-5 id=msg_2 finish=tool_use events=9 content end");
    row("anthropic",
        "anthropic-overloaded.sse",
        "finish=error overloaded=overloaded_error! events=1");
    row("anthropic",
        "anthropic-overloaded-later.sse",
        "in=25 out=1 total=26 cache-beside model=claude-sonnet-4-5 id=msg_3 finish=error "
        "overloaded=overloaded_error! events=3 content");
    row("anthropic",
        "anthropic-invalid.sse",
        "finish=error client=invalid_request_error! events=1");
    row("anthropic",
        "anthropic-error.json",
        "finish=error client=authentication_error! events=1 end");
}

void geminiRows()
{
    row("gemini",
        "gemini.json",
        "in=7 out=11 total=26 thought=5 read=4 tool=3 thought-beside "
        "model=gemini-2.5-flash id=R3JfaJ finish=STOP events=1 content end");
    row("gemini", "gemini-no-usage.json", "finish=MAX_TOKENS events=1 content end");
    row("gemini",
        "gemini.sse",
        "in=7 out=11 total=18 model=gemini-2.5-flash id=abc finish=STOP events=2 content "
        "end");
    row("gemini",
        "gemini-array.json",
        "in=7 out=11 total=18 model=gemini-2.5-flash finish=STOP events=2 content end");
    row("gemini", "gemini-array-error.json", "overloaded=UNAVAILABLE! events=1 end");
    row("gemini", "gemini-error.sse", "model=gemini-2.5-pro server=INTERNAL! events=2 content");
    row("gemini",
        "gemini-blocked.json",
        "in=4 total=4 model=gemini-2.5-pro finish=SAFETY events=1 content end");
    row("gemini",
        "gemini.ndjson",
        "in=4 out=2 total=6 model=gemini-2.5-pro finish=STOP events=2 content end");
}

void compatibleRows()
{
    for (const char *const vendor : {"openai", "anthropic", "gemini"}) {
        row(vendor,
            "compatible-chat.json",
            "in=120 out=34 total=154 model=claude-or-gemini id=chatcmpl-77 finish=stop "
            "events=1 "
            "content end");
        row(vendor,
            "compatible-chat.sse",
            "in=120 out=34 total=154 model=claude-or-gemini id=chatcmpl-77 finish=stop "
            "events=3 "
            "content end");
    }
}

void bedrockRows()
{
    row("bedrock",
        "bedrock-converse.json",
        "in=11 out=4 total=28 read=8 write=5 cache-beside finish=end_turn events=1 content "
        "end");
    row("bedrock",
        "bedrock-converse-no-total.json",
        "in=11 out=4 total=15 cache-beside finish=max_tokens events=1 content end");
    row("bedrock",
        "bedrock-claude.json",
        "in=100 out=50 total=150 read=10 write=5 cache-beside finish=end_turn events=1 "
        "content end");
    row("bedrock", "bedrock-llama.json", "in=8 out=3 total=11 finish=stop events=1 content end");
    row("bedrock", "bedrock-titan.json", "in=5 out=9 total=14 finish=FINISH events=1 content end");
    row("bedrock", "bedrock-mistral.json", "events=1 content end");
    row("bedrock",
        "compatible-chat.json",
        "in=120 out=34 total=154 finish=stop events=1 content end");
}

} // namespace

class AnswerShapesTest : public QObject
{
    Q_OBJECT

private slots:
    void readsEveryShape_data()
    {
        QTest::addColumn<QByteArray>("vendor");
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("said");
        openaiRows();
        responsesRows();
        anthropicRows();
        geminiRows();
        compatibleRows();
        bedrockRows();
    }

    void readsEveryShape()
    {
        QFETCH(const QByteArray, vendor);
        QFETCH(const QByteArray, file);
        QFETCH(const QByteArray, said);
        const QByteArray body = fixture(file);
        QVERIFY(!body.isEmpty());
        const QByteArray fields = typeField(file);
        const usage::Answer whole = readAnswer(vendor.constData(), fields, body);
        QCOMPARE(answerText(whole), said);
        QList<qsizetype> everywhere;
        for (qsizetype cut = 1; cut < body.size(); ++cut) {
            QVERIFY2(readAnswer(vendor.constData(), fields, body, {cut}) == whole,
                     QByteArray::number(cut).constData());
            everywhere.append(cut);
        }
        QVERIFY(readAnswer(vendor.constData(), fields, body, everywhere) == whole);
    }
};

QTEST_APPLESS_MAIN(AnswerShapesTest)
#include "tst_answer_shapes.moc"
