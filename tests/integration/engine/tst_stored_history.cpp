// SPDX-License-Identifier: MIT
// What an engine stores of what goes through it.
#include "tests/integration/admin/running_engine.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace llmproxy;
using namespace llmproxy::test;

namespace {

traffic::HistoryPage pageOf(const Engine &engine)
{
    std::promise<traffic::HistoryPage> page;
    engine.history({}, [&](traffic::HistoryPage answer) { page.set_value(std::move(answer)); });
    return page.get_future().get();
}

traffic::StoredExchange stored(const Engine &engine, qint64 id)
{
    std::promise<traffic::StoredExchange> found;
    engine.storedExchange(
        id, [&](traffic::StoredExchange answer) { found.set_value(std::move(answer)); });
    return found.get_future().get();
}

QByteArray purge(Engine &engine)
{
    std::promise<QByteArray> purged;
    engine.purge([&](const QByteArray &error) { purged.set_value(error); });
    return purged.get_future().get();
}

RunningEngine::Change storingIn(const QTemporaryDir &folder)
{
    return [path = folder.path()](EngineSettings &settings, config::Config &) {
        settings.historyFolder = path;
    };
}

bool awaitRecords(const Engine &engine, qint64 count)
{
    return QTest::qWaitFor([&] { return engine.snapshot()->history.records == count; }, 15'000);
}

} // namespace

class StoredHistoryTest : public QObject
{
    Q_OBJECT

private slots:
    void storesNothingWhereNothingIsWanted()
    {
        const RunningEngine running;
        running.exchange();
        QVERIFY(!running.engine.snapshot()->history.enabled);
        QVERIFY(pageOf(running.engine).error.contains("traffic.store"));
    }

    void whatWentThroughIsThereAfterARestart()
    {
        const QTemporaryDir folder;
        qint64 first = 0;
        {
            const RunningEngine running(storingIn(folder));
            running.exchange();
            QVERIFY(awaitRecords(running.engine, 1));
            first = pageOf(running.engine).records.first().id;
        }
        const RunningEngine running(storingIn(folder));
        const traffic::StoredExchange found = stored(running.engine, first);
        QVERIFY(found.record && found.detail);
        QCOMPARE(found.record->model, QByteArray("gpt-4o"));
        QVERIFY(
            found.detail->requestHead.startsWith("POST /openai/v1/chat/completions HTTP/1.1\n"));
        QVERIFY(found.detail->request.bytes.startsWith(R"({"model":"gpt-4o"})"));
        running.exchange();
        QVERIFY(awaitRecords(running.engine, 2));
        QCOMPARE(pageOf(running.engine).records.first().id, first + 1);
        QCOMPARE(running.engine.recordsSince(0, 10).changed.size(), 1); // it alone is live
        QCOMPARE(running.engine.recordsSince(0, 10).evictedUpTo, first);
    }

    void noSecretReachesTheDisk()
    {
        const QTemporaryDir folder;
        {
            const RunningEngine running(storingIn(folder));
            running.exchange();
        }
        for (const QString &name : QDir(folder.path()).entryList(QDir::Files)) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("sk-canary-1234567890"), qPrintable(name));
        }
        QVERIFY(QFile::exists(folder.filePath(QStringLiteral("history.db"))));
    }

    void aPurgeEmptiesDiskAndLiveWindow()
    {
        const QTemporaryDir folder;
        RunningEngine running(storingIn(folder));
        running.exchange();
        QVERIFY(awaitRecords(running.engine, 1));
        QCOMPARE(purge(running.engine), QByteArray());
        QCOMPARE(pageOf(running.engine).records.size(), 0);
        QCOMPARE(running.engine.recordsSince(0, 10).changed.size(), 0);
        running.exchange();
        QVERIFY(awaitRecords(running.engine, 1));
        QCOMPARE(running.engine.recordsSince(0, 10).changed.size(), 1);
    }

    void pausingStopsTheDiskAlone()
    {
        const QTemporaryDir folder;
        RunningEngine running(storingIn(folder));
        running.engine.pauseRecording(true);
        QVERIFY(running.engine.snapshot()->history.paused);
        running.exchange();
        running.engine.pauseRecording(false);
        running.exchange();
        QVERIFY(awaitRecords(running.engine, 1));
        QCOMPARE(running.engine.recordsSince(0, 10).changed.size(), 2);
    }

    void aReloadBeginsAndEndsIt()
    {
        const QTemporaryDir folder;
        RunningEngine running;
        EngineSettings settings = running.settings();
        settings.historyFolder = folder.path();
        QVERIFY(running.engine.reload(settings));
        QVERIFY(running.engine.snapshot()->history.enabled);
        running.exchange();
        QVERIFY(awaitRecords(running.engine, 1));
        settings.historyFolder.clear();
        QVERIFY(running.engine.reload(settings));
        QVERIFY(!running.engine.snapshot()->history.enabled);
        QVERIFY(QFile::exists(folder.filePath(QStringLiteral("history.db"))));
    }
};

QTEST_GUILESS_MAIN(StoredHistoryTest)
#include "tst_stored_history.moc"
