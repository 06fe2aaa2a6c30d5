// SPDX-License-Identifier: MIT
#pragma once

#include "engine/admin/answer.h"
#include "engine/control.h"
#include "engine/traffic/filter.h"

namespace llmproxy::admin {

/// Where a reader of events is: in the run of the engine that began at `run`, behind the change
/// `revision` of a record.
struct EventPlace
{
    qint64 run = 0;
    quint64 revision = 0;

    bool operator==(const EventPlace &) const = default;
};

/// The `id` of an event, "1735689600000-42", and back; nullopt: it is none.
QByteArray textOf(const EventPlace &place);
std::optional<EventPlace> eventPlaceNamed(QByteArrayView text);

/// One event as it is sent (text/event-stream): `event: exchange`, the record as data, and the
/// place behind it as id.
QByteArray eventOf(const traffic::ExchangeRecord &record, qint64 run);

/// The changes of records that a filter lets pass as events, without end. A reader that is slow, or
/// comes again, gets of each record the last state alone; what left the live window meanwhile is
/// left out.
class EventFeed final : public Stream
{
public:
    /// `from`: of an earlier run, it begins with all that there is; nullopt: with what comes.
    EventFeed(const Control &control, std::optional<EventPlace> from, traffic::Filter filter = {});

    bool isEndless() const override { return true; }
    Piece next(MonotonicTime now) override;

private:
    const Control &m_control;
    const traffic::Filter m_filter;
    EventPlace m_place;
    MonotonicTime m_spokeAt{};
};

} // namespace llmproxy::admin
