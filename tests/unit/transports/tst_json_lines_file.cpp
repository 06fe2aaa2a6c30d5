// SPDX-License-Identifier: MIT
#include "engine/transports/json_lines_file.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace llmproxy;
using namespace llmproxy::transports;

namespace {

cost::Record recordNamed(const QByteArray &model)
{
    cost::Record record;
    record.at = QDateTime(QDate(2026, 1, 31), QTime(0, 0), Qt::UTC);
    record.model = model;
    return record;
}

QList<cost::Record> recordsNamed(const QByteArrayList &models)
{
    QList<cost::Record> records;
    for (const QByteArray &model : models)
        records += recordNamed(model);
    return records;
}

/// The models of the records in the file; a line that is none stands as "?".
QByteArrayList modelsIn(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {"no file"};
    QByteArrayList models;
    QByteArrayList lines = file.readAll().split('\n');
    if (lines.last().isEmpty())
        lines.removeLast();
    for (const QByteArray &line : lines) {
        const auto read = cost::readJsonLine(line);
        models += read ? read->model : QByteArray("?");
    }
    return models;
}

/// As long as it lives no file may grow beyond a size: a disk that is full.
class FullDisk
{
public:
    explicit FullDisk(qint64 bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN); // an error of write() instead
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit limit = m_before;
        limit.rlim_cur = static_cast<rlim_t>(bytes);
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    Q_DISABLE_COPY_MOVE(FullDisk)

private:
    rlimit m_before{};
};

int modeOf(const QString &path)
{
    struct stat facts
    {};
    return ::stat(path.toLocal8Bit().constData(), &facts) == 0 ? int(facts.st_mode & 0777U) : -1;
}

} // namespace

class JsonLinesFileTest : public QObject
{
    Q_OBJECT

    MonotonicTime m_now;

    JsonLinesFile::Clock clock()
    {
        return [this] { return m_now; };
    }

private slots:
    void writesOneLinePerRecord()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a/b/costs.jsonl"));
        JsonLinesFile file(path, 1000, clock());
        QVERIFY(!QFileInfo::exists(path)); // not before there is something to write
        file.write(recordsNamed({"one", "two"}));
        QCOMPARE(modelsIn(path), (QByteArrayList{"one", "two"}));
        QCOMPARE(file.status().written, 2);
        QVERIFY(!file.hasWaiting());
        const mode_t mask = ::umask(0);
        ::umask(mask);
        QCOMPARE(modeOf(path), int(0644U & ~mask));
        QCOMPARE(modeOf(folder.filePath(QStringLiteral("a"))), int(0755U & ~mask));
    }

    void writesAllThroughAQueueThatHoldsOne()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("costs.jsonl"));
        JsonLinesFile file(path, 1, clock());
        file.write(QList<cost::Record>(20, recordNamed("m")));
        QCOMPARE(modelsIn(path).size(), 20);
        QCOMPARE(file.status().dropped, 0);
    }

    void appendsToWhatIsThere()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("costs.jsonl"));
        for (const char *model : {"one", "two"})
            JsonLinesFile(path, 10, clock()).write({recordNamed(model)});
        QCOMPARE(modelsIn(path), (QByteArrayList{"one", "two"}));
    }

    void sharesTheFile()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("costs.jsonl"));
        JsonLinesFile one(path, 10, clock());
        JsonLinesFile other(path, 10, clock());
        for (int i = 0; i < 3; ++i) {
            one.write({recordNamed("one")});
            other.write({recordNamed("other")});
        }
        QCOMPARE(modelsIn(path), (QByteArrayList{"one", "other", "one", "other", "one", "other"}));
    }

    void endsALineThatAnotherLeftTorn()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("costs.jsonl"));
        QFile before(path);
        QVERIFY(before.open(QIODevice::WriteOnly));
        before.write("{\"timestamp\":");
        before.close();
        JsonLinesFile(path, 10, clock()).write(recordsNamed({"one", "two"}));
        QCOMPARE(modelsIn(path), (QByteArrayList{"?", "one", "two"}));
    }

    void followsARotation()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("costs.jsonl"));
        const QString rotated = path + u".1";
        JsonLinesFile file(path, 10, clock());
        file.write({recordNamed("one")});
        QVERIFY(QFile::rename(path, rotated));
        file.write({recordNamed("two")}); // kept open
        file.reopen();
        file.write({recordNamed("three")});
        QCOMPARE(modelsIn(rotated), (QByteArrayList{"one", "two"}));
        QCOMPARE(modelsIn(path), (QByteArrayList{"three"}));
    }

    void waitsForADiskThatIsFull()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("costs.jsonl"));
        const qsizetype line = cost::jsonLine(recordNamed("1")).size();
        JsonLinesFile file(path, 4, clock());
        {
            const FullDisk full(2 * line + 10); // the third is torn
            file.write(recordsNamed({"1", "2", "3", "4"}));
            QCOMPARE(file.status().written, 2);
            QVERIFY(!file.status().lastError.isEmpty());
            file.write(recordsNamed({"5", "6", "7"})); // 3 to 6 wait
            QCOMPARE(file.status().dropped, 1);
            m_now += JsonLinesFile::RetryAfter;
            file.flush(); // still full
            QCOMPARE(file.status().written, 2);
        }
        file.flush(); // too early
        QVERIFY(file.hasWaiting());
        m_now += JsonLinesFile::RetryAfter - std::chrono::nanoseconds(1);
        file.flush();
        QVERIFY(file.hasWaiting());
        m_now += std::chrono::nanoseconds(1);
        file.flush();
        QVERIFY(!file.hasWaiting());
        // Only the first try left a part of a line: the second found the disk full.
        QCOMPARE(modelsIn(path), (QByteArrayList{"1", "2", "?", "3", "4", "5", "6"}));
        QCOMPARE(file.status().written, 6);
        QCOMPARE(file.status().dropped, 1);
        QCOMPARE(file.status().lastError, QByteArray());
    }

    void countsADiskThatIsFullFromTheStart()
    {
        const QTemporaryDir folder;
        const FullDisk full(0);
        JsonLinesFile file(folder.filePath(QStringLiteral("costs.jsonl")), 2, clock());
        for (int i = 0; i < 5; ++i)
            file.write({recordNamed("m")});
        QCOMPARE(file.status().written, 0);
        QCOMPARE(file.status().dropped, 3);
    }

    void saysWhyItCannotWrite_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("a folder") << QStringLiteral("folder");
        QTest::newRow("below a file") << QStringLiteral("plain/costs.jsonl");
        QTest::newRow("a pipe that nobody reads") << QStringLiteral("pipe");
    }

    void saysWhyItCannotWrite()
    {
        QFETCH(const QString, name);
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("folder")));
        QFile plain(folder.filePath(QStringLiteral("plain")));
        QVERIFY(plain.open(QIODevice::WriteOnly));
        const QByteArray pipe = folder.filePath(QStringLiteral("pipe")).toLocal8Bit();
        QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);
        JsonLinesFile file(folder.filePath(name), 10, clock());
        file.write({recordNamed("m")});
        QVERIFY(!file.status().lastError.isEmpty());
        QVERIFY(file.hasWaiting());
    }
};
QTEST_APPLESS_MAIN(JsonLinesFileTest)
#include "tst_json_lines_file.moc"
