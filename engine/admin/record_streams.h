// SPDX-License-Identifier: MIT
#pragma once

#include "engine/admin/answer.h"
#include "engine/admin/record_scan.h"
#include "engine/exports/har.h"

namespace llmproxy::admin {

// Recorded exchanges as answers that are made while they are sent.

/// A page of records, the newest first: `{"exchanges":[…],"next":id}`; `next` is the `before` of
/// the next page, null behind the last.
class RecordPage final : public Stream
{
public:
    RecordPage(RecordScan scan, qint64 limit);

    void onReady(std::function<void()> ready) override { m_scan.onReady(std::move(ready)); }
    Piece next(MonotonicTime now) override;

private:
    RecordScan m_scan;
    qint64 m_left;         ///< of the page
    qint64 m_lastId = 0;   ///< of the page so far; 0: it is empty
    bool m_isFull = false; ///< and there is a further one
    bool m_hasBegun = false;
};

/// A line of JSON for each.
class JsonLines final : public Stream
{
public:
    explicit JsonLines(RecordScan scan);

    void onReady(std::function<void()> ready) override { m_scan.onReady(std::move(ready)); }
    Piece next(MonotonicTime now) override;

private:
    RecordScan m_scan;
};

/// One HAR of all.
class HarArchive final : public Stream
{
public:
    /// `version` is the program's. The scan is one with details.
    HarArchive(RecordScan scan, const QByteArray &version);

    void onReady(std::function<void()> ready) override { m_scan.onReady(std::move(ready)); }
    Piece next(MonotonicTime now) override;

private:
    RecordScan m_scan;
    exports::HarWriter m_writer;
    bool m_hasBegun = false;
};

} // namespace llmproxy::admin
