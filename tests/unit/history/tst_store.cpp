// SPDX-License-Identifier: MIT
#include "engine/history/reader.h"
#include "engine/history/store.h"
#include "tests/support/random_records.h"
#include "tests/unit/history/history_test.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace llmproxy;
using namespace llmproxy::history;

namespace {

int modeOf(const QString &path)
{
    struct stat facts
    {};
    return ::stat(QFile::encodeName(path).constData(), &facts) == 0 ? int(facts.st_mode & 0777U)
                                                                    : -1;
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

bool overwrite(const QString &path, qint64 at, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::ReadWrite) && file.seek(at) && file.write(bytes) == bytes.size();
}

} // namespace

class StoreTest : public QObject
{
    Q_OBJECT

private slots:
    void readsBackWhatItWrote()
    {
        const QTemporaryDir folder(test::folderTemplate());
        Store store(folder.path());
        QVERIFY(store.open({}));
        test::RandomRecords random(7);
        std::vector<Entry> entries;
        for (qint64 id = 1; id <= 50; ++id)
            entries.push_back({random.record(id),
                               std::make_shared<const traffic::ExchangeDetail>(random.detail())});
        QVERIFY(store.write(test::rowsOf(entries)));
        QCOMPARE(store.records(), 50);
        QCOMPARE(store.newestId(), 50);
        for (const Entry &entry : entries) {
            const auto found = readExchange(store.files().database, entry.record.id);
            QVERIFY(found && found->record && found->detail);
            QCOMPARE(*found->record, entry.record);
            QVERIFY(*found->detail == *entry.detail || *entry.detail == traffic::ExchangeDetail{});
        }
    }

    // SEC-39 of the threat model: what is stored is bound, never a part of a statement.
    void takesHostileTextForText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("SQL") << QByteArray("'; DROP TABLE exchange; --");
        QTest::newRow("an always true condition") << QByteArray("' OR 1=1--");
        QTest::newRow("quotes") << QByteArray("\"'`[]\\");
        QTest::newRow("NUL") << QByteArray("a\0b", 3);
        QTest::newRow("escapes of a terminal") << QByteArray("\x1b]0;x\x07\x1b[2J");
        QTest::newRow("line ends") << QByteArray("a\r\nb");
        QTest::newRow("placeholders") << QByteArray("? :a @b $c ?1 %s %1");
        QTest::newRow("a megabyte") << QByteArray(1 << 20, '\'');
        QTest::newRow("no UTF-8") << QByteArray("\xff\xfe\xc3(\xed\xa0\x80");
    }

    void takesHostileTextForText()
    {
        QFETCH(QByteArray, text);
        const QTemporaryDir folder(test::folderTemplate());
        Store store(folder.path());
        QVERIFY(store.open({}));
        QVERIFY(store.write(test::rowsOf({test::entryOf(1)})));

        Entry entry = test::entryOf(2, text);
        traffic::ExchangeRecord &record = entry.record;
        for (QByteArray *each : {&record.client,
                                 &record.user,
                                 &record.key,
                                 &record.provider,
                                 &record.target,
                                 &record.model,
                                 &record.requestId,
                                 &record.error})
            *each = text.left(1000);
        QVERIFY(store.write(test::rowsOf({entry})));

        const auto page = readPage(store.files().database, {});
        QVERIFY(page);
        QCOMPARE(page->records.size(), 2);
        QCOMPARE(page->records.first().model, QString::fromUtf8(text.left(1000)).toUtf8());
        QCOMPARE(readExchange(store.files().database, 2)->detail->response.bytes, text);
        traffic::HistoryQuery query;
        query.filter.clauses = {
            {{.subject = traffic::Subject::Model, .test = traffic::TextTest{record.model, true}}}};
        const auto found = readPage(store.files().database, query);
        QVERIFY2(found, found ? "" : qPrintable(found.error().text));
        QVERIFY(found->records.size() <= 1); // the text as it was stored may differ: no UTF-8
        QCOMPARE(test::integrityOf(store.files().database), QByteArray("ok"));
    }

    void allFilesAreOpenToTheOwnerAlone()
    {
        const QTemporaryDir outer(test::folderTemplate());
        const mode_t before = ::umask(0);
        Store store(outer.filePath(QStringLiteral("data")));
        const bool isWritten = store.open({}) && store.write(test::rowsOf({test::entryOf(1)}));
        ::umask(before);
        QVERIFY(isWritten);
        QCOMPARE(modeOf(store.files().folder), 0700);
        const QDir folder(store.files().folder);
        QVERIFY(folder.entryList(QDir::Files).size() >= 4);
        for (const QString &name : folder.entryList(QDir::Files))
            QCOMPARE(modeOf(folder.filePath(name)), 0600);
    }

    void aSymbolicLinkInThePlaceOfAFileIsRefused_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"history.db", "history.db-wal", "history.db-shm", "history.lock"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    void aSymbolicLinkInThePlaceOfAFileIsRefused()
    {
        QFETCH(QString, name);
        const QTemporaryDir folder(test::folderTemplate());
        const QString target = folder.filePath(QStringLiteral("precious"));
        QVERIFY(QFile::link(target, folder.filePath(name)));
        Store store(folder.path());
        const auto opened = store.open({});
        QVERIFY(!opened);
        QVERIFY2(opened.error().text.contains(QStringLiteral("symbolic link")),
                 qPrintable(opened.error().text));
        QVERIFY(!QFileInfo::exists(target));
    }

    void keepsToOneProcessAtATime()
    {
        const QTemporaryDir folder(test::folderTemplate());
        Store first(folder.path());
        QVERIFY(first.open({}));
        Store second(folder.path());
        const auto opened = second.open({});
        QVERIFY(!opened);
        QVERIFY2(opened.error().text.contains(QStringLiteral("keeps a history here")),
                 qPrintable(opened.error().text));
        QVERIFY(first.write(test::rowsOf({test::entryOf(1)})));
    }

    void tellsWhatIsInAHistoryThatIsOpenedAgain()
    {
        const QTemporaryDir folder(test::folderTemplate());
        {
            Store store(folder.path());
            QVERIFY(store.open({}));
            QVERIFY(store.write(test::rowsOf({test::entryOf(7), test::entryOf(5)})));
        }
        Store store(folder.path());
        QVERIFY(store.open({}));
        QCOMPARE(store.records(), 2);
        QCOMPARE(store.newestId(), 7);
    }

    void writesAllRowsOfATransactionOrNone()
    {
        const QTemporaryDir folder(test::folderTemplate());
        Store store(folder.path());
        QVERIFY(store.open({}));
        QVERIFY(store.write(test::rowsOf({test::entryOf(1)})));
        {
            const FullDisk full(QFileInfo(store.files().wal).size() + 16 * 1024);
            QVERIFY(!store.write(
                test::rowsOf({test::entryOf(2), test::entryOf(3, test::noise(200'000, 1))})));
        }
        QCOMPARE(store.records(), 1);
        QCOMPARE(readPage(store.files().database, {})->records.size(), 1);
        QVERIFY(
            store.write(test::rowsOf({test::entryOf(2), test::entryOf(3)}))); // it has room again
        QCOMPARE(store.records(), 3);
        QCOMPARE(test::integrityOf(store.files().database), QByteArray("ok"));
    }

    void tellsThatAnotherProgramHasItLocked()
    {
        const QTemporaryDir folder(test::folderTemplate());
        Store store(folder.path());
        QVERIFY(store.open({}));
        {
            Database other;
            QVERIFY(other.open(store.files().database, Database::Access::ReadWrite, 1000));
            Transaction transaction(other);
            QVERIFY(transaction.begin());
            const auto written = store.write(test::rowsOf({test::entryOf(1)}));
            QVERIFY(!written);
            QCOMPARE(written.error().kind, SqlError::Kind::Busy);
        }
        QVERIFY(store.write(test::rowsOf({test::entryOf(1)})));
    }

    void tellsThatAFileIsNoDatabase()
    {
        const QTemporaryDir folder(test::folderTemplate());
        QVERIFY(QFile(folder.filePath(QStringLiteral("history.db"))).open(QIODevice::WriteOnly));
        QVERIFY(overwrite(folder.filePath(QStringLiteral("history.db")), 0, QByteArray(9000, 'x')));
        Store store(folder.path());
        const auto opened = store.open({});
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, SqlError::Kind::Damaged);
        store.setAside();
        QVERIFY(store.open({}));
        QCOMPARE(QFileInfo(store.files().damaged).size(), 9000);
        QVERIFY(store.write(test::rowsOf({test::entryOf(1)})));
    }

    void seesDamageInTheMiddle()
    {
        const QTemporaryDir folder(test::folderTemplate());
        const Files files(folder.path());
        {
            Store store(folder.path());
            QVERIFY(store.open({}));
            for (qint64 id = 1; id <= 30; ++id)
                QVERIFY(
                    store.write(test::rowsOf({test::entryOf(id, test::noise(3000, quint32(id)))})));
        }
        QVERIFY(overwrite(files.database, 2 * 4096, test::noise(12 * 4096, 99)));
        Store store(folder.path());
        const auto opened = store.open({});
        QVERIFY(!opened || !store.isSound() || !*store.isSound());
    }

    void aPurgeLeavesNothing()
    {
        const QTemporaryDir folder(test::folderTemplate());
        const QByteArray canary = "canary-5b1f03d8";
        Store store(folder.path());
        QVERIFY(store.open({.fullText = true}));
        Entry entry = test::entryOf(1, "body " + canary);
        entry.record.model = "model " + canary;
        Row row = rowOf(entry, 1000);
        QVERIFY(store.write({row}));
        QVERIFY(!test::filesWith(folder.path(), canary).isEmpty());

        QVERIFY(store.purge(store.limits()));
        QCOMPARE(test::filesWith(folder.path(), canary), QStringList());
        QCOMPARE(store.records(), 0);
        QVERIFY(store.write(test::rowsOf({test::entryOf(2)})));
        QCOMPARE(store.newestId(), 2);
    }

    void aPurgeTakesADamagedHistoryAlong()
    {
        const QTemporaryDir folder(test::folderTemplate());
        Store store(folder.path());
        QVERIFY(store.open({}));
        store.setAside();
        QVERIFY(QFileInfo::exists(store.files().damaged));
        QVERIFY(store.purge({}));
        QVERIFY(!QFileInfo::exists(store.files().damaged));
    }

    void whatWasDeletedIsOverwritten()
    {
        const QTemporaryDir folder(test::folderTemplate());
        const QByteArray canary = "canary-0c77e1aa";
        Store store(folder.path());
        QVERIFY(store.open({.maxAge = std::chrono::hours(1)}));
        QVERIFY(
            store.write(test::rowsOf({test::entryOf(1, canary + test::noise(20'000, 3)),
                                      test::entryOf(2, {}, test::Now + std::chrono::hours(2))})));
        for (auto more = store.tidy(test::Now + std::chrono::hours(2)); more && *more;)
            more = store.tidy(test::Now + std::chrono::hours(2));
        QCOMPARE(store.records(), 1);
        QCOMPARE(test::filesWith(folder.path(), canary), QStringList());
    }
};

QTEST_GUILESS_MAIN(StoreTest)
#include "tst_store.moc"
