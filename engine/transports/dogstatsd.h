// SPDX-License-Identifier: MIT
#pragma once

#include "engine/net/resolver.h"
#include "engine/stats/dogstatsd.h"

#include <QUdpSocket>

#include <memory>

namespace llmproxy::transports {

/// Sends metrics to a DogStatsD agent over UDP. Never waits: while the host's name is looked up a
/// few packets wait, and what the system does not take at once is lost. An agent that is not there
/// is not noticed; that is what UDP is for.
///
/// Lives in: the thread that makes it, whose event loop it needs to look names up.
class Dogstatsd final
{
public:
    struct Agent
    {
        QByteArray host;
        quint16 port = 8125;
        QByteArray nameSpace; ///< put before each name, with a '.'
        QByteArrayList tags;  ///< of each metric, as configured

        bool operator==(const Agent &) const = default;
    };

    static constexpr qsizetype MaxPackets = 256; ///< that wait

    explicit Dogstatsd(Agent agent, net::Resolver::Lookup lookup = net::Resolver::systemLookup());
    ~Dogstatsd();
    Q_DISABLE_COPY_MOVE(Dogstatsd)

    /// Goes with the next flush().
    void add(const stats::Metric &metric);
    void flush();

    bool hasWaiting() const { return m_writer.packets() > 0; }
    qint64 sent() const { return m_sent; } ///< packets
    qint64 lost() const { return m_lost; } ///< packets, and metrics that no packet took
    const QByteArray &lastError() const { return m_lastError; } ///< empty: it works

private:
    void send(const QHostAddress &address);

    const Agent m_agent;
    QByteArrayList m_tags;
    stats::PacketWriter m_writer;
    net::Resolver m_resolver;
    net::Resolver::Query m_query;
    bool m_isAsking = false;
    std::unique_ptr<QUdpSocket> m_socket; ///< null until the first packet
    QAbstractSocket::NetworkLayerProtocol m_family = QAbstractSocket::UnknownNetworkLayerProtocol;
    qint64 m_sent = 0;
    qint64 m_lost = 0;
    QByteArray m_lastError;
};

} // namespace llmproxy::transports
