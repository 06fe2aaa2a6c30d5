// SPDX-License-Identifier: MIT
#include "engine/admin/event_feed.h"
#include "tests/unit/admin/fake_control.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::admin;
using namespace std::chrono_literals;

using Then = Stream::Then;

namespace {

const MonotonicTime Start = MonotonicTime() + 1h;
constexpr qint64 Run = 1000;

/// The ids of the exchanges that a piece tells of.
QList<qint64> exchanges(const Stream::Piece &piece)
{
    QList<qint64> ids;
    for (const QByteArray &line : piece.bytes.split('\n')) {
        const qsizetype at = line.indexOf(R"("id":)");
        if (line.startsWith("data: ") && at > 0)
            ids.append(line.mid(at + 5).split(',').first().toLongLong());
    }
    return ids;
}

} // namespace

class EventFeedTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::FakeControl> m_control;

private slots:
    void init()
    {
        m_control = std::make_unique<test::FakeControl>();
        m_control->state.startedAt = TimePoint(Duration(Run));
    }

    void namesAPlace()
    {
        QCOMPARE(textOf(EventPlace{5, 7}), QByteArray("5-7"));
        QCOMPARE(eventPlaceNamed("5-7"), (EventPlace{5, 7}));
        for (const char *text : {"", "5", "5-", "-7", "5-x", "x-7", "5-7-9"})
            QVERIFY2(!eventPlaceNamed(text), text);
    }

    void anEventIsThreeLinesAndAnEmptyOne()
    {
        traffic::ExchangeRecord record;
        record.id = 3;
        record.revision = 7;
        record.target = "/a\nb"; // no line of its own
        const QByteArrayList lines = eventOf(record, Run).split('\n');
        QCOMPARE(lines.size(), 5);
        QCOMPARE(lines[0], QByteArray("event: exchange"));
        QCOMPARE(lines[1], QByteArray("id: 1000-7"));
        QVERIFY(lines[2].startsWith("data: {") && lines[2].endsWith('}'));
        QVERIFY(lines[3].isEmpty() && lines[4].isEmpty());
    }

    void beginsWithWhatComes()
    {
        m_control->put(1);
        EventFeed feed(*m_control, std::nullopt);
        QVERIFY(exchanges(feed.next(Start)).isEmpty());
        m_control->put(2);
        const Stream::Piece piece = feed.next(Start);
        QCOMPARE(exchanges(piece), QList<qint64>{2});
        QCOMPARE(piece.then, Then::Wait);
        QVERIFY(feed.next(Start).bytes.isEmpty());
    }

    void goesOnWhereAReaderWas()
    {
        for (qint64 id = 1; id <= 3; ++id)
            m_control->put(id);
        EventFeed feed(*m_control, EventPlace{Run, 2});
        QCOMPARE(exchanges(feed.next(Start)), QList<qint64>{3});
    }

    void tellsAllToAReaderOfAnEarlierRun()
    {
        m_control->put(1);
        EventFeed feed(*m_control, EventPlace{Run - 1, 500});
        QCOMPARE(exchanges(feed.next(Start)), QList<qint64>{1});
    }

    void tellsTheLastStateAlone()
    {
        EventFeed feed(*m_control, std::nullopt);
        m_control->put(1, 0);
        m_control->put(1, 200);
        QCOMPARE(exchanges(feed.next(Start)), QList<qint64>{1});
    }

    void leavesOutWhatTheFilterDoes()
    {
        EventFeed feed(*m_control, std::nullopt, *traffic::parseFilter(u"status:500", {}));
        m_control->put(1, 500);
        m_control->put(2, 200);
        QCOMPARE(exchanges(feed.next(Start)), QList<qint64>{1});
    }

    void comesInSmallPieces()
    {
        EventFeed feed(*m_control, std::nullopt);
        for (qint64 id = 1; id <= 25; ++id)
            m_control->put(id);
        const Stream::Piece first = feed.next(Start);
        QCOMPARE(exchanges(first).size(), 20);
        QCOMPARE(first.then, Then::More);
        const Stream::Piece second = feed.next(Start);
        QCOMPARE(exchanges(second), (QList<qint64>{21, 22, 23, 24, 25}));
        QCOMPARE(second.then, Then::Wait);
    }

    void saysAtOnceAndAgainThatItIsThere()
    {
        EventFeed feed(*m_control, std::nullopt);
        QCOMPARE(feed.next(Start).bytes, QByteArray(": here\n\n"));
        QVERIFY(feed.next(Start + 14'999ms).bytes.isEmpty());
        QCOMPARE(feed.next(Start + 15s).bytes, QByteArray(": here\n\n"));
        m_control->put(1);
        QVERIFY(!feed.next(Start + 20s).bytes.isEmpty());
        QVERIFY(feed.next(Start + 34'999ms).bytes.isEmpty());
    }
};

QTEST_APPLESS_MAIN(EventFeedTest)
#include "tst_event_feed.moc"
