// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/log_line.h"
#include "engine/circuit/event.h"
#include "engine/config/config.h"
#include "engine/transports/dogstatsd.h"

#include <QTimer>

#include <memory>
#include <optional>

namespace llmproxy {

/// Tells of what the circuit breaker does: a line in the log and, where there is an agent, a
/// counter for each event.
///
/// Lives in: the recorder, whose event loop it needs.
class BreakerJournal final
{
public:
    explicit BreakerJournal(LogSink log);
    ~BreakerJournal();
    Q_DISABLE_COPY_MOVE(BreakerJournal)

    /// Where counters go from now on; nullopt: nowhere.
    void follow(const std::optional<config::Datadog> &agent);
    void add(const circuit::Event &event);

private:
    void flush();

    const LogSink m_log;
    std::optional<config::Datadog> m_settings;
    std::unique_ptr<transports::Dogstatsd> m_agent;
    QTimer m_due; ///< runs while counters wait for others to share a packet with
};

} // namespace llmproxy
