// SPDX-License-Identifier: MIT
#include "engine/admin/record_streams.h"

#include "engine/exports/json_lines.h"
#include "engine/traffic/record_json.h"

#include <QJsonDocument>

#include <utility>

namespace llmproxy::admin {

namespace {

Stream::Then thenOf(const RecordScan &scan)
{
    if (scan.isOver())
        return Stream::Then::End;
    return scan.isWaiting() ? Stream::Then::Wait : Stream::Then::More;
}

} // namespace

RecordPage::RecordPage(RecordScan scan, qint64 limit)
    : m_scan(std::move(scan))
    , m_left(limit)
{}

// Looks for one more than the page takes, to know whether another one follows.
Stream::Piece RecordPage::next(MonotonicTime)
{
    Piece piece;
    if (!std::exchange(m_hasBegun, true))
        piece.bytes = R"({"exchanges":[)";
    const QList<RecordScan::Match> matches = m_scan.next();
    for (const RecordScan::Match &match : matches) {
        m_isFull = m_left == 0;
        if (m_isFull)
            break;
        --m_left;
        if (m_lastId != 0)
            piece.bytes += ',';
        m_lastId = match.record.id;
        piece.bytes += QJsonDocument(traffic::toJson(match.record)).toJson(QJsonDocument::Compact);
    }
    if (m_isFull || m_scan.isOver()) {
        piece.bytes += R"(],"next":)" + (m_isFull ? QByteArray::number(m_lastId) : "null") + '}';
        piece.then = Then::End;
    } else {
        piece.then = thenOf(m_scan);
    }
    return piece;
}

JsonLines::JsonLines(RecordScan scan)
    : m_scan(std::move(scan))
{}

Stream::Piece JsonLines::next(MonotonicTime)
{
    Piece piece;
    const QList<RecordScan::Match> matches = m_scan.next();
    for (const RecordScan::Match &match : matches)
        piece.bytes += exports::jsonLine(match.record);
    piece.then = thenOf(m_scan);
    return piece;
}

HarArchive::HarArchive(RecordScan scan, const QByteArray &version)
    : m_scan(std::move(scan))
    , m_writer(version)
{}

Stream::Piece HarArchive::next(MonotonicTime)
{
    Piece piece;
    if (!std::exchange(m_hasBegun, true))
        piece.bytes = m_writer.begin();
    const QList<RecordScan::Match> matches = m_scan.next();
    for (const RecordScan::Match &match : matches)
        piece.bytes += m_writer.entry(match.record, match.detail.get());
    if (m_scan.isOver())
        piece.bytes += m_writer.end();
    piece.then = thenOf(m_scan);
    return piece;
}

} // namespace llmproxy::admin
