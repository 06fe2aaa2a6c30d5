// SPDX-License-Identifier: MIT
#include "ui/timeline.h"

#include "ui/event_table.h"
#include "ui/format.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

using Kind = Span::Kind;

/// The tries, and the pauses between them; gives where the last one ended.
Duration addTries(Timeline &timeline, const QList<traffic::Attempt> &tries)
{
    Duration end{};
    for (qsizetype i = 0; i < tries.size(); ++i) {
        const traffic::Attempt &attempt = tries.at(i);
        if (attempt.waited.count() > 0)
            timeline.spans.append({Timeline::tr("pause"), end, attempt.at, Kind::Pause});
        const bool isLast = i + 1 == tries.size();
        const QString how =
            attempt.status > 0 ? QString::number(attempt.status) : format::plain(attempt.error);
        const QString name = Timeline::tr("try %1: %2").arg(QString::number(i + 1), how);
        end = attempt.at + attempt.took;
        timeline.spans.append({name, attempt.at, end, isLast ? Kind::Waiting : Kind::Failed});
    }
    return end;
}

void addStreaming(Timeline &timeline, Duration from)
{
    timeline.spans.append(
        {timeline.isDone ? Timeline::tr("answer") : Timeline::tr("answer, under way"),
         from,
         timeline.end,
         Kind::Streaming});
    Duration last = from;
    for (const Duration at : std::as_const(timeline.arrivals)) {
        if (at - last >= EventTable::LongGap)
            timeline.spans.append({Timeline::tr("nothing came"), last, at, Kind::Gap});
        last = std::max(last, at);
    }
}

} // namespace

Timeline Timeline::of(const ExchangeReading &reading)
{
    const traffic::ExchangeRecord &record = reading.record();
    Timeline timeline;
    timeline.isDone = reading.isDone();
    const Duration sofar = std::max(Duration::zero(), reading.now() - record.at);
    timeline.end = record.total.value_or(sofar);
    timeline.head = record.headAt;
    timeline.firstByte = record.firstByte;
    for (const traffic::Arrival &arrival : reading.detail().arrivals)
        timeline.arrivals.append(arrival.at);
    Duration waited = addTries(timeline, record.tries);
    if (record.tries.isEmpty()) {
        waited = record.headAt.value_or(record.firstByte.value_or(timeline.end));
        timeline.spans.append(
            {record.madeHere ? Timeline::tr("the proxy itself") : Timeline::tr("until the head"),
             {},
             waited,
             Kind::Waiting});
    }
    if (!record.firstByte)
        return timeline;
    if (*record.firstByte > waited)
        timeline.spans.append(
            {Timeline::tr("head to first byte"), waited, *record.firstByte, Kind::Waiting});
    addStreaming(timeline, *record.firstByte);
    return timeline;
}

QString Timeline::text() const
{
    QStringList told;
    for (const Span &span : spans)
        told.append(Timeline::tr("%1: from %2, %3 long")
                        .arg(span.name,
                             format::duration(span.from),
                             format::duration(span.to - span.from)));
    return told.join(u"; "_s);
}

} // namespace llmproxy::ui
