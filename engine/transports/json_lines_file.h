// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/transports/transport.h"

#include <QFile>

#include <functional>

namespace llmproxy::transports {

/// Appends a line of JSON for each record to a file that others may append to as well: one write
/// for all the lines of a batch.
///
/// The file (mode 0644) and its folders (0755) are made when first needed, and it stays open.
/// After an error it is closed and opened again by a later write, at most once a second; until
/// then lines wait. A line that was torn by a full disk or by the end of a process is ended before
/// the next one begins, so that it spoils no other.
class JsonLinesFile final : public Transport
{
public:
    using Clock = std::function<MonotonicTime()>;

    static constexpr std::chrono::seconds RetryAfter{1};

    /// `maxWaiting` records wait at most; more are lost.
    JsonLinesFile(QString path, qsizetype maxWaiting, Clock clock = MonotonicTime::clock::now);
    ~JsonLinesFile() override;

    void write(const QList<cost::Record> &records) override;
    void flush() override;
    void reopen() override;
    bool hasWaiting() const override { return m_waitingLines > 0; }
    stats::TransportStatus status() const override { return m_status; }

private:
    bool open();
    void fail(const QString &why);
    void settle(qsizetype writtenBytes);

    const QString m_path;
    const qsizetype m_maxWaiting;
    const Clock m_clock;
    QFile m_file;
    QByteArray m_waiting; ///< whole lines
    qsizetype m_waitingLines = 0;
    bool m_isTorn = false; ///< the file ends inside a line
    MonotonicTime m_retryAt{};
    stats::TransportStatus m_status;
};

} // namespace llmproxy::transports
