// SPDX-License-Identifier: MIT
#pragma once

#include "engine/transports/dogstatsd.h"
#include "engine/transports/transport.h"

namespace llmproxy::transports {

/// Measures records as metrics of DogStatsD (engine/stats/cost_metrics.h).
class Datadog final : public Transport
{
public:
    explicit Datadog(const Dogstatsd::Agent &agent,
                     net::Resolver::Lookup lookup = net::Resolver::systemLookup());

    void write(const QList<cost::Record> &records) override;
    void flush() override;
    bool hasWaiting() const override { return m_dogstatsd.hasWaiting(); }
    stats::TransportStatus status() const override;

private:
    const QByteArray m_name;
    Dogstatsd m_dogstatsd;
    stats::TagLimit m_limit;
};

} // namespace llmproxy::transports
