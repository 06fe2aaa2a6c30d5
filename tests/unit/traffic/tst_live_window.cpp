// SPDX-License-Identifier: MIT
#include "engine/traffic/live_window.h"

#include <QTest>

using namespace llmproxy::traffic;

namespace {

ExchangeRecord record(qint64 id, int status = 0)
{
    ExchangeRecord made;
    made.id = id;
    made.status = status;
    return made;
}

LiveWindow windowOf(qsizetype capacity, qint64 records)
{
    LiveWindow window(capacity);
    for (qint64 id = 1; id <= records; ++id)
        window.put(record(id));
    return window;
}

QList<qint64> ids(const RecordDelta &delta)
{
    QList<qint64> all;
    for (const ExchangeRecord &each : delta.changed)
        all.append(each.id);
    return all;
}

} // namespace

class LiveWindowTest : public QObject
{
    Q_OBJECT

private slots:
    void isEmptyAtFirst()
    {
        const LiveWindow window(4);
        QVERIFY(!window.find(0) && !window.find(1));
        const RecordDelta delta = window.since(0, 10);
        QVERIFY(delta.changed.isEmpty());
        QCOMPARE(delta.cursor, 0U);
        QCOMPARE(delta.evictedUpTo, 0);
    }

    void keepsTheNewest()
    {
        const LiveWindow window = windowOf(4, 6);
        QVERIFY(!window.find(2));
        for (qint64 id = 3; id <= 6; ++id)
            QCOMPARE(window.find(id)->id, id);
        QVERIFY(!window.find(7));
        const RecordDelta delta = window.since(0, 10);
        QCOMPARE(ids(delta), (QList<qint64>{3, 4, 5, 6}));
        QCOMPARE(delta.evictedUpTo, 2);
    }

    void replacesAFormerState()
    {
        LiveWindow window = windowOf(4, 3);
        const quint64 before = window.since(0, 10).cursor;
        window.put(record(2, 200));
        QCOMPARE(window.find(2)->status, 200);
        QCOMPARE(ids(window.since(before, 10)), QList<qint64>{2});
        QCOMPARE(ids(window.since(0, 10)), (QList<qint64>{1, 3, 2})); // the oldest change first
    }

    void dropsARecordThatIsTooOld()
    {
        LiveWindow window = windowOf(4, 6);
        const quint64 before = window.since(0, 10).cursor;
        window.put(record(2, 200)); // its place is the one of 6
        QCOMPARE(window.find(6)->id, 6);
        QVERIFY(window.since(before, 10).changed.isEmpty());
        window.put(record(3, 200)); // the oldest that is kept
        QCOMPARE(window.find(3)->status, 200);
    }

    void takesRecordsOutOfOrder() // workers hand them over in turn
    {
        LiveWindow window(4);
        for (const qint64 id : {2, 1, 4, 3})
            window.put(record(id));
        for (qint64 id = 1; id <= 4; ++id)
            QCOMPARE(window.find(id)->id, id);
    }

    void tellsChangesInPortions()
    {
        const LiveWindow window = windowOf(8, 7);
        QList<qint64> told;
        quint64 cursor = 0;
        for (int portion = 0; portion < 3; ++portion) {
            const RecordDelta delta = window.since(cursor, 3);
            QVERIFY(delta.changed.size() <= 3);
            told += ids(delta);
            cursor = delta.cursor;
        }
        QCOMPARE(told, (QList<qint64>{1, 2, 3, 4, 5, 6, 7}));
        QVERIFY(window.since(cursor, 3).changed.isEmpty());
        QCOMPARE(window.since(cursor, 3).cursor, cursor);
    }
};

QTEST_APPLESS_MAIN(LiveWindowTest)
#include "tst_live_window.moc"
