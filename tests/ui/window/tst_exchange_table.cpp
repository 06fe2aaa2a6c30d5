// SPDX-License-Identifier: MIT
#include "ui/exchange_table.h"

#include <QAbstractItemModelTester>
#include <QMap>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ui;
using traffic::ExchangeRecord;
using traffic::RecordDelta;

namespace {

ExchangeRecord record(qint64 id, int status = 0)
{
    ExchangeRecord made;
    made.id = id;
    made.status = status;
    made.phase = status == 0 ? traffic::Phase::Upstream : traffic::Phase::Done;
    return made;
}

RecordDelta records(qint64 from, qint64 to)
{
    RecordDelta delta;
    for (qint64 id = from; id <= to; ++id)
        delta.changed.append(record(id, 200));
    return delta;
}

/// New words on some of the records that came after `dropped`, up to `last`.
QList<ExchangeRecord>
randomChanges(QRandomGenerator &random, const ExchangeTable &table, qint64 dropped, qint64 last)
{
    QList<ExchangeRecord> changed;
    for (int changes = random.bounded(20); changes > 0 && last > dropped; --changes) {
        const qint64 id = dropped + 1 + random.bounded(static_cast<int>(last - dropped));
        if (table.rowOf(id) >= 0)
            changed.append(record(id, 200 + random.bounded(300)));
    }
    return changed;
}

} // namespace

class ExchangeTableTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsTheModelsPromisesOverRandomRuns_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 5; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void keepsTheModelsPromisesOverRandomRuns()
    {
        QFETCH(quint32, seed);
        constexpr qsizetype capacity = 200;
        QRandomGenerator random(seed);
        ExchangeTable table(nullptr, capacity, 20);
        const QAbstractItemModelTester tester(
            &table, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QMap<qint64, int> statuses; // the last word on every record that ever was
        qint64 lastId = 0;
        qint64 dropped = 0;
        for (int step = 0; step < 60; ++step) {
            RecordDelta delta;
            delta.changed = randomChanges(random, table, dropped, lastId);
            for (int added = random.bounded(step % 20 == 19 ? 300 : 40); added > 0; --added)
                delta.changed.append(record(++lastId, random.bounded(2) ? 200 : 0));
            if (step % 7 == 6 && lastId > dropped)
                dropped += random.bounded(static_cast<int>(lastId - dropped));
            delta.evictedUpTo = dropped;
            for (const ExchangeRecord &changed : delta.changed)
                statuses[changed.id] = changed.status;
            table.apply(delta);

            QVERIFY(table.rowCount() <= capacity);
            const qint64 firstKept = lastId - table.rowCount() + 1;
            QCOMPARE(table.rowOf(firstKept - 1), -1);
            for (int row = 0; row < table.rowCount(); ++row) {
                QCOMPARE(table.record(row).id, firstKept + row);
                QCOMPARE(table.rowOf(firstKept + row), row);
                QCOMPARE(table.record(row).status, statuses.value(firstKept + row));
            }
        }
    }

    void changesARowInPlace()
    {
        ExchangeTable table;
        RecordDelta started;
        started.changed = {record(1), record(2)};
        table.apply(started);
        QVERIFY(table.hasRunning());
        QSignalSpy inserted(&table, &QAbstractItemModel::rowsInserted);
        QSignalSpy changed(&table, &QAbstractItemModel::dataChanged);
        RecordDelta ended;
        ended.changed = {record(2, 200), record(1, 503)};
        table.apply(ended);
        QCOMPARE(inserted.size(), 0);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(table.record(0).status, 503);
        QCOMPARE(table.record(1).status, 200);
        QVERIFY(!table.hasRunning());
    }

    void tellsOneChangePerRunOfRows()
    {
        ExchangeTable table;
        table.apply(records(1, 10));
        QSignalSpy changed(&table, &QAbstractItemModel::dataChanged);
        RecordDelta delta;
        for (const qint64 id : {9, 2, 3, 4, 10, 3})
            delta.changed.append(record(id, 500));
        table.apply(delta);
        QCOMPARE(changed.size(), 2);
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
        QCOMPARE(changed[0][1].toModelIndex().row(), 3);
        QCOMPARE(changed[1][0].toModelIndex().row(), 8);
        QCOMPARE(changed[1][1].toModelIndex().row(), 9);
    }

    void insertsABatchAtOnce()
    {
        ExchangeTable table;
        QSignalSpy inserted(&table, &QAbstractItemModel::rowsInserted);
        table.apply(records(1, 2'000));
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(table.rowCount(), 2'000);
        table.apply({});
        QCOMPARE(inserted.size(), 1);
    }

    void putsABatchInTheOrderOfArrival()
    {
        ExchangeTable table;
        RecordDelta delta;
        delta.changed = {record(2), record(3, 200), record(1, 200)};
        table.apply(delta);
        QCOMPARE(table.record(0).id, 1);
        QCOMPARE(table.record(2).id, 3);
        QCOMPARE(table.rowOf(3), 2);
    }

    void takesTheLastWordOnARecordThatIsNewTwice()
    {
        ExchangeTable table;
        RecordDelta delta;
        delta.changed = {record(1), record(2), record(1, 404)};
        table.apply(delta);
        QCOMPARE(table.rowCount(), 2);
        QCOMPARE(table.record(0).status, 404);
    }

    void evictsAChunkWhenItIsFullAndNotBefore()
    {
        ExchangeTable table;
        table.apply(records(1, ExchangeTable::Capacity));
        QCOMPARE(table.rowCount(), ExchangeTable::Capacity);
        QSignalSpy removed(&table, &QAbstractItemModel::rowsRemoved);
        table.apply(records(ExchangeTable::Capacity + 1, ExchangeTable::Capacity + 1));
        QCOMPARE(removed.size(), 1);
        QCOMPARE(table.rowCount(), ExchangeTable::Capacity - ExchangeTable::EvictionChunk + 1);
        QCOMPARE(table.record(0).id, ExchangeTable::EvictionChunk + 1);
        QCOMPARE(table.rowOf(ExchangeTable::EvictionChunk), -1);
        QCOMPARE(table.rowOf(ExchangeTable::Capacity + 1), table.rowCount() - 1);
    }

    void survivesABatchLargerThanItself()
    {
        ExchangeTable table;
        table.apply(records(1, 5));
        table.apply(records(6, ExchangeTable::Capacity + 3'000));
        QCOMPARE(table.rowCount(), ExchangeTable::Capacity);
        QCOMPARE(table.record(table.rowCount() - 1).id, ExchangeTable::Capacity + 3'000);
    }

    void dropsWhatTheEngineDroppedByTheChunkOnly()
    {
        ExchangeTable table;
        table.apply(records(1, 1'500));
        QSignalSpy removed(&table, &QAbstractItemModel::rowsRemoved);
        RecordDelta delta;
        delta.evictedUpTo = ExchangeTable::EvictionChunk - 1;
        table.apply(delta);
        QCOMPARE(removed.size(), 0);
        delta.evictedUpTo = ExchangeTable::EvictionChunk;
        table.apply(delta);
        QCOMPARE(removed.size(), 1);
        QCOMPARE(table.rowCount(), 500);
        QCOMPARE(table.record(0).id, 1'001);
    }

    void doesNotBringBackWhatHasLeft()
    {
        ExchangeTable table;
        table.apply(records(1, 1'000));
        RecordDelta delta;
        delta.evictedUpTo = 1'000;
        table.apply(delta);
        QCOMPARE(table.rowCount(), 0);
        RecordDelta late;
        late.changed = {record(500, 200), record(1'001, 200)};
        table.apply(late);
        QCOMPARE(table.rowCount(), 1);
        QCOMPARE(table.record(0).id, 1'001);
    }
};
QTEST_MAIN(ExchangeTableTest)
#include "tst_exchange_table.moc"
