// SPDX-License-Identifier: MIT
#include "engine/history/reader.h"

#include "engine/history/filter_sql.h"
#include "engine/history/row.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace llmproxy::history {

namespace {

constexpr int BusyMs = 1000;
constexpr int MostRecords = 1000;
constexpr int ChunkRows = 256;
constexpr int ChunkRowsWithBodies = 16;
constexpr std::chrono::milliseconds SearchTime{250};

SqlResult<void> openFor(Database &database, const QString &path)
{
    return database.open(path, Database::Access::ReadOnly, BusyMs);
}

SqlResult<bool> hasFullText(Database &database)
{
    const auto tables = database.number(
        QStringLiteral("SELECT count(*) FROM sqlite_master WHERE name = 'body_text'"));
    return tables ? SqlResult<bool>(*tables > 0) : failureOf(tables);
}

/// The search of one page, chunk by chunk.
class PageSearch
{
public:
    PageSearch(Database &database, const traffic::HistoryQuery &query)
        : m_database(database)
        , m_query(query)
        , m_limit(std::clamp(query.limit, 1, MostRecords))
        , m_needsDetail(query.filter.needsDetail())
        , m_before(query.before > 0 ? query.before : std::numeric_limits<qint64>::max())
    {}

    SqlResult<traffic::HistoryPage> run()
    {
        const auto fullText = hasFullText(m_database);
        if (!fullText)
            return failureOf(fullText);
        const Condition condition = conditionOf(m_query.filter, *fullText);
        m_values = condition.values;
        m_statement =
            (m_needsDetail
                 ? QStringLiteral("SELECT exchange.id, record, detail.detail, request, response"
                                  " FROM exchange LEFT JOIN detail ON detail.id = exchange.id")
                 : QStringLiteral("SELECT exchange.id, record FROM exchange"))
            + QStringLiteral(" WHERE exchange.id < ?")
            + (condition.sql.isEmpty() ? QString() : QStringLiteral(" AND ") + condition.sql)
            + QStringLiteral(" ORDER BY exchange.id DESC LIMIT ?");
        const auto deadline = std::chrono::steady_clock::now() + SearchTime;
        while (!m_isAtEnd && m_page.records.size() < m_limit
               && std::chrono::steady_clock::now() < deadline) {
            if (auto read = readChunk(); !read)
                return failureOf(read);
        }
        m_page.next = m_isAtEnd ? 0 : m_before;
        return m_page;
    }

private:
    SqlResult<void> readChunk()
    {
        const int wanted = m_needsDetail ? ChunkRowsWithBodies : ChunkRows;
        const int chunk = m_query.filter.isEmpty()
                              ? std::min(wanted, m_limit - static_cast<int>(m_page.records.size()))
                              : wanted;
        auto rows = m_database.execute(m_statement,
                                       QVariantList{m_before} + m_values + QVariantList{chunk});
        if (!rows)
            return failureOf(rows);
        int count = 0;
        while (m_page.records.size() < m_limit) {
            if (!rows->next()) {
                m_isAtEnd = count < chunk;
                break;
            }
            ++count;
            m_before = rows->number(0);
            take(*rows);
        }
        return rows->end();
    }

    void take(const Rows &rows)
    {
        std::optional<traffic::ExchangeRecord> record = recordOf(rows.bytes(1));
        if (!record)
            return;
        std::shared_ptr<const traffic::ExchangeDetail> detail;
        if (m_needsDetail)
            detail = detailOf(rows.bytes(2), rows.bytes(3), rows.bytes(4));
        if (m_query.filter.matches(*record, detail.get()))
            m_page.records.append(std::move(*record));
    }

    Database &m_database;
    const traffic::HistoryQuery &m_query;
    const int m_limit;
    const bool m_needsDetail;
    QString m_statement;
    QVariantList m_values;
    qint64 m_before; ///< all from here on was looked at
    bool m_isAtEnd = false;
    traffic::HistoryPage m_page;
};

SqlResult<traffic::StoredExchange> find(Database &database, qint64 id)
{
    auto rows = database.execute(
        QStringLiteral("SELECT record, detail.detail, request, response FROM exchange"
                       " LEFT JOIN detail ON detail.id = exchange.id WHERE exchange.id = ?"),
        {id});
    if (!rows)
        return failureOf(rows);
    traffic::StoredExchange found;
    if (!rows->next()) {
        const auto ended = rows->end();
        return ended ? SqlResult<traffic::StoredExchange>(found) : failureOf(ended);
    }
    found.record = recordOf(rows->bytes(0));
    if (const QByteArray detail = rows->bytes(1); !detail.isEmpty())
        found.detail = detailOf(detail, rows->bytes(2), rows->bytes(3));
    return found;
}

} // namespace

SqlResult<traffic::HistoryPage> readPage(const QString &path, const traffic::HistoryQuery &query)
{
    Database database;
    if (auto opened = openFor(database, path); !opened)
        return failureOf(opened);
    return PageSearch(database, query).run();
}

SqlResult<traffic::StoredExchange> readExchange(const QString &path, qint64 id)
{
    Database database;
    if (auto opened = openFor(database, path); !opened)
        return failureOf(opened);
    return find(database, id);
}

SqlResult<void> readAll(const QString &path,
                        TimePoint since,
                        const std::function<bool(const traffic::ExchangeRecord &)> &each)
{
    Database database;
    if (auto opened = openFor(database, path); !opened)
        return opened;
    qint64 behind = 0;
    while (true) {
        auto rows = database.execute(
            QStringLiteral("SELECT id, record FROM exchange WHERE id > ? AND at >= ?"
                           " ORDER BY id LIMIT ?"),
            {behind, qint64(since.time_since_epoch().count()), ChunkRows});
        if (!rows)
            return failureOf(rows);
        int count = 0;
        for (; rows->next(); ++count) {
            behind = rows->number(0);
            const auto record = recordOf(rows->bytes(1));
            if (record && !each(*record))
                return {};
        }
        if (count < ChunkRows)
            return rows->end();
    }
}

} // namespace llmproxy::history
