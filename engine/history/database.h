// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QString>
#include <QVariantList>

#include <map>
#include <memory>

class QSqlQuery;

namespace llmproxy::history {

/// Why SQLite did not do it.
struct SqlError
{
    enum class Kind {
        Busy,    ///< another connection has it locked
        Full,    ///< the disk, or as large as it may be
        Damaged, ///< the file is no database, or no longer a sound one
        Other,
    };
    Kind kind = Kind::Other;
    QString text; ///< for people, without values that were bound
};

template<class T>
using SqlResult = Result<T, SqlError>;

/// The same error as the result of something else.
template<class T>
Failure<SqlError> failureOf(const SqlResult<T> &result)
{
    return Failure<SqlError>(result.error());
}

/// The rows of a statement. Ends it when it goes, and with it what it has locked.
class Rows
{
public:
    explicit Rows(QSqlQuery &query)
        : m_query(&query)
    {}
    ~Rows();
    Rows(Rows &&other) noexcept;
    Rows &operator=(Rows &&other) = delete;
    Q_DISABLE_COPY(Rows)

    bool next();
    QByteArray bytes(int column) const;
    qint64 number(int column) const;
    /// After next() was false: whether that was the end.
    SqlResult<void> end() const;

private:
    QSqlQuery *m_query;
};

/// One connection to an SQLite file. Lives in the thread that opens it. Values only ever reach
/// SQLite bound, never as a part of a statement.
class Database
{
public:
    enum class Access { ReadWrite, ReadOnly };

    Database();
    ~Database();
    Q_DISABLE_COPY_MOVE(Database)

    /// Waits `busyMs` at most where another connection has it locked, now and later.
    SqlResult<void> open(const QString &path, Access access, int busyMs);
    void close();
    bool isOpen() const { return !m_name.isEmpty(); }

    /// Prepared once, kept for the next time.
    SqlResult<Rows> execute(const QString &statement, const QVariantList &values = {});
    /// Not kept; its rows are passed over.
    SqlResult<void> run(const QString &statement);
    /// The first value of the first row; 0 if there is none.
    SqlResult<qint64> number(const QString &statement, const QVariantList &values = {});

private:
    QString m_name; ///< of the connection; empty: closed
    std::map<QString, std::unique_ptr<QSqlQuery>> m_statements;
};

/// BEGIN IMMEDIATE, and ROLLBACK unless it was committed.
class Transaction
{
public:
    explicit Transaction(Database &database)
        : m_database(database)
    {}
    ~Transaction();
    Q_DISABLE_COPY_MOVE(Transaction)

    SqlResult<void> begin();
    SqlResult<void> commit();

private:
    Database &m_database;
    bool m_isOpen = false;
};

} // namespace llmproxy::history
