// SPDX-License-Identifier: MIT
#include "engine/history/reader.h"
#include "engine/history/store.h"
#include "tests/unit/history/history_test.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace llmproxy;
using namespace llmproxy::history;

namespace {

/// Looks at the size of a history's files all the time, from another thread.
class SizeWatch
{
public:
    explicit SizeWatch(const Files &files)
        : m_thread([this, files] {
            while (!m_isStopping) {
                qint64 sum = 0;
                for (const QString &path :
                     {files.database, files.wal, files.sharedMemory, files.damaged})
                    sum += QFileInfo(path).size();
                m_most = std::max(m_most.load(), sum);
                std::this_thread::sleep_for(std::chrono::microseconds(50)); // others want to run
            }
        })
    {}
    ~SizeWatch()
    {
        m_isStopping = true;
        m_thread.join();
    }
    Q_DISABLE_COPY_MOVE(SizeWatch)

    qint64 most() const { return m_most; }

private:
    std::atomic<bool> m_isStopping{false};
    std::atomic<qint64> m_most{0};
    std::thread m_thread;
};

/// Entries of any size that a transaction takes, in groups as the writer makes them.
bool storm(Store &store, qint64 bytes, qsizetype textBytes, qint64 firstId = 1)
{
    qint64 id = firstId;
    for (qint64 written = 0; written < bytes;) {
        std::vector<Row> rows;
        qint64 size = 0;
        while (static_cast<int>(rows.size()) < store.budget().rows) {
            const qsizetype body = qsizetype(id * 7919 % (store.budget().transaction / 2));
            Row row = rowOf(test::entryOf(id, test::noise(body, quint32(id))), textBytes);
            if (size + row.size() > store.budget().transaction)
                break;
            size += row.size();
            rows.push_back(std::move(row));
            ++id;
        }
        if (!store.write(rows))
            return false;
        written += size;
    }
    return true;
}

bool tidyAll(Store &store, TimePoint now = test::Now)
{
    while (true) {
        const auto tidied = store.tidy(now);
        if (!tidied || !*tidied)
            return tidied.has_value();
    }
}

QList<qint64> idsOf(const Store &store)
{
    QList<qint64> ids;
    if (const auto page = readPage(store.files().database, {.filter = {}, .limit = 1000})) {
        for (const traffic::ExchangeRecord &record : page->records)
            ids += record.id;
    }
    return ids;
}

} // namespace

class StoreLimitsTest : public QObject
{
    Q_OBJECT

private slots:
    void staysBelowItsLimitAtEveryMoment_data()
    {
        QTest::addColumn<qint64>("maxBytes");
        QTest::addColumn<bool>("fullText");
        QTest::newRow("the least") << test::MiB << false;
        QTest::newRow("4 MiB") << 4 * test::MiB << false;
        QTest::newRow("with an index of what bodies say") << 4 * test::MiB << true;
    }

    void staysBelowItsLimitAtEveryMoment()
    {
        QFETCH(qint64, maxBytes);
        QFETCH(bool, fullText);
        const QTemporaryDir folder(test::folderTemplate());
        Store store(folder.path());
        QVERIFY(store.open({.maxBytes = maxBytes, .fullText = fullText}));
        {
            const SizeWatch watch(store.files());
            QVERIFY(storm(store, 2 * maxBytes, fullText ? 2000 : 0));
            QVERIFY2(watch.most() <= maxBytes, qPrintable(QString::number(watch.most())));
            QVERIFY(fullText || watch.most() > maxBytes / 2); // and it is made use of
        }
        QVERIFY(store.records() > 4);
        QCOMPARE(test::integrityOf(store.files().database), QByteArray("ok"));
    }

    void theOldestGoFirst()
    {
        const QTemporaryDir folder(test::folderTemplate());
        Store store(folder.path());
        QVERIFY(store.open({.maxBytes = test::MiB}));
        for (qint64 id = 1; id <= 100; ++id)
            QVERIFY(
                store.write(test::rowsOf({test::entryOf(id, test::noise(20'000, quint32(id)))})));
        const QList<qint64> ids = idsOf(store);
        QCOMPARE(ids.size(), store.records());
        QCOMPARE(ids.first(), 100);
        QCOMPARE(ids.last(), 100 - ids.size() + 1);
        QVERIFY(ids.size() > 10);
    }

    void aLowerLimitIsReachedByAndBy()
    {
        const QTemporaryDir folder(test::folderTemplate());
        Store store(folder.path());
        QVERIFY(store.open({.maxBytes = 8 * test::MiB}));
        QVERIFY(storm(store, 8 * test::MiB, 0));
        QVERIFY(store.diskBytes() > 4 * test::MiB);
        QVERIFY(store.setLimits({.maxBytes = 2 * test::MiB}));
        QVERIFY(tidyAll(store));
        QVERIFY2(store.diskBytes() <= 2 * test::MiB,
                 qPrintable(QString::number(store.diskBytes())));
        QVERIFY(store.records() > 0);
        const SizeWatch watch(store.files());
        QVERIFY(storm(store, 4 * test::MiB, 0, store.newestId() + 1));
        QVERIFY2(watch.most() <= 2 * test::MiB, qPrintable(QString::number(watch.most())));
    }

    void whatIsTooOldGoes()
    {
        const QTemporaryDir folder(test::folderTemplate());
        Store store(folder.path());
        const Duration day = std::chrono::hours(24);
        QVERIFY(store.open({.maxAge = day}));
        QVERIFY(store.write(test::rowsOf({test::entryOf(1, "x", test::Now - day - Duration(1)),
                                          test::entryOf(2, "x", test::Now - day),
                                          test::entryOf(3, "x", test::Now)})));
        QVERIFY(tidyAll(store));
        QCOMPARE(idsOf(store), (QList<qint64>{3, 2}));
    }

    void givesSpaceBackWhenMuchWasDeleted()
    {
        const QTemporaryDir folder(test::folderTemplate());
        Store store(folder.path());
        QVERIFY(store.open({.maxBytes = 16 * test::MiB, .maxAge = std::chrono::hours(1)}));
        QVERIFY(storm(store, 12 * test::MiB, 0));
        const qint64 before = store.diskBytes();
        QVERIFY(tidyAll(store, test::Now + std::chrono::hours(2)));
        QCOMPARE(store.records(), 0);
        QVERIFY2(store.diskBytes() < before / 3, qPrintable(QString::number(store.diskBytes())));
    }

    // Such a reader pins the WAL: what it does not let go of may not grow without end.
    void aReaderThatHoldsOnDoesNotLetItGrow()
    {
        const QTemporaryDir folder(test::folderTemplate());
        Store store(folder.path());
        QVERIFY(store.open({.maxBytes = test::MiB}));
        QVERIFY(store.write(test::rowsOf({test::entryOf(1)})));
        {
            Database reader;
            QVERIFY(reader.open(store.files().database, Database::Access::ReadOnly, 0));
            QVERIFY(reader.run(QStringLiteral("BEGIN")));
            QCOMPARE(*reader.number(QStringLiteral("SELECT count(*) FROM exchange")), 1);
            const SizeWatch watch(store.files());
            bool isFull = false;
            for (qint64 id = 2; id <= 60 && !isFull; ++id) {
                const auto written = store.write(
                    test::rowsOf({test::entryOf(id, test::noise(25'000, quint32(id)))}));
                isFull = !written && written.error().kind == SqlError::Kind::Full;
            }
            QVERIFY(isFull);
            QVERIFY2(watch.most() <= test::MiB, qPrintable(QString::number(watch.most())));
        }
        QVERIFY(store.write(test::rowsOf({test::entryOf(100)})));
    }

    void aDamagedHistoryThatIsKeptCounts()
    {
        const QTemporaryDir folder(test::folderTemplate());
        Store store(folder.path());
        QVERIFY(store.open({.maxBytes = 8 * test::MiB}));
        QVERIFY(storm(store, 2 * test::MiB, 0));
        store.setAside();
        QVERIFY(store.open({.maxBytes = 8 * test::MiB}));
        QVERIFY(QFileInfo(store.files().damaged).size() > test::MiB);
        const SizeWatch watch(store.files());
        QVERIFY(storm(store, 8 * test::MiB, 0));
        QVERIFY2(watch.most() <= 8 * test::MiB, qPrintable(QString::number(watch.most())));
    }

    void aDamagedHistoryThatIsLargeIsNotKept()
    {
        const QTemporaryDir folder(test::folderTemplate());
        Store store(folder.path());
        QVERIFY(store.open({.maxBytes = 4 * test::MiB}));
        QVERIFY(storm(store, 4 * test::MiB, 0));
        store.setAside();
        QVERIFY(!QFileInfo::exists(store.files().damaged));
    }
};

QTEST_GUILESS_MAIN(StoreLimitsTest)
#include "tst_store_limits.moc"
