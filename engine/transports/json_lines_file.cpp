// SPDX-License-Identifier: MIT
#include "engine/transports/json_lines_file.h"

#include <QDir>
#include <QFileInfo>

#include <utility>

namespace llmproxy::transports {

namespace {

constexpr QFile::Permissions FileMode =
    QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther;
constexpr QFile::Permissions FolderMode =
    FileMode | QFile::ExeOwner | QFile::ExeGroup | QFile::ExeOther;

// QDir::mkpath() would take the mode from the umask alone.
bool makeFolder(const QString &path)
{
    if (QFileInfo(path).isDir())
        return true;
    return makeFolder(QFileInfo(path).path())
           && (QDir().mkdir(path, FolderMode) || QFileInfo(path).isDir()); // or another made it
}

bool endsInsideALine(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) || file.size() == 0)
        return false;
    char last = '\n';
    return file.seek(file.size() - 1) && file.getChar(&last) && last != '\n';
}

} // namespace

JsonLinesFile::JsonLinesFile(QString path, qsizetype maxWaiting, Clock clock)
    : m_path(std::move(path))
    , m_maxWaiting(maxWaiting)
    , m_clock(std::move(clock))
    , m_file(m_path)
{
    m_status.name = "file " + m_path.toUtf8();
}

JsonLinesFile::~JsonLinesFile() = default;

void JsonLinesFile::write(const QList<cost::Record> &records)
{
    for (const cost::Record &record : records) {
        if (m_waitingLines >= m_maxWaiting)
            flush();
        if (m_waitingLines >= m_maxWaiting) {
            ++m_status.dropped;
            continue;
        }
        m_waiting += cost::jsonLine(record);
        ++m_waitingLines;
    }
    flush();
}

void JsonLinesFile::flush()
{
    if (m_waiting.isEmpty() || (!m_file.isOpen() && !open()))
        return;
    const QByteArray bytes = (m_isTorn ? "\n" : "") + m_waiting;
    const qsizetype ended = m_isTorn ? 1 : 0;
    const qint64 written = m_file.write(bytes);
    if (written == bytes.size()) {
        settle(m_waiting.size());
        m_isTorn = false;
        m_status.lastError.clear();
        return;
    }
    const QString why = m_file.errorString();
    if (written > 0) {
        settle(static_cast<qsizetype>(written) - ended);
        m_isTorn = bytes.at(static_cast<qsizetype>(written) - 1) != '\n';
    }
    fail(why);
}

// Lines that the file has whole need not wait any longer; of a torn one a whole one follows.
void JsonLinesFile::settle(qsizetype writtenBytes)
{
    const qsizetype whole = m_waiting.first(writtenBytes).lastIndexOf('\n') + 1;
    const qsizetype lines = m_waiting.first(whole).count('\n');
    m_waiting.remove(0, whole);
    m_waitingLines -= lines;
    m_status.written += lines;
}

void JsonLinesFile::reopen()
{
    m_file.close();
    m_retryAt = {};
    flush();
}

bool JsonLinesFile::open()
{
    if (m_clock() < m_retryAt)
        return false;
    const QFileInfo info(m_path);
    if (info.exists() && !info.isFile()) { // a pipe would make us wait for its reader
        fail(QStringLiteral("is not a file"));
        return false;
    }
    m_isTorn = endsInsideALine(m_path);
    if (makeFolder(info.path())
        && m_file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered, FileMode))
        return true;
    fail(m_file.error() == QFile::NoError ? QStringLiteral("its folder cannot be made")
                                          : m_file.errorString());
    return false;
}

void JsonLinesFile::fail(const QString &why)
{
    m_file.close();
    m_retryAt = m_clock() + RetryAfter;
    m_status.lastError = why.toUtf8();
}

} // namespace llmproxy::transports
