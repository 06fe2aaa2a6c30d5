// SPDX-License-Identifier: MIT
#include "engine/history/reader.h"
#include "engine/history/store.h"
#include "tests/unit/history/history_test.h"

#include <QTemporaryDir>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::history;

namespace {

constexpr qint64 Count = 120;

/// Exchanges that differ in all that is searched by.
std::vector<Entry> variousEntries()
{
    const QByteArrayList models{
        "gpt-4o", "GPT-4o-mini", "claude", "", QByteArray("a\0b", 3), "100%_"};
    const QByteArrayList bodies{"", "The Needle in it", "needle", "other \"needle\" text", "ab"};
    std::vector<Entry> entries;
    for (qint64 id = 1; id <= Count; ++id) {
        Entry entry =
            test::entryOf(id, bodies.at(id % bodies.size()), test::Now + Duration(id * 1000));
        entry.record.model = models.at(id % models.size());
        entry.record.provider = id % 3 == 0 ? "anthropic" : "openai";
        entry.record.user = id % 4 == 0 ? "Alice" : id % 7 == 0 ? "bob" : "";
        entry.record.status = id % 5 == 0 ? 0 : id % 2 == 0 ? 200 : 503;
        entry.record.total = Duration(id * 10);
        if (id % 11 == 0)
            entry.detail.reset();
        entries.push_back(entry);
    }
    return entries;
}

QList<qint64> idsOf(const QList<traffic::ExchangeRecord> &records)
{
    QList<qint64> ids;
    for (const traffic::ExchangeRecord &record : records)
        ids += record.id;
    return ids;
}

/// All pages, one after the other.
QList<qint64> allIds(const QString &database, traffic::HistoryQuery query)
{
    QList<qint64> ids;
    do {
        const auto page = readPage(database, query);
        if (!page || page->records.size() > query.limit)
            return {-1};
        ids += idsOf(page->records);
        query.before = page->next;
    } while (query.before != 0);
    return ids;
}

} // namespace

class ReaderTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_plainFolder{test::folderTemplate()};
    QTemporaryDir m_indexedFolder{test::folderTemplate()};
    Store m_plain{m_plainFolder.path()};
    Store m_indexed{m_indexedFolder.path()};
    const std::vector<Entry> m_entries = variousEntries();

private slots:
    void initTestCase()
    {
        QVERIFY(m_plain.open({}));
        QVERIFY(m_plain.write(test::rowsOf(m_entries)));
        // The first half was stored before the index was wanted.
        const auto half = m_entries.begin() + Count / 2;
        QVERIFY(m_indexed.open({}));
        QVERIFY(m_indexed.write(test::rowsOf({m_entries.begin(), half})));
        QVERIFY(m_indexed.setLimits({.fullText = true}));
        std::vector<Row> rows;
        for (auto entry = half; entry != m_entries.end(); ++entry)
            rows.push_back(rowOf(*entry, 100));
        QVERIFY(m_indexed.write(rows));
    }

    void findsWhatTheFilterMatchesNoLessAndNoMore_data()
    {
        QTest::addColumn<QString>("filter");
        for (const char *filter : {"",
                                   "model:gpt",
                                   "model:\"gpt-4o\"",
                                   "-model:gpt",
                                   "model:100%_",
                                   "provider:anthropic",
                                   "provider:ANTHROPIC -model:claude",
                                   "user:alice",
                                   "-user:alice",
                                   "status:503",
                                   "-status:503",
                                   "status:none",
                                   "status:>=400",
                                   "status:<400",
                                   "took>600ms",
                                   "flag:error",
                                   "id:17",
                                   "needle",
                                   "body:needle",
                                   "body:Needle model:gpt",
                                   "-body:needle",
                                   "body:\"\\\"needle\"",
                                   "body:ab",
                                   "body:nothinglikeit"}) {
            QTest::newRow(filter) << QString::fromLatin1(filter);
        }
    }

    void findsWhatTheFilterMatchesNoLessAndNoMore()
    {
        QFETCH(QString, filter);
        const auto parsed = traffic::parseFilter(filter, test::Now, QTimeZone::utc());
        QVERIFY2(parsed, "the filter is none");
        QList<qint64> wanted;
        for (auto entry = m_entries.rbegin(); entry != m_entries.rend(); ++entry) {
            if (parsed->matches(entry->record, entry->detail.get()))
                wanted += entry->record.id;
        }
        for (const Store *store : {&m_plain, &m_indexed}) {
            for (const int limit : {7, 1000})
                QCOMPARE(allIds(store->files().database, {.filter = *parsed, .limit = limit}),
                         wanted);
        }
    }

    void findsByTimeFromItsFirstMillisecondOn()
    {
        traffic::HistoryQuery query;
        const auto at = [](qint64 id, bool isUntil) {
            return traffic::Term{
                .subject = traffic::Subject::At,
                .test = traffic::TimeTest{isUntil, test::Now + Duration(id * 1000), {}}};
        };
        query.filter.clauses = {{at(10, false)}, {at(13, true)}};
        QCOMPARE(allIds(m_plain.files().database, query), (QList<qint64>{12, 11, 10}));
    }

    void givesPagesNewestFirst()
    {
        const auto first = readPage(m_plain.files().database, {.filter = {}, .limit = 3});
        QCOMPARE(idsOf(first->records), (QList<qint64>{Count, Count - 1, Count - 2}));
        QCOMPARE(first->next, Count - 2);
        const auto last =
            readPage(m_plain.files().database, {.filter = {}, .before = 3, .limit = 3});
        QCOMPARE(idsOf(last->records), (QList<qint64>{2, 1}));
        QCOMPARE(last->next, 0);
    }

    void keepsToItsMostWhateverIsAskedFor()
    {
        QCOMPARE(readPage(m_plain.files().database, {.filter = {}, .limit = 0})->records.size(), 1);
        QCOMPARE(
            readPage(m_plain.files().database, {.filter = {}, .limit = 1 << 30})->records.size(),
            Count);
    }

    void findsOneWithItsDetail()
    {
        const auto found = readExchange(m_plain.files().database, 1);
        QVERIFY(found && found->record && found->detail);
        QCOMPARE(*found->record, m_entries.front().record);
        QCOMPARE(*found->detail, *m_entries.front().detail);
        QVERIFY(!readExchange(m_plain.files().database, 11)->detail);
        QVERIFY(!readExchange(m_plain.files().database, Count + 1)->record);
    }

    void readsAllOldestFirst()
    {
        QList<qint64> ids;
        QVERIFY(readAll(m_plain.files().database,
                        test::Now + Duration(100'000),
                        [&](const traffic::ExchangeRecord &record) {
                            ids += record.id;
                            return ids.size() < 5;
                        }));
        QCOMPARE(ids, (QList<qint64>{100, 101, 102, 103, 104}));
    }

    void tellsWhatIsNotThere()
    {
        QVERIFY(!readPage(m_plainFolder.filePath(QStringLiteral("none.db")), {}));
        QVERIFY(!QFile::exists(m_plainFolder.filePath(QStringLiteral("none.db"))));
    }
};

QTEST_GUILESS_MAIN(ReaderTest)
#include "tst_reader.moc"
