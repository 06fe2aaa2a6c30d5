// SPDX-License-Identifier: MIT
#pragma once

#include "engine/history/store.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace llmproxy::test {

inline constexpr qint64 MiB = qint64(1) << 20;
/// The clock of these tests.
inline constexpr TimePoint Now{Duration(1'767'225'600'000)};

inline traffic::ExchangeRecord recordOf(qint64 id, TimePoint at = Now)
{
    traffic::ExchangeRecord record;
    record.id = id;
    record.at = at;
    record.provider = "openai";
    record.model = "gpt-4o";
    record.status = 200;
    record.phase = traffic::Phase::Done;
    return record;
}

inline history::Entry entryOf(qint64 id, const QByteArray &body = {}, TimePoint at = Now)
{
    auto detail = std::make_shared<traffic::ExchangeDetail>();
    detail->requestHead = "POST /openai/v1/responses HTTP/1.1\n";
    detail->response = {body, body.size(), {}, {}};
    return {recordOf(id, at), detail};
}

inline std::vector<history::Row> rowsOf(const std::vector<history::Entry> &entries)
{
    std::vector<history::Row> rows;
    for (const history::Entry &entry : entries)
        rows.push_back(history::rowOf(entry, 0));
    return rows;
}

/// For a QTemporaryDir in memory where there is one: what the disk does is not what is tested.
inline QString folderTemplate()
{
    const QString inMemory = QStringLiteral("/dev/shm");
    return (QFileInfo(inMemory).isWritable() ? inMemory : QDir::tempPath())
           + QStringLiteral("/history-XXXXXX");
}

/// Without a pattern, and different for each seed.
inline QByteArray noise(qsizetype bytes, quint32 seed)
{
    QByteArray made(bytes, '\0');
    quint32 state = seed * 2'654'435'761U + 1;
    for (char &each : made) {
        state = state * 1'664'525U + 1'013'904'223U;
        each = static_cast<char>(state >> 24);
    }
    return made;
}

/// The files of the folder that hold these bytes somewhere.
inline QStringList filesWith(const QString &folder, const QByteArray &bytes)
{
    QStringList found;
    for (const QString &name : QDir(folder).entryList(QDir::Files | QDir::Hidden)) {
        QFile file(folder + QLatin1Char('/') + name);
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(bytes))
            found += name;
    }
    return found;
}

/// The whole file as SQLite sees it: "ok".
inline QByteArray integrityOf(const QString &path)
{
    history::Database database;
    if (!database.open(path, history::Database::Access::ReadOnly, 1000))
        return "cannot be opened";
    auto rows = database.execute(QStringLiteral("PRAGMA integrity_check"));
    return rows && rows->next() ? rows->bytes(0) : QByteArray("cannot be read");
}

} // namespace llmproxy::test
