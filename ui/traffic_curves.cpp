// SPDX-License-Identifier: MIT
#include "ui/traffic_curves.h"

namespace llmproxy::ui {
namespace {

double minutesBeforeTheLast(const QList<stats::TrafficSlot> &slotList, qsizetype i)
{
    const auto age = static_cast<double>((slotList.constLast().from - slotList[i].from).count());
    return -age / 60'000;
}

qint64 answeredBy(const stats::TrafficSlot &slot, stats::AnsweredBy by)
{
    return slot.answered.at(static_cast<std::size_t>(by));
}

void addPoint(QList<QPointF> &line, double minutes, const std::optional<Duration> &time)
{
    if (time)
        line.append({minutes, static_cast<double>(time->count()) / 1000});
}

} // namespace

QList<QList<QPointF>> TrafficCurves::answers(const QList<stats::TrafficSlot> &slotList)
{
    constexpr double seconds = static_cast<double>(stats::RecentTraffic::SlotLength.count()) / 1000;
    QList<QList<QPointF>> lines(static_cast<qsizetype>(Shown.size()));
    for (qsizetype i = 0; i < slotList.size(); ++i) {
        for (std::size_t line = 0; line < Shown.size(); ++line) {
            const auto count = static_cast<double>(answeredBy(slotList[i], Shown.at(line)));
            lines[static_cast<qsizetype>(line)].append(
                {minutesBeforeTheLast(slotList, i), count / seconds});
        }
    }
    // A line that is all on the axis only hides it.
    const QList<qint64> all = sums(slotList);
    for (qsizetype line = 1; line < lines.size(); ++line) {
        if (all[line] == 0)
            lines[line].clear();
    }
    return lines;
}

QList<QList<QPointF>> TrafficCurves::firstByte(const QList<stats::TrafficSlot> &slotList)
{
    QList<QList<QPointF>> lines(2);
    for (qsizetype i = 0; i < slotList.size(); ++i) {
        const double minutes = minutesBeforeTheLast(slotList, i);
        addPoint(lines[0], minutes, slotList[i].firstByteP50);
        addPoint(lines[1], minutes, slotList[i].firstByteP95);
    }
    return lines;
}

QList<qint64> TrafficCurves::sums(const QList<stats::TrafficSlot> &slotList)
{
    QList<qint64> sums(static_cast<qsizetype>(Shown.size()));
    for (const stats::TrafficSlot &slot : slotList) {
        for (std::size_t line = 0; line < Shown.size(); ++line)
            sums[static_cast<qsizetype>(line)] += answeredBy(slot, Shown.at(line));
    }
    return sums;
}

} // namespace llmproxy::ui
