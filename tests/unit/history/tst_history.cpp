// SPDX-License-Identifier: MIT
#include "engine/history/history.h"
#include "tests/unit/history/history_test.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <future>
#include <sys/resource.h>

using namespace llmproxy;
using namespace llmproxy::history;

namespace {

struct Told
{
    std::mutex mutex;
    QByteArrayList lines; // guarded by mutex
    QList<qint64> opened; // guarded by mutex
};

History::Surroundings surroundings(Told *told = nullptr)
{
    return {.log =
                [told](LogLevel, const LogLine &line) {
                    if (told == nullptr)
                        return;
                    const std::lock_guard lock(told->mutex);
                    told->lines += line.message();
                },
            .now = [] { return test::Now; },
            .opened =
                [told](qint64 newestId) {
                    if (told == nullptr)
                        return;
                    const std::lock_guard lock(told->mutex);
                    told->opened += newestId;
                }};
}

void settle(History &history)
{
    std::promise<void> written;
    history.whenWritten([&] { written.set_value(); });
    written.get_future().wait();
}

traffic::HistoryPage pageOf(History &history, const traffic::HistoryQuery &query = {})
{
    std::promise<traffic::HistoryPage> page;
    history.page(query, [&](traffic::HistoryPage answer) { page.set_value(std::move(answer)); });
    return page.get_future().get();
}

traffic::StoredExchange find(History &history, qint64 id)
{
    std::promise<traffic::StoredExchange> found;
    history.find(id, [&](traffic::StoredExchange answer) { found.set_value(std::move(answer)); });
    return found.get_future().get();
}

QByteArray purge(History &history, qint64 lastId)
{
    std::promise<QByteArray> purged;
    history.purge(lastId, [&](const QByteArray &error) { purged.set_value(error); });
    return purged.get_future().get();
}

} // namespace

class HistoryTest : public QObject
{
    Q_OBJECT

private slots:
    void storesWhatItIsGivenAndGivesItBack()
    {
        const QTemporaryDir folder(test::folderTemplate());
        History history(folder.path(), {}, surroundings());
        for (qint64 id = 1; id <= 600; ++id)
            history.add(test::entryOf(id, "body"));
        settle(history);
        QCOMPARE(pageOf(history, {.filter = {}, .limit = 1000}).records.size(), 600);
        QCOMPARE(find(history, 600).detail->response.bytes, QByteArray("body"));
        QVERIFY(!find(history, 601).record);
        const stats::HistoryStatus status = history.status();
        QVERIFY(status.enabled && !status.paused);
        QCOMPARE(status.records, 600);
        QCOMPARE(status.bytes, Store(folder.path()).diskBytes());
        QCOMPARE(status.lastError, QByteArray());
        QCOMPARE(status.droppedRecords, 0);
    }

    void idsGoOnWhereItEnds()
    {
        const QTemporaryDir folder(test::folderTemplate());
        Told told;
        {
            History history(folder.path(), {}, surroundings(&told));
            history.add(test::entryOf(12));
        } // writes what waits
        History history(folder.path(), {}, surroundings(&told));
        QCOMPARE(told.opened, (QList<qint64>{0, 12})); // before the constructor returns
        QCOMPARE(history.status().records, 1);
    }

    void aSecondProcessGoesOnWithout()
    {
        const QTemporaryDir folder(test::folderTemplate());
        auto first = std::make_unique<History>(folder.path(), Limits{}, surroundings());
        Told told;
        History second(folder.path(), {}, surroundings(&told));
        QVERIFY2(second.status().lastError.contains("keeps a history here"),
                 second.status().lastError.constData());
        QVERIFY(pageOf(second).error.contains("keeps a history here"));
        QCOMPARE(told.lines.size(), 1);
        QCOMPARE(told.opened.size(), 0);
        second.add(test::entryOf(1)); // what came meanwhile waits

        first->add(test::entryOf(1));
        first.reset();
        QTRY_COMPARE_WITH_TIMEOUT(second.status().lastError, QByteArray(), 15'000);
        QCOMPARE(told.opened, QList<qint64>{1});
        second.add(test::entryOf(2));
        settle(second);
        QCOMPARE(second.status().records, 2);
        QCOMPARE(second.status().droppedRecords, 1); // the first has that id
    }

    void waitsForAnotherProgramThatHasItLocked()
    {
        const QTemporaryDir folder(test::folderTemplate());
        History history(folder.path(), {}, surroundings());
        {
            Database other;
            QVERIFY(other.open(Files(folder.path()).database, Database::Access::ReadWrite, 1000));
            Transaction transaction(other);
            QVERIFY(transaction.begin());
            history.add(test::entryOf(1));
            QTRY_VERIFY_WITH_TIMEOUT(!history.status().lastError.isEmpty(), 15'000);
            history.add(test::entryOf(2));
        }
        QTRY_COMPARE_WITH_TIMEOUT(history.status().records, 2, 15'000);
        QCOMPARE(history.status().lastError, QByteArray());
        QCOMPARE(history.status().droppedRecords, 0);
    }

    void aFullDiskIsToldAndItRecovers()
    {
        const QTemporaryDir folder(test::folderTemplate());
        std::signal(SIGXFSZ, SIG_IGN);
        History history(folder.path(), {}, surroundings());
        rlimit before{};
        ::getrlimit(RLIMIT_FSIZE, &before);
        rlimit full = before;
        full.rlim_cur = 128 * 1024;
        ::setrlimit(RLIMIT_FSIZE, &full);
        for (qint64 id = 1; id <= 10; ++id)
            history.add(test::entryOf(id, test::noise(50'000, quint32(id))));
        const bool isTold =
            QTest::qWaitFor([&] { return !history.status().lastError.isEmpty(); }, 15'000);
        ::setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(isTold);
        history.add(test::entryOf(11));
        QTRY_COMPARE_WITH_TIMEOUT(history.status().lastError, QByteArray(), 15'000);
        settle(history);
        QVERIFY(find(history, 11).record);
        const stats::HistoryStatus status = history.status();
        QCOMPARE(status.records + status.droppedRecords, 11);
        QCOMPARE(test::integrityOf(Files(folder.path()).database), QByteArray("ok"));
    }

    void aDamagedFileIsPutAsideAndANewOneBegun()
    {
        const QTemporaryDir folder(test::folderTemplate());
        QFile file(folder.filePath(QStringLiteral("history.db")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(5000, 'x')) == 5000);
        file.close();
        Told told;
        History history(folder.path(), {}, surroundings(&told));
        history.add(test::entryOf(1));
        settle(history);
        QCOMPARE(history.status().records, 1);
        QVERIFY2(history.status().lastError.contains("put aside"),
                 history.status().lastError.constData());
        QVERIFY(QFileInfo(Files(folder.path()).damaged).size() == 5000);
        QCOMPARE(told.lines.size(), 1);
    }

    void aFileThatSomebodyDeletedIsMadeAnew()
    {
        const QTemporaryDir folder(test::folderTemplate());
        const Files files(folder.path());
        History history(folder.path(), {}, surroundings());
        history.add(test::entryOf(1));
        settle(history);
        for (const QString &path : {files.database, files.wal, files.sharedMemory})
            QVERIFY(QFile::remove(path));
        history.add(test::entryOf(2)); // is lost with them, or the first in the new one
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(files.database), 15'000);
        history.add(test::entryOf(3));
        settle(history);
        QVERIFY(!find(history, 1).record);
        QVERIFY(find(history, 3).record);
        QCOMPARE(history.status().records, find(history, 2).record ? 2 : 1);
    }

    void damageThatAReaderMeetsIsSeen()
    {
        const QTemporaryDir folder(test::folderTemplate());
        const Files files(folder.path());
        {
            History history(folder.path(), {}, surroundings());
            for (qint64 id = 1; id <= 40; ++id)
                history.add(test::entryOf(id, test::noise(9000, quint32(id))));
        }
        QFile file(files.database);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(20 * 4096));
        file.write(test::noise(int(file.size()) - 20 * 4096, 5));
        file.close();
        History history(folder.path(), {}, surroundings());
        for (qint64 id = 1; id <= 40; ++id)
            find(history, id);
        QTRY_VERIFY_WITH_TIMEOUT(history.status().lastError.contains("put aside"), 15'000);
        history.add(test::entryOf(41));
        settle(history);
        QVERIFY(find(history, 41).record);
    }

    void storesNothingWhileItIsPaused()
    {
        const QTemporaryDir folder(test::folderTemplate());
        History history(folder.path(), {}, surroundings());
        history.add(test::entryOf(1));
        history.setPaused(true);
        QVERIFY(history.status().paused);
        history.add(test::entryOf(2));
        history.setPaused(false);
        history.add(test::entryOf(3));
        settle(history);
        QCOMPARE(history.status().records, 2);
        QVERIFY(!find(history, 2).record);
    }

    void aPurgeLeavesNothingAndWhatWasUnderWayDoesNotComeBack()
    {
        const QTemporaryDir folder(test::folderTemplate());
        const QByteArray canary = "canary-77ab";
        History history(folder.path(), {}, surroundings());
        for (qint64 id = 1; id <= 50; ++id)
            history.add(test::entryOf(id, canary));
        settle(history);
        history.add(test::entryOf(51, canary)); // is not yet written
        QCOMPARE(purge(history, 55), QByteArray());
        history.add(test::entryOf(55, canary)); // had begun
        history.add(test::entryOf(56));
        settle(history);
        QCOMPARE(history.status().records, 1);
        QCOMPARE(pageOf(history).records.first().id, 56);
        QCOMPARE(test::filesWith(folder.path(), canary), QStringList());
    }

    void followsOtherLimits()
    {
        const QTemporaryDir folder(test::folderTemplate());
        History history(folder.path(), {.maxBytes = 8 * test::MiB}, surroundings());
        for (qint64 id = 1; id <= 60; ++id)
            history.add(test::entryOf(id, test::noise(60'000, quint32(id))));
        settle(history);
        QVERIFY(history.status().bytes > 3 * test::MiB);
        history.setLimits({.maxBytes = test::MiB});
        QTRY_VERIFY_WITH_TIMEOUT(history.status().bytes <= test::MiB, 15'000);
    }

    void anExchangeThatIsLargerThanATransactionLosesItsBodies()
    {
        const QTemporaryDir folder(test::folderTemplate());
        History history(folder.path(), {.maxBytes = test::MiB}, surroundings());
        history.add(test::entryOf(1, QByteArray(100'000, 'x')));
        settle(history);
        const auto detail = find(history, 1).detail;
        QCOMPARE(detail->response.bytes.size(), 0);
        QCOMPARE(detail->response.size, 100'000);
        QCOMPARE(history.status().droppedBodies, 1);
        QCOMPARE(history.status().droppedRecords, 0);
    }
};

QTEST_GUILESS_MAIN(HistoryTest)
#include "tst_history.moc"
