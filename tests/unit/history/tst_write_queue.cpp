// SPDX-License-Identifier: MIT
#include "engine/history/write_queue.h"
#include "tests/unit/history/history_test.h"

#include <QTest>

#include <thread>

using namespace llmproxy;
using namespace llmproxy::history;
using namespace std::chrono_literals;

namespace {

constexpr qint64 ManyBytes = 1 << 30;
constexpr Duration Long = 10s;

QList<qint64> idsOf(const std::vector<Entry> &entries)
{
    QList<qint64> ids;
    for (const Entry &entry : entries)
        ids += entry.record.id;
    return ids;
}

} // namespace

class WriteQueueTest : public QObject
{
    Q_OBJECT

private slots:
    void givesWhatWaitsInItsOrder()
    {
        WriteQueue queue(100, ManyBytes);
        queue.add(test::entryOf(1));
        queue.add(test::entryOf(2));
        QCOMPARE(idsOf(queue.take(0ms, Long).entries), (QList<qint64>{1, 2}));
        QVERIFY(queue.take(0ms, 0ms).entries.empty());
    }

    void dropsEntriesOverItsLength()
    {
        WriteQueue queue(2, ManyBytes);
        for (qint64 id = 1; id <= 5; ++id)
            queue.add(test::entryOf(id));
        QCOMPARE(idsOf(queue.take(0ms, Long).entries), (QList<qint64>{1, 2}));
        QCOMPARE(queue.dropped().records, 3);
        QCOMPARE(queue.dropped().bodies, 0);
    }

    void dropsBodiesBeforeEntries()
    {
        const Entry large = test::entryOf(1, QByteArray(10'000, 'x'));
        const qint64 weight = large.detail->weight();
        WriteQueue queue(100, 2 * weight + 5000);
        for (int i = 0; i < 4; ++i)
            queue.add(large);
        const std::vector<Entry> entries = queue.take(0ms, Long).entries;
        QCOMPARE(entries.size(), 4U);
        QCOMPARE(entries[1].detail->response.bytes.size(), 10'000);
        QCOMPARE(entries[2].detail->response.bytes.size(), 0);
        QCOMPARE(entries[2].detail->response.size, 10'000); // it tells what is missing
        QCOMPARE(entries[2].detail->requestHead, large.detail->requestHead);
        QCOMPARE(queue.dropped().bodies, 2);
        QCOMPARE(queue.dropped().records, 0);
    }

    void boundsItsMemoryWhateverComes()
    {
        WriteQueue queue(100'000, 1 << 20);
        for (qint64 id = 0; id < 2000; ++id)
            queue.add(test::entryOf(id, QByteArray(5000, 'x')));
        qint64 weight = 0;
        for (const Entry &entry : queue.take(0ms, Long).entries)
            weight += entry.detail ? entry.detail->weight() : 0;
        QVERIFY(weight <= 1 << 20);
    }

    void hasRoomAgainOnceItWasEmptied()
    {
        WriteQueue queue(1, ManyBytes);
        queue.add(test::entryOf(1));
        queue.take(0ms, Long);
        queue.add(test::entryOf(2));
        QCOMPARE(idsOf(queue.take(0ms, Long).entries), QList<qint64>{2});
    }

    void aTaskEndsTheWait()
    {
        WriteQueue queue(100, ManyBytes);
        queue.add(test::entryOf(1));
        bool isRun = false;
        queue.post([&] { isRun = true; });
        const WriteQueue::Taken taken = queue.take(Long, Long); // does not gather for so long
        QCOMPARE(taken.entries.size(), 1U);
        taken.tasks.front()();
        QVERIFY(isRun);
    }

    void aQuarterOfItsLengthEndsTheWait()
    {
        WriteQueue queue(8, ManyBytes);
        queue.add(test::entryOf(1));
        queue.add(test::entryOf(2));
        QCOMPARE(queue.take(Long, Long).entries.size(), 2U);
    }

    void takesTasksAndLeavesEntries()
    {
        WriteQueue queue(100, ManyBytes);
        queue.add(test::entryOf(1));
        queue.post([] {});
        QVERIFY(queue.takeTasks(Long).entries.empty());
        QCOMPARE(queue.take(0ms, Long).entries.size(), 1U);
    }

    void aStopFromAnotherThreadEndsTheWait()
    {
        WriteQueue queue(100, ManyBytes);
        std::thread other([&] { queue.stop(); });
        QVERIFY(queue.take(0ms, std::chrono::minutes(10)).isStopping);
        other.join();
        QVERIFY(queue.takeTasks(Long).isStopping);
    }
};

QTEST_APPLESS_MAIN(WriteQueueTest)
#include "tst_write_queue.moc"
