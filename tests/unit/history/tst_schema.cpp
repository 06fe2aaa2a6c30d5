// SPDX-License-Identifier: MIT
#include "engine/history/reader.h"
#include "engine/history/schema.h"
#include "engine/history/store.h"
#include "tests/unit/history/history_test.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::history;

namespace {

/// A history as the first version left it.
bool writeVersion1(const QString &path)
{
    QFile file(QStringLiteral(LLMPROXY_SOURCE_DIR "/tests/fixtures/history/version1.sql"));
    Database database;
    if (!file.open(QIODevice::ReadOnly) || !database.open(path, Database::Access::ReadWrite, 1000))
        return false;
    for (const QByteArray &statement : file.readAll().split('\n')) {
        if (!statement.isEmpty() && !database.run(QString::fromUtf8(statement)))
            return false;
    }
    return true;
}

QStringList tablesOf(Database &database)
{
    QStringList names;
    auto rows = database.execute(
        QStringLiteral("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"));
    while (rows && rows->next())
        names += QString::fromUtf8(rows->bytes(0));
    return names;
}

} // namespace

class SchemaTest : public QObject
{
    Q_OBJECT

private slots:
    void makesAllTablesInAnEmptyFile()
    {
        const QTemporaryDir folder(test::folderTemplate());
        Database database;
        QVERIFY(database.open(
            folder.filePath(QStringLiteral("a.db")), Database::Access::ReadWrite, 1000));
        QVERIFY(bringUpToDate(database));
        QCOMPARE(tablesOf(database),
                 (QStringList{QStringLiteral("detail"), QStringLiteral("exchange")}));
        QCOMPARE(*database.number(QStringLiteral("PRAGMA user_version")), SchemaVersion);
        QVERIFY(bringUpToDate(database)); // nothing is left to do
    }

    void bringsAnOlderHistoryUpToDate()
    {
        const QTemporaryDir outer(test::folderTemplate());
        const QString folder = outer.filePath(QStringLiteral("data"));
        Store store(folder);
        QVERIFY(makePrivateFolder(folder) && writeVersion1(store.files().database));
        QVERIFY(store.open({}));
        QCOMPARE(store.records(), 2);
        QCOMPARE(store.newestId(), 42);

        traffic::HistoryQuery query;
        query.filter = *traffic::parseFilter(u"user:alice", test::Now);
        const auto page = readPage(store.files().database, query);
        QVERIFY(page);
        QCOMPARE(page->records.size(), 1);
        QCOMPARE(page->records.first().id, 41);
        QCOMPARE(page->records.first().user, QByteArray("alice"));

        const auto found = readExchange(store.files().database, 41);
        QVERIFY(found && found->detail);
        QCOMPARE(found->detail->request.bytes, QByteArray("{}"));
        QCOMPARE(found->detail->response.bytes, QByteArray("\x1f\x8b\x08\0", 4));
        QVERIFY(!readExchange(store.files().database, 42)->detail);
        QCOMPARE(test::integrityOf(store.files().database), QByteArray("ok"));
    }

    void goesOnWritingInIt()
    {
        const QTemporaryDir outer(test::folderTemplate());
        const QString folder = outer.filePath(QStringLiteral("data"));
        Store store(folder);
        QVERIFY(makePrivateFolder(folder) && writeVersion1(store.files().database));
        QVERIFY(store.open({}));
        QVERIFY(store.write(test::rowsOf({test::entryOf(43)})));
        QCOMPARE(readPage(store.files().database, {})->records.size(), 3);
    }

    void leavesANewerHistoryAlone()
    {
        const QTemporaryDir folder(test::folderTemplate());
        Store store(folder.path());
        {
            Database database;
            QVERIFY(database.open(store.files().database, Database::Access::ReadWrite, 1000));
            QVERIFY(
                database.run(QStringLiteral("PRAGMA user_version = %1").arg(SchemaVersion + 1)));
            QVERIFY(database.run(QStringLiteral("CREATE TABLE future (a)")));
        }
        const auto opened = store.open({});
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, SqlError::Kind::Other); // which is no reason to put it aside
        QVERIFY2(opened.error().text.contains(QStringLiteral("newer version")),
                 qPrintable(opened.error().text));
    }

    void theFullTextTableComesAndGoes()
    {
        const QTemporaryDir folder(test::folderTemplate());
        Database database;
        QVERIFY(database.open(
            folder.filePath(QStringLiteral("a.db")), Database::Access::ReadWrite, 1000));
        QVERIFY(bringUpToDate(database));
        for (const bool isWanted : {true, true, false, false}) {
            QVERIFY(setFullText(database, isWanted));
            QCOMPARE(tablesOf(database).contains(QStringLiteral("body_text")), isWanted);
        }
    }
};

QTEST_GUILESS_MAIN(SchemaTest)
#include "tst_schema.moc"
