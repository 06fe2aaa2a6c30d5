// SPDX-License-Identifier: MIT
#include "tests/unit/coding/encoders.h"
#include "tests/unit/usage/answer_text.h"

#include <QTest>

#include <malloc.h>
#include <random>

using namespace llmproxy;
using namespace llmproxy::test;

namespace {

const QByteArray Json = "Content-Type: application/json\r\n";
const QByteArray Sse = "Content-Type: text/event-stream\r\n";

/// Of a stream of 160 bytes an event, over and over.
QByteArray chatChunks(int count)
{
    return QByteArray("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"m\","
                      "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello, wor\\\"ld\"},"
                      "\"finish_reason\":null}],\"usage\":null}\n\n")
        .repeated(count);
}

QByteArray usageChunk()
{
    return "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":9,"
           "\"total_tokens\":21}}\n\ndata: [DONE]\n\n";
}

} // namespace

class AnswerReaderTest : public QObject
{
    Q_OBJECT

private slots:
    void choosesTheFormByContentType_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<usage::Form>("form");
        const auto row = [](const char *type, usage::Form form) {
            QTest::newRow(type) << QByteArray(type) << form;
        };
        using usage::Form;
        row("application/json", Form::Json);
        row("Application/JSON; charset=utf-8", Form::Json);
        row("application/problem+json", Form::Json);
        row("text/event-stream", Form::Sse);
        row("text/event-stream;charset=utf-8", Form::Sse);
        row("application/vnd.amazon.eventstream", Form::EventStream);
        row("application/x-ndjson", Form::JsonLines);
        row("application/jsonl", Form::JsonLines);
        row("text/html", Form::None);
        row("application/jsonp", Form::None);
        row("audio/mpeg", Form::None);
        row("", Form::None);
    }

    void choosesTheFormByContentType()
    {
        QFETCH(const QByteArray, type);
        for (const providers::Provider &vendor : providers::all()) {
            const usage::AnswerReader reader(vendor.answers(),
                                             responseHead("Content-Type: " + type + "\r\n"));
            QTEST(reader.answer().form, "form");
        }
        QCOMPARE(readAnswer("openai", "", fixture("openai-chat.json")).form, usage::Form::None);
    }

    void takesTheFirstByteOfOtherBodiesForContent()
    {
        const QByteArray html = "Content-Type: text/html\r\n";
        QCOMPARE(answerText(readAnswer("openai", html, "<html>")),
                 QByteArray("events=0 content end"));
        QCOMPARE(answerText(readAnswer("openai", html, "")), QByteArray("events=0 end"));
        QCOMPARE(answerText(readAnswer("openai", html, "<", {}, false)),
                 QByteArray("events=0 content"));
    }

    void undoesContentCodings_data()
    {
        QTest::addColumn<QByteArray>("coding");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("file");
        for (const char *const file : {"openai-chat.json",
                                       "openai-responses.json",
                                       "openai-chat.sse",
                                       "openai-responses.sse"}) {
            const QByteArray body = fixture(file);
            const auto row = [&](const char *coding, const QByteArray &coded) {
                QTest::newRow(QByteArray(QByteArray(file) + ' ' + coding).constData())
                    << QByteArray(coding) << coded << QByteArray(file);
            };
            row("gzip", encoders::gzip(body));
            row("", encoders::gzip(body)); // by its magic
            row("deflate", encoders::zlib(body));
            row("br", encoders::brotli(body));
            row("zstd", encoders::zstd(body));
            row("identity", body);
        }
    }

    void undoesContentCodings()
    {
        QFETCH(const QByteArray, coding);
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, file);
        const QByteArray type = typeField(file);
        const usage::Answer plain = readAnswer("openai", type, fixture(file));
        const QByteArray fields =
            coding.isEmpty() ? type : type + "Content-Encoding: " + coding + "\r\n";
        QVERIFY(readAnswer("openai", fields, body) == plain);
        for (qsizetype cut = 1; cut < body.size(); cut += 7)
            QVERIFY(readAnswer("openai", fields, body, {cut}) == plain);
    }

    void flagsWhatItCannotRead_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("said");
        const auto row = [](const char *what,
                            const QByteArray &fields,
                            const QByteArray &body,
                            const char *said) {
            QTest::newRow(what) << fields << body << QByteArray(said);
        };
        const QByteArray chat = fixture("openai-chat-cached.json");
        const QByteArray gzip = "Content-Encoding: gzip\r\n";
        row("HTML that is called JSON", Json, "<html>", "events=0 end unreadable");
        row("white space alone", Json, "  ", "events=0 end unreadable");
        row("an empty array", Json, "[]", "events=0 end unreadable");
        row("JSON that is wrong at its end",
            Json,
            chat + "}",
            "in=120 out=34 total=154 thought=30 read=50 model=gpt-5-mini id=chatcmpl-1 "
            "finish=length events=1 content end unreadable");
        row("JSON that is wrong in its middle",
            Json,
            QByteArray(chat).replace("\"usage\"", "usage"),
            "events=0 end unreadable");
        row("JSON that lacks its end",
            Json,
            chat.chopped(3),
            "in=120 out=34 total=154 thought=30 read=50 events=0 end unreadable");
        row("half a gzip file",
            Json + gzip,
            encoders::gzip(chat).left(100),
            "events=0 end unreadable");
        row("no gzip at all", Json + gzip, chat, "events=0 end unreadable");
        row("an unknown coding",
            Json + "Content-Encoding: sdch\r\n",
            chat,
            "events=0 end unreadable");
        row("NDJSON with a bad line",
            "Content-Type: application/x-ndjson\r\n",
            "{\"model\":\"m\"}\nx\n",
            "model=m events=1 content end unreadable");
        row("nothing", Json, "", "events=0 end");
        row("a stream of nothing", Sse, "", "events=0");
        row("a stream of its end alone", Sse, "data: [DONE]\n\n", "events=1 end");
        row("a stream of bad lines", Sse, "data: x\n\ndata: {\"model\":\"m\"\n\n", "events=2");
    }

    void flagsWhatItCannotRead()
    {
        QFETCH(const QByteArray, fields);
        QFETCH(const QByteArray, body);
        const usage::Answer whole = readAnswer("openai", fields, body);
        QTEST(answerText(whole), "said");
        for (qsizetype cut = 1; cut < body.size(); ++cut)
            QVERIFY(readAnswer("openai", fields, body, {cut}) == whole);
    }

    void keepsWhatAStreamSaidThatBreaksOff()
    {
        const QByteArray body = fixture("anthropic-message.sse");
        const qsizetype started = body.indexOf("\n\n");
        const qsizetype stopped = body.indexOf("message_stop\"}") + 14;
        for (qsizetype size = 0; size <= body.size(); ++size) {
            const usage::Answer answer = readAnswer("anthropic", Sse, body.left(size), {}, false);
            QVERIFY(!answer.isUnreadable);
            if (size >= started) {
                QCOMPARE(answer.usage.input.tokens, 25);
                QVERIFY(answer.usage.output.tokens == 1 || answer.usage.output.tokens == 15);
                QCOMPARE(answer.usage.total.tokens, 25 + answer.usage.output.tokens);
            }
            QCOMPARE(answer.isTerminated, size >= stopped);
        }
    }

    void seesContentOnlyWhereThereIs()
    {
        const QByteArray body = fixture("anthropic-message.sse");
        const qsizetype begins = body.indexOf("\"text\":\"\"}}") + 11;
        QVERIFY(!readAnswer("anthropic", Sse, body.left(begins - 1), {}, false).hasContent);
        QVERIFY(readAnswer("anthropic", Sse, body.left(begins), {}, false).hasContent);
        QVERIFY(!readAnswer("anthropic", Sse, "data: {\"type\":\"ping\"}\n\n").hasContent);
        QVERIFY(!readAnswer("anthropic", Sse, fixture("anthropic-overloaded.sse")).hasContent);
        QVERIFY(!readAnswer("openai", Sse, fixture("openai-responses-failed.sse")).hasContent);
    }

    void tellsWhoseFaultAnErrorIs_data()
    {
        QTest::addColumn<QByteArray>("vendor");
        QTest::addColumn<QByteArray>("error");
        QTest::addColumn<QByteArray>("said");
        const auto row = [](const char *vendor, const char *error, const char *said) {
            QTest::newRow(QByteArray(QByteArray(vendor) + ' ' + error).constData())
                << QByteArray(vendor) << QByteArray(error) << QByteArray(said);
        };
        row("openai", R"({"type":"server_error"})", "server=server_error!");
        row("openai",
            R"({"type":"tokens","code":"rate_limit_exceeded"})",
            "rate=rate_limit_exceeded!");
        row("openai",
            R"({"type":"insufficient_quota","code":"insufficient_quota"})",
            "client=insufficient_quota!");
        row("openai", R"({"type":"authentication_error"})", "client=authentication_error!");
        row("openai", R"({"code":429,"message":"m"})", "rate=429!");
        row("openai", R"({"code":529})", "overloaded=529!");
        row("openai", R"({"code":"502"})", "server=502!");
        row("openai", R"({"type":"odd","code":404})", "client=odd!");
        row("openai", R"({"type":"odd"})", "other=odd!");
        row("openai", R"("out of memory")", "");
        row("anthropic", R"({"type":"api_error"})", "server=api_error!");
        row("anthropic", R"({"type":"rate_limit_error"})", "rate=rate_limit_error!");
        row("anthropic", R"({"type":"permission_error"})", "client=permission_error!");
        row("gemini", R"({"code":429,"status":"RESOURCE_EXHAUSTED"})", "rate=RESOURCE_EXHAUSTED!");
        row("gemini", R"({"code":400,"status":"INVALID_ARGUMENT"})", "client=INVALID_ARGUMENT!");
    }

    void tellsWhoseFaultAnErrorIs()
    {
        QFETCH(const QByteArray, vendor);
        QFETCH(const QByteArray, error);
        QFETCH(QByteArray, said);
        const usage::Answer answer =
            readAnswer(vendor.constData(), Sse, "data: {\"error\":" + error + "}\n\n");
        QVERIFY(answer.error.has_value());
        said += said.isEmpty() ? "events=1" : " events=1";
        QCOMPARE(answerText(answer).replace("other=! ", ""), said);
    }

    void boundsAnErrorsType()
    {
        const auto typeOf = [](int size) -> QByteArray {
            const QByteArray type(size, 't');
            const auto error =
                readAnswer("openai", Sse, "data: {\"error\":{\"type\":\"" + type + "\"}}\n\n")
                    .error;
            return error ? error->type : "no error";
        };
        QCOMPARE(typeOf(64), QByteArray(64, 't'));
        QCOMPARE(typeOf(65), QByteArray(64, 't'));
    }

    void takesNoNullForAnError()
    {
        QVERIFY(!readAnswer("openai", Json, "{\"error\":null,\"model\":\"m\"}").error);
        QVERIFY(!readAnswer("openai", Json, "{\"error\":\"\",\"model\":\"m\"}").error);
    }

    void readsCountsFromTheHead()
    {
        const QByteArray head = Json + "x-amzn-RequestId: 5f2c\r\n"
                                + "X-Amzn-Bedrock-Input-Token-Count: 8\r\n"
                                + "X-Amzn-Bedrock-Output-Token-Count: 31\r\n";
        QCOMPARE(answerText(readAnswer("bedrock", head, fixture("bedrock-mistral.json"))),
                 QByteArray("in=8 out=31 total=39 id=5f2c events=1 content end"));
        QCOMPARE(answerText(readAnswer("bedrock", head, fixture("bedrock-claude.json"))),
                 QByteArray("in=100 out=50 total=150 read=10 write=5 cache-beside id=5f2c "
                            "finish=end_turn events=1 content end"));
        QCOMPARE(answerText(readAnswer("openai", head, "{}")), QByteArray("events=1 content end"));
        QCOMPARE(answerText(
                     readAnswer("bedrock", Json + "X-Amzn-Bedrock-Input-Token-Count: x\r\n", "{}")),
                 QByteArray("events=1 content end"));
    }

    void findsUsageAtTheEndInConstantMemory_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("begin");
        QTest::addColumn<QByteArray>("middle");
        QTest::addColumn<QByteArray>("end");
        QTest::addColumn<int>("mebibytes");
        // Events are what takes time without an optimizer.
        QTest::newRow("events") << Sse << QByteArray() << chatChunks(6000) << usageChunk() << 16;
        QTest::newRow("one line") << Sse << QByteArray("data: {\"x\":\"")
                                  << QByteArray(1 << 20, 'x')
                                  << QByteArray("\",\"usage\":{\"prompt_tokens\":12,"
                                                "\"completion_tokens\":9,\"total_tokens\":21}}\n\n")
                                  << 100;
        QTest::newRow("one document")
            << Json << QByteArray("{\"data\":[0")
            << QByteArray(QByteArray(",-0.0123456").repeated(40) + ",{\"a\":[\"\\\"\"]}")
                   .repeated(2000)
            << QByteArray("],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":9,"
                          "\"total_tokens\":21}}")
            << 100;
    }

    void findsUsageAtTheEndInConstantMemory()
    {
        QFETCH(const QByteArray, fields);
        QFETCH(const QByteArray, begin);
        QFETCH(const QByteArray, middle);
        QFETCH(const QByteArray, end);
        QFETCH(const int, mebibytes);
        usage::AnswerReader reader(providers::find("openai")->answers(), responseHead(fields));
        reader.feed(begin);
        reader.feed(middle);
        const std::size_t used = mallinfo2().uordblks;
        for (qsizetype size = 0; size < qsizetype(mebibytes) << 20; size += middle.size())
            reader.feed(middle);
        QCOMPARE(mallinfo2().uordblks, used);
        reader.feed(end);
        reader.finish(true);
        QCOMPARE(reader.answer().usage.input.tokens, 12);
        QCOMPARE(reader.answer().usage.total.tokens, 21);
        QVERIFY(!reader.answer().isUnreadable);
    }

    // A reader takes a short cut where an event begins like the one before; in pieces of a byte
    // there is none.
    void readsEventsThatBeginAlikeOneByOne()
    {
        const QByteArrayList events = {
            R"({"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"delta":{}}]})",
            R"({"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"delta":{"a":1}}]})",
            R"({"id":"c","object":"chat.completion.chunk","model":"m","usage":{"prompt_tokens":7}})",
            R"({"id":"c","object":"chat.completion.chunk","model":"m","usage":{"prompt_tokens":75}})",
            R"({"id":"c","object":"chat.completion.chunk","model":"m","error":{"type":"server_error"}})",
            R"({"id":"c","object":"chat.completion.chunk","usage":{"completion_tokens":70},"x":1)",
            R"({"type":"content_block_delta","index":0,"delta":{"thinking":"abcdabcd"}})",
            R"({"type":"content_block_delta","index":0,"delta":{"thinking":"abcdabcdefgh"}})",
            R"({"type":"content_block_delta","index":0,"delta":{"text":"abcd"}})",
            R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}})",
            R"({"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{}})",
            R"({"type":"message_stop"})",
            "[DONE]",
        };
        std::mt19937 random(20'261'126); // the same each time
        for (int i = 0; i < 300; ++i) {
            QByteArray body;
            QList<qsizetype> everywhere;
            auto event = random();
            for (int count = 0; count < 12; ++count) {
                if (random() % 3 == 0)
                    event = random();
                body += "data: " + events.at(qsizetype(event % quint32(events.size()))) + "\n\n";
            }
            for (qsizetype cut = 1; cut < body.size(); ++cut)
                everywhere.append(cut);
            for (const char *const vendor : {"openai", "anthropic"}) {
                QCOMPARE(answerText(readAnswer(vendor, Sse, body)),
                         answerText(readAnswer(vendor, Sse, body, everywhere)));
            }
        }
    }

    void standsAnything()
    {
        std::mt19937 random(20'261'125); // the same each time
        const QByteArray files = fixture("anthropic-thinking.sse") + fixture("openai-chat-odd.sse")
                                 + fixture("gemini-array.json") + fixture("bedrock-claude.json");
        for (int i = 0; i < 3000; ++i) {
            const auto at = qsizetype(random() % quint32(files.size()));
            QByteArray body = files.mid(at, qsizetype(random() % 400));
            for (int change = 0; change < 3 && !body.isEmpty(); ++change)
                body[qsizetype(random() % quint32(body.size()))] = char(random());
            const auto cut = qsizetype(random() % quint32(body.size() + 1));
            for (const providers::Provider &vendor : providers::all()) {
                const QByteArray fields = i % 2 == 0 ? Json : Sse;
                const QByteArray type = vendor.type.toByteArray();
                QVERIFY(readAnswer(type.constData(), fields, body)
                        == readAnswer(type.constData(), fields, body, {cut}));
            }
        }
    }
};

Q_DECLARE_METATYPE(llmproxy::usage::Form)

QTEST_APPLESS_MAIN(AnswerReaderTest)
#include "tst_answer_reader.moc"
