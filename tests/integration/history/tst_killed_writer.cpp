// SPDX-License-Identifier: MIT
#include "engine/history/history.h"
#include "tests/unit/history/history_test.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <future>

using namespace llmproxy;
using namespace llmproxy::history;

namespace {

constexpr int Kills = 10;
constexpr qint64 MaxBytes = 4 * test::MiB;
constexpr qint64 Batch = 20;

History::Surroundings surroundings(std::function<void(qint64)> opened = {})
{
    return {.log = {}, .now = [] { return test::Now; }, .opened = std::move(opened)};
}

/// Writes until it is killed, and says on standard output which id was committed last.
int writeForever(const QString &folder)
{
    qint64 id = 0;
    History history(folder,
                    {.maxBytes = MaxBytes, .fullText = true},
                    surroundings([&](qint64 newest) { id = newest; }));
    while (true) {
        for (qint64 i = 0; i < Batch; ++i) {
            ++id;
            history.add(test::entryOf(id, test::noise(qsizetype(id * 977 % 15'000), quint32(id))));
        }
        std::promise<void> written;
        history.whenWritten([&] { written.set_value(); });
        written.get_future().wait();
        std::printf("%lld\n", static_cast<long long>(id));
        std::fflush(stdout);
    }
}

qint64 lastOf(const QByteArray &output)
{
    const qsizetype end = output.lastIndexOf('\n');
    return end < 0 ? 0 : output.left(end).split('\n').last().toLongLong();
}

} // namespace

class KilledWriterTest : public QObject
{
    Q_OBJECT

private slots:
    void losesNothingThatWasCommittedAndStaysSound()
    {
        const QTemporaryDir folder(test::folderTemplate());
        const QString database = Files(folder.path()).database;
        qint64 committed = 0;
        for (int kill = 0; kill < Kills; ++kill) {
            QProcess writer;
            writer.start(QCoreApplication::applicationFilePath(),
                         {QStringLiteral("--write"), folder.path()});
            QVERIFY(writer.waitForStarted());
            QByteArray output;
            while (output.count('\n') <= kill) { // each one at another moment
                QVERIFY(writer.waitForReadyRead(30'000));
                output += writer.readAllStandardOutput();
            }
            writer.kill();
            QVERIFY(writer.waitForFinished());
            output += writer.readAllStandardOutput();
            QVERIFY(lastOf(output) > committed);
            committed = lastOf(output);

            QCOMPARE(test::integrityOf(database), QByteArray("ok"));
            Store store(folder.path()); // its lock went with the process
            const auto opened = store.open({.maxBytes = MaxBytes, .fullText = true});
            QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
            QVERIFY2(store.newestId() >= committed, qPrintable(QString::number(committed)));
            QVERIFY(store.diskBytes() <= MaxBytes);
        }
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 3 && arguments.at(1) == QStringLiteral("--write"))
        return writeForever(arguments.at(2));
    KilledWriterTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_killed_writer.moc"
