// SPDX-License-Identifier: MIT
#include "engine/stats/dogstatsd.h"

#include <algorithm>
#include <utility>

namespace llmproxy::stats {

namespace {

QByteArrayView typeCode(Metric::Type type)
{
    switch (type) {
    case Metric::Type::Count:
        return "c";
    case Metric::Type::Gauge:
        return "g";
    case Metric::Type::Distribution:
        break;
    }
    return "d";
}

bool isUnsafe(char c)
{
    return static_cast<quint8>(c) < 0x20 || c == 0x7f || QByteArrayView(",|#:").contains(c);
}

QByteArray safeText(QByteArrayView text)
{
    // More than enough to cut later: an escaped "…" takes as many bytes as the letter.
    QByteArray safe = text.first(std::min(text.size(), 2 * MaxTagBytes)).toByteArray();
    safe.replace("…", "...");
    for (char &c : safe) {
        if (isUnsafe(c))
            c = '_';
    }
    return safe;
}

QByteArray cut(QByteArray text)
{
    qsizetype end = std::min(text.size(), MaxTagBytes);
    if (end < text.size()) {
        while (end > 0 && (static_cast<quint8>(text.at(end)) & 0xC0) == 0x80) // inside a letter
            --end;
    }
    text.truncate(end);
    return text;
}

} // namespace

QByteArray tag(QByteArrayView name, QByteArrayView value)
{
    return cut(safeText(name) + ':' + safeText(value));
}

QByteArray safeTag(QByteArrayView text)
{
    const qsizetype colon = text.indexOf(':');
    return colon < 0 ? cut(safeText(text)) : tag(text.first(colon), text.sliced(colon + 1));
}

QByteArray metricLine(QByteArrayView nameSpace, const QByteArrayList &common, const Metric &metric)
{
    QByteArrayList tags;
    for (const QByteArray &each : common + metric.tags) {
        if (!tags.contains(each))
            tags.append(each);
    }
    QByteArray line = nameSpace.isEmpty() ? QByteArray() : nameSpace.toByteArray() + '.';
    line += metric.name + ':' + metric.value + '|' + typeCode(metric.type).toByteArray();
    if (!tags.isEmpty())
        line += "|#" + tags.join(',');
    return line;
}

bool PacketWriter::add(const QByteArray &line)
{
    if (line.size() > MaxBytes)
        return false;
    if (!m_packets.isEmpty() && m_packets.last().size() + 1 + line.size() <= MaxBytes)
        m_packets.last() += '\n' + line;
    else
        m_packets.append(line);
    return true;
}

QByteArrayList PacketWriter::take()
{
    return std::exchange(m_packets, {});
}

QByteArray TagLimit::bounded(const QByteArray &name, const QByteArray &value)
{
    QSet<QByteArray> &values = m_values[name];
    const QByteArray known = value.left(MaxTagBytes);
    if (!values.contains(known)) {
        if (values.size() >= MaxValues)
            return "other";
        values.insert(known);
    }
    return value;
}

} // namespace llmproxy::stats
