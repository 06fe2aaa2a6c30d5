// SPDX-License-Identifier: MIT
#include "engine/traffic/live_window.h"

#include <QTest>

using namespace llmproxy::traffic;

namespace {

constexpr qint64 OneKiB = 1024;

ExchangeRecord record(qint64 id, int status = 0)
{
    ExchangeRecord made;
    made.id = id;
    made.status = status;
    return made;
}

LiveWindow windowOf(qsizetype capacity, qint64 records)
{
    LiveWindow window(capacity, OneKiB);
    for (qint64 id = 1; id <= records; ++id)
        window.put(record(id));
    return window;
}

std::shared_ptr<const ExchangeDetail> detailOf(qsizetype bodyBytes)
{
    auto made = std::make_shared<ExchangeDetail>();
    made->response.bytes = QByteArray(bodyBytes, 'x');
    made->response.size = bodyBytes;
    return made;
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
        const LiveWindow window(4, OneKiB);
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

    void givesThoseBeforeAnId()
    {
        LiveWindow window = windowOf(4, 6);
        const auto idsBefore = [&window](qint64 id, qsizetype max) {
            RecordDelta delta;
            delta.changed = window.before(id, max);
            return ids(delta);
        };
        QCOMPARE(idsBefore(100, 10), (QList<qint64>{6, 5, 4, 3}));
        QCOMPARE(idsBefore(6, 2), (QList<qint64>{5, 4}));
        QVERIFY(idsBefore(3, 10).isEmpty());
        window.put(record(9)); // 7 and 8 are no exchanges
        QCOMPARE(idsBefore(100, 10), (QList<qint64>{9, 6}));
        window.clear();
        QVERIFY(idsBefore(100, 10).isEmpty());
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

    void beginsWithWhatComesWhereNoneIsAskedFor()
    {
        LiveWindow window = windowOf(4, 2);
        const RecordDelta delta = window.since(0, 0);
        QVERIFY(delta.changed.isEmpty());
        QVERIFY(window.since(delta.cursor, 10).changed.isEmpty());
        window.put(record(3));
        QCOMPARE(ids(window.since(delta.cursor, 10)), QList<qint64>{3});
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
        LiveWindow window(4, OneKiB);
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

    void forgetsTheOldestDetailsOverItsBudget()
    {
        const qint64 each = detailOf(1000)->weight();
        LiveWindow window(8, 2 * each);
        for (qint64 id = 1; id <= 3; ++id) {
            window.put(record(id));
            window.putDetail(id, detailOf(1000));
        }
        QVERIFY(!window.detail(1));
        QVERIFY(window.find(1));
        QVERIFY(window.detail(2));
        QCOMPARE(window.detail(3)->response.size, 1000);
        QCOMPARE(window.detailBytes(), 2 * each);

        window.setDetailBytes(each);
        QVERIFY(!window.detail(2));
        QVERIFY(window.detail(3));
    }

    void aDetailThatGrowsIsWeighedAnew()
    {
        const qint64 large = detailOf(2000)->weight();
        LiveWindow window(8, large);
        window.put(record(1));
        window.putDetail(1, detailOf(1000));
        window.putDetail(1, detailOf(2000));
        QCOMPARE(window.detailBytes(), large);
        QCOMPARE(window.detail(1)->response.size, 2000);
    }

    void keepsNoDetailOfARecordThatIsGone()
    {
        LiveWindow window = windowOf(4, 4);
        window.putDetail(1, detailOf(10));
        QVERIFY(window.detail(1));
        window.put(record(5)); // takes the place of 1
        QVERIFY(!window.detail(5));
        QCOMPARE(window.detailBytes(), 0);
        window.putDetail(1, detailOf(10));
        QCOMPARE(window.detailBytes(), 0);
    }

    void clearedItKeepsNothingAndTellsSo()
    {
        LiveWindow window = windowOf(8, 3);
        window.putDetail(3, detailOf(10));
        window.clear();
        QVERIFY(!window.find(3) && !window.detail(3));
        QCOMPARE(window.detailBytes(), 0);
        QCOMPARE(window.since(0, 10).evictedUpTo, 3);
        window.put(record(3, 200)); // it was under way
        QVERIFY(!window.find(3));
        window.put(record(4));
        QCOMPARE(ids(window.since(0, 10)), QList<qint64>{4});
    }

    void goesOnBehindAnId()
    {
        LiveWindow window(4, OneKiB);
        window.goOnBehind(1'000'001);
        QCOMPARE(window.since(0, 10).evictedUpTo, 1'000'001);
        for (qint64 id = 1'000'002; id <= 1'000'007; ++id)
            window.put(record(id));
        window.put(record(1'000'001)); // is none of its own
        QCOMPARE(ids(window.since(0, 10)),
                 (QList<qint64>{1'000'004, 1'000'005, 1'000'006, 1'000'007}));
        QVERIFY(!window.find(1'000'001) && !window.find(1) && !window.find(1'000'003));
        window.putDetail(1'000'007, detailOf(10));
        QVERIFY(window.detail(1'000'007));
    }
};

QTEST_APPLESS_MAIN(LiveWindowTest)
#include "tst_live_window.moc"
