// SPDX-License-Identifier: MIT
#include "engine/history/database.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <atomic>
#include <utility>

namespace llmproxy::history {

namespace {

const QString Driver = QStringLiteral("QSQLITE");

// SQLite's primary result codes; the driver tells extended ones, whose low byte they are.
enum Code { Busy = 5, Locked = 6, Corrupt = 11, Full = 13, NotADatabase = 26 };

SqlError errorOf(const QSqlError &error)
{
    SqlError made{SqlError::Kind::Other,
                  error.databaseText().isEmpty() ? error.driverText() : error.databaseText()};
    switch (error.nativeErrorCode().toInt() & 0xFF) {
    case Busy:
    case Locked:
        made.kind = SqlError::Kind::Busy;
        break;
    case Full:
        made.kind = SqlError::Kind::Full;
        break;
    case Corrupt:
    case NotADatabase:
        made.kind = SqlError::Kind::Damaged;
        break;
    default:
        break;
    }
    return made;
}

QString nextName()
{
    static std::atomic<int> last{0};
    return QStringLiteral("history-%1").arg(++last);
}

} // namespace

Rows::~Rows()
{
    if (m_query != nullptr)
        m_query->finish();
}

Rows::Rows(Rows &&other) noexcept
    : m_query(std::exchange(other.m_query, nullptr))
{}

bool Rows::next()
{
    return m_query->next();
}

QByteArray Rows::bytes(int column) const
{
    return m_query->value(column).toByteArray();
}

qint64 Rows::number(int column) const
{
    return m_query->value(column).toLongLong();
}

SqlResult<void> Rows::end() const
{
    if (m_query->lastError().isValid())
        return Failure<SqlError>(errorOf(m_query->lastError()));
    return {};
}

Database::Database() = default;

Database::~Database()
{
    close();
}

SqlResult<void> Database::open(const QString &path, Access access, int busyMs)
{
    close();
    if (!QSqlDatabase::isDriverAvailable(Driver))
        return Failure<SqlError>(
            {SqlError::Kind::Other,
             QStringLiteral(
                 "Qt's driver for SQLite is not installed (Debian: libqt6sql6-sqlite)")});
    m_name = nextName();
    QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(busyMs);
    if (access == Access::ReadOnly)
        options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    SqlError error;
    {
        QSqlDatabase connection = QSqlDatabase::addDatabase(Driver, m_name);
        connection.setDatabaseName(path);
        connection.setConnectOptions(options);
        if (connection.open())
            return {};
        error = errorOf(connection.lastError());
    }
    close();
    return Failure<SqlError>(std::move(error));
}

void Database::close()
{
    m_statements.clear();
    if (isOpen())
        QSqlDatabase::removeDatabase(std::exchange(m_name, {}));
}

SqlResult<Rows> Database::execute(const QString &statement, const QVariantList &values)
{
    std::unique_ptr<QSqlQuery> &query = m_statements[statement];
    if (!query) {
        query = std::make_unique<QSqlQuery>(QSqlDatabase::database(m_name, false));
        query->setForwardOnly(true);
        if (!query->prepare(statement)) {
            SqlError error = errorOf(query->lastError());
            m_statements.erase(statement);
            return Failure<SqlError>(std::move(error));
        }
    }
    for (qsizetype i = 0; i < values.size(); ++i)
        query->bindValue(static_cast<int>(i), values.at(i));
    Rows rows(*query); // ends the statement in any case
    if (!query->exec())
        return Failure<SqlError>(errorOf(query->lastError()));
    return rows;
}

SqlResult<void> Database::run(const QString &statement)
{
    QSqlQuery query(QSqlDatabase::database(m_name, false));
    query.setForwardOnly(true);
    if (query.exec(statement)) {
        while (query.next()) { // some pragmas do their work row by row
        }
    }
    if (query.lastError().isValid())
        return Failure<SqlError>(errorOf(query.lastError()));
    return {};
}

SqlResult<qint64> Database::number(const QString &statement, const QVariantList &values)
{
    auto rows = execute(statement, values);
    if (!rows)
        return failureOf(rows);
    if (rows->next())
        return rows->number(0);
    if (auto ended = rows->end(); !ended)
        return failureOf(ended);
    return 0;
}

Transaction::~Transaction()
{
    if (m_isOpen)
        m_database.run(QStringLiteral("ROLLBACK")); // SQLite may have done it already
}

SqlResult<void> Transaction::begin()
{
    auto begun = m_database.run(QStringLiteral("BEGIN IMMEDIATE"));
    m_isOpen = begun.has_value();
    return begun;
}

SqlResult<void> Transaction::commit()
{
    auto committed = m_database.run(QStringLiteral("COMMIT"));
    if (committed)
        m_isOpen = false;
    return committed;
}

} // namespace llmproxy::history
