// SPDX-License-Identifier: MIT
#include "engine/admin/event_feed.h"

#include "engine/traffic/record_json.h"

#include <QJsonDocument>

#include <utility>

namespace llmproxy::admin {

namespace {

constexpr qsizetype RecordsPerPiece = 20;
constexpr qsizetype SearchedPerPiece = 2;                ///< where bodies are looked into
constexpr Duration KeepAlive = std::chrono::seconds(15); ///< proxies cut what is silent for long

qint64 runOf(const Control &control)
{
    return control.snapshot()->startedAt.time_since_epoch().count();
}

} // namespace

QByteArray textOf(const EventPlace &place)
{
    return QByteArray::number(place.run) + '-' + QByteArray::number(place.revision);
}

std::optional<EventPlace> eventPlaceNamed(QByteArrayView text)
{
    const qsizetype dash = text.indexOf('-');
    if (dash < 0)
        return std::nullopt;
    bool isRun = false;
    bool isRevision = false;
    const EventPlace place{text.first(dash).toByteArray().toLongLong(&isRun),
                           text.sliced(dash + 1).toByteArray().toULongLong(&isRevision)};
    return isRun && isRevision ? std::optional(place) : std::nullopt;
}

QByteArray eventOf(const traffic::ExchangeRecord &record, qint64 run)
{
    const QByteArray json = QJsonDocument(traffic::toJson(record)).toJson(QJsonDocument::Compact);
    return "event: exchange\nid: " + textOf(EventPlace{run, record.revision}) + "\ndata: " + json
           + "\n\n";
}

EventFeed::EventFeed(const Control &control, std::optional<EventPlace> from, traffic::Filter filter)
    : m_control(control)
    , m_filter(std::move(filter))
    , m_place{runOf(control), 0}
{
    if (!from)
        m_place.revision = control.recordsSince(0, 0).cursor;
    else if (from->run == m_place.run)
        m_place.revision = from->revision;
}

Stream::Piece EventFeed::next(MonotonicTime now)
{
    const qsizetype most = m_filter.needsDetail() ? SearchedPerPiece : RecordsPerPiece;
    const traffic::RecordDelta delta = m_control.recordsSince(m_place.revision, most);
    Piece piece;
    for (const traffic::ExchangeRecord &record : delta.changed) {
        const auto detail = m_filter.needsDetail() ? m_control.detail(record.id) : nullptr;
        if (m_filter.matches(record, detail.get()))
            piece.bytes += eventOf(record, m_place.run);
    }
    m_place.revision = delta.cursor;
    piece.then = delta.changed.size() == most ? Then::More : Then::Wait;
    // The first one tells at once that the stream has begun.
    if (piece.bytes.isEmpty() && now - m_spokeAt >= KeepAlive)
        piece.bytes = ": here\n\n";
    if (!piece.bytes.isEmpty())
        m_spokeAt = now;
    return piece;
}

} // namespace llmproxy::admin
