// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>
#include <QHash>
#include <QList>
#include <QSet>

namespace llmproxy::stats {

// The text of the DogStatsD protocol: `name:value|type|#tag,tag`, several lines to a packet.
// Source: Datadog, "DogStatsD Datagram Format".

/// One measurement. `value` is a decimal number.
struct Metric
{
    enum class Type { Count, Gauge, Distribution };

    QByteArray name; ///< a constant of ours, "requests.count"
    QByteArray value;
    Type type = Type::Count;
    QByteArrayList tags; ///< as tag() makes them

    bool operator==(const Metric &) const = default;
};

/// No tag is longer, in bytes of UTF-8.
inline constexpr qsizetype MaxTagBytes = 200;

/// `name:value`. What would end the tag or the line stands as '_', "…" as "...".
QByteArray tag(QByteArrayView name, QByteArrayView value);

/// A tag as people write it into the configuration, "team:search" or "beta", made safe alike.
QByteArray safeTag(QByteArrayView text);

/// One line, without an end. `nameSpace` and a '.' stand in front of the name; `common` are more
/// tags. None is there twice.
QByteArray metricLine(QByteArrayView nameSpace, const QByteArrayList &common, const Metric &metric);

/// Lines as packets of at most MaxBytes, which no link of the Internet breaks up. A line that is
/// longer by itself is left out.
class PacketWriter
{
public:
    static constexpr qsizetype MaxBytes = 1432;

    /// False: the line is too long.
    bool add(const QByteArray &line);
    qsizetype packets() const { return m_packets.size(); }
    QByteArrayList take();

private:
    QByteArrayList m_packets;
};

/// Keeps the number of time series down, which the receiver charges for: of each tag the first
/// MaxValues values are let through, later ones become "other".
class TagLimit
{
public:
    static constexpr qsizetype MaxValues = 200;

    QByteArray bounded(const QByteArray &name, const QByteArray &value);

private:
    QHash<QByteArray, QSet<QByteArray>> m_values;
};

} // namespace llmproxy::stats
