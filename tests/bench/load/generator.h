// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/load/connection.h"
#include "tests/bench/load/measurement.h"
#include "tests/bench/load/options.h"
#include "tests/bench/wire/poller.h"

#include <deque>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace llmproxy::bench {

/// Runs one workload: opens the connections at a bounded rate, waits until each has had the head of
/// its first answer, warms up, measures for the length of the window.
class Generator final : public Connection::Listener
{
public:
    explicit Generator(Options options);

    /// The report, or an empty text when not all connections were answered in time.
    std::string run();

private:
    void onConnected(Connection &connection) override;
    void onFirstHead(Connection &connection) override;
    void onPayload(Connection &connection, std::string_view run) override;
    void onAnswered(Connection &connection) override;
    void onLost(Connection &connection) override;

    bool openAll();
    void runUntil(TimePoint end);
    void openDue(TimePoint now);
    void sendDue(TimePoint now);
    void sendNext(Connection &connection);
    void startRequest(Connection &connection, TimePoint startedAt);
    void reopen(Connection &connection) const;
    void reopenLost();
    void readEvents(Connection &connection, std::string_view run);

    bool hasRate() const { return m_options.requestsPerSecond > 0; }
    int totalConnections() const { return m_options.connections + m_options.silentStreams; }

    Options m_options;
    std::string m_request;
    std::string m_streamRequest;
    std::string m_silentStreamRequest;
    Poller m_poller;
    Measurement m_measurement;
    std::vector<std::unique_ptr<Connection>> m_connections;
    std::vector<Connection *> m_free; // open loop: connections without a request
    std::deque<TimePoint> m_waiting;  // open loop: arrivals that found no free connection
    std::vector<Connection *> m_lost; // to be opened again in the next round
    TimePoint m_nextOpen;
    TimePoint m_nextArrival = TimePoint::max(); // of the open loop, once all is open
    std::mt19937_64 m_random{7};
    int m_answered = 0; // connections that have had a head
};

} // namespace llmproxy::bench
