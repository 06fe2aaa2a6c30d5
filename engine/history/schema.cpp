// SPDX-License-Identifier: MIT
#include "engine/history/schema.h"

#include <QStringList>

#include <array>

namespace llmproxy::history {

namespace {

// What leads to a version from the one before it. Never changed once it was released.

QStringList toVersion1()
{
    return {
        QStringLiteral("CREATE TABLE exchange (id INTEGER PRIMARY KEY, at INTEGER NOT NULL,"
                       " provider TEXT NOT NULL COLLATE NOCASE, model TEXT NOT NULL COLLATE NOCASE,"
                       " status INTEGER NOT NULL, size INTEGER NOT NULL, record BLOB NOT NULL)"),
        QStringLiteral("CREATE INDEX exchange_at ON exchange (at)"),
        QStringLiteral("CREATE INDEX exchange_provider ON exchange (provider)"),
        QStringLiteral("CREATE INDEX exchange_model ON exchange (model)"),
        QStringLiteral("CREATE INDEX exchange_status ON exchange (status)"),
        QStringLiteral("CREATE TABLE detail (id INTEGER PRIMARY KEY, detail BLOB NOT NULL,"
                       " request BLOB, response BLOB)"),
    };
}

QStringList toVersion2()
{
    return {
        QStringLiteral("ALTER TABLE exchange ADD COLUMN"
                       " user TEXT NOT NULL DEFAULT '' COLLATE NOCASE"),
        QStringLiteral("UPDATE exchange SET user ="
                       " coalesce(json_extract(CAST(record AS TEXT), '$.user'), '')"),
    };
}

constexpr std::array Steps{&toVersion1, &toVersion2};
static_assert(Steps.size() == SchemaVersion);

SqlResult<void> take(Database &database, int version)
{
    Transaction transaction(database);
    auto done = transaction.begin();
    QStringList statements = Steps.at(std::size_t(version) - 1)();
    statements += QStringLiteral("PRAGMA user_version = %1").arg(version);
    for (const QString &statement : std::as_const(statements)) {
        if (done)
            done = database.run(statement);
    }
    return done ? transaction.commit() : done;
}

} // namespace

SqlResult<void> bringUpToDate(Database &database)
{
    const auto version = database.number(QStringLiteral("PRAGMA user_version"));
    if (!version)
        return failureOf(version);
    if (*version < 0 || *version > SchemaVersion)
        return Failure<SqlError>(
            {SqlError::Kind::Other, QStringLiteral("the history was written by a newer version")});
    for (int next = static_cast<int>(*version) + 1; next <= SchemaVersion; ++next) {
        if (auto taken = take(database, next); !taken)
            return taken;
    }
    return {};
}

SqlResult<void> setFullText(Database &database, bool isWanted)
{
    return database.run(
        isWanted ? QStringLiteral(
            "CREATE VIRTUAL TABLE IF NOT EXISTS body_text USING fts5(body, tokenize='trigram')")
                 : QStringLiteral("DROP TABLE IF EXISTS body_text"));
}

} // namespace llmproxy::history
