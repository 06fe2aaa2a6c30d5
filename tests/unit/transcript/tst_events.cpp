// SPDX-License-Identifier: MIT
#include "engine/transcript/answer_reader.h"
#include "tests/unit/transcript/transcript_text.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace llmproxy;
using namespace llmproxy::test;
using namespace llmproxy::transcript;
using namespace std::chrono_literals;

class EventsTest final : public QObject
{
    Q_OBJECT

private slots:
    void tellsEachEvent();
    void tellsWhenAnEventWasWhole();
    void timesWhatIsCoded();
    void givesADocumentAsOneEvent();
    void givesTheElementsOfAnArray();
    void saysWhatWasCutOff();
    void keepsNoMoreThanTheMost();
    void readsWhileItComes();
};

void EventsTest::tellsEachEvent()
{
    const QList<Event> events =
        readEvents({fixture(u"anthropic-message.sse"_s), "text/event-stream"}, {});
    QStringList told;
    for (const Event &event : events)
        told.append(QString::fromUtf8(event.type) + u' ' + event.summary.left(9));
    const QStringList expected = {u"message_start {\"type\":\""_s,
                                  u"content_block_start {\"type\":\""_s,
                                  u"ping {\"type\": "_s,
                                  u"content_block_delta Hello"_s,
                                  u"content_block_stop {\"type\":\""_s,
                                  u"message_delta {\"type\":\""_s,
                                  u"message_stop {\"type\":\""_s};
    QCOMPARE(told, expected);
    QCOMPARE(events.at(2).data, R"({"type": "ping"})");
}

void EventsTest::tellsWhenAnEventWasWhole()
{
    const QByteArray body = "data: {\"a\":1}\n\ndata: {\"a\":2}\n\ndata: {\"a\":3}\n\n";
    const QList<Event> events =
        readEvents({body, "text/event-stream"}, {{10ms, 20}, {25ms, 30}, {90ms, body.size()}});
    QCOMPARE(events.size(), 3);
    QCOMPARE(events.at(0).at, 10ms);
    QCOMPARE(events.at(1).at, 25ms);
    QCOMPARE(events.at(2).at, 90ms);
}

void EventsTest::timesWhatIsCoded()
{
    // gzip, two stored blocks: the first event ends with the first block.
    const QByteArray one = "data: 1\n\n";
    const QByteArray two = "data: 2\n\n";
    const auto stored = [](const QByteArray &text, bool isLast) -> QByteArray {
        const auto size = char(text.size());
        return QByteArray(1, char(isLast ? 1 : 0)) + size + '\0' + char(~size) + '\xff' + text;
    };
    const QByteArray body =
        QByteArray::fromHex("1f8b08000000000000ff") + stored(one, false) + stored(two, true);
    const qsizetype half = body.size() - 14;
    const QList<Event> events =
        readEvents({body, "text/event-stream", "gzip", false}, {{10ms, half}, {70ms, body.size()}});
    QCOMPARE(events.size(), 2);
    QCOMPARE(events.at(0).at, 10ms);
    QCOMPARE(events.at(1).at, 70ms);
}

void EventsTest::givesADocumentAsOneEvent()
{
    const QByteArray body = fixture(u"openai-chat.json"_s);
    const QList<Event> events = readEvents({body, "application/json"}, {{5ms, body.size()}});
    QCOMPARE(events.size(), 1);
    QCOMPARE(events.at(0).data, body.trimmed());
    QCOMPARE(events.at(0).at, 5ms);
}

void EventsTest::givesTheElementsOfAnArray()
{
    const QList<Event> events =
        readEvents({fixture(u"gemini-array.json"_s), "application/json"}, {});
    QCOMPARE(events.size(), 2);
    QCOMPARE(events.at(0).summary, u"Hel"_s);
    QCOMPARE(events.at(1).summary, u"lo"_s);
    QVERIFY(events.at(1).data.startsWith('{') && events.at(1).data.endsWith('}'));
}

void EventsTest::saysWhatWasCutOff()
{
    const QList<Event> events =
        readEvents({"data: {\"a\":1}\n\ndata: {\"b", "text/event-stream"}, {});
    QCOMPARE(events.size(), 2);
    QVERIFY(!events.at(0).isCutOff);
    QVERIFY(events.at(1).isCutOff);
    QCOMPARE(events.at(1).data, "{\"b");
}

void EventsTest::keepsNoMoreThanTheMost()
{
    const QByteArray body = QByteArray("data:\n\n").repeated(MaxEvents + 1);
    QCOMPARE(readEvents({body, "text/event-stream"}, {}).size(), MaxEvents);
}

void EventsTest::readsWhileItComes()
{
    AnswerReader reader("text/event-stream", {});
    reader.feed("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"choi", 1ms);
    QCOMPARE(reader.events().size(), 1);
    QCOMPARE(answerText(reader.answer()), u"assistant: a"_s);
    reader.feed("ces\":[{\"delta\":{\"content\":\"b\"}}]}\n\n", 2ms);
    reader.finish(true);
    QCOMPARE(reader.events().size(), 2);
    QCOMPARE(answerText(reader.answer()), u"assistant: ab"_s);
}

QTEST_GUILESS_MAIN(EventsTest)
#include "tst_events.moc"
