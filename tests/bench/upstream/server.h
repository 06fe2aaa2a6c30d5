// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/upstream/agenda.h"
#include "tests/bench/upstream/listener.h"
#include "tests/bench/upstream/server_connection.h"
#include "tests/bench/upstream/tls.h"
#include "tests/bench/wire/poller.h"

#include <deque>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace llmproxy::bench {

/// A vendor as far as a proxy can tell, cheap enough not to be the limit. The last segment of the
/// path says what is asked for:
///
///   completions   1 KiB of JSON. ?close=1 ends the connection after it, ?delay_ms=N answers late,
///                 ?interval_us=N[&events_per_write=N] makes it an endless event stream,
///                 ?hold=1 a stream that is silent until the release
///   sink          a short answer when the whole body has come
///   blob          ?bytes=N of filling
///   release       the stream that has been held longest sends one event and is held again
///   stats         what was counted so far
class Server final : public ServerConnection::Owner, public Listener::Owner
{
public:
    Server() = default;

    /// False when the port cannot be listened on. `tls` may be null.
    bool listen(std::uint16_t port, TlsContext tls);
    void runUntil(TimePoint end);

private:
    struct Statistics
    {
        long accepted = 0;
        long handshakes = 0;
        long resumed = 0;
        long requests = 0;
        long events = 0;
    };

    void onAccepted(Transport transport) override;
    void onRequest(ServerConnection &connection, const Request &request) override;
    void onHandshake(bool resumed) override;
    void onClosed(ServerConnection &connection) override;

    void answerCompletion(ServerConnection &connection, const Request &request);
    void startStream(ServerConnection &connection, const Request &request);
    void releaseHeld();
    void schedule(const std::weak_ptr<ServerConnection> &connection, const EventStream &stream);
    void perform(const Appointment &due);
    void sendEvents(ServerConnection &connection, long count);
    std::string statistics() const;

    Poller m_poller;
    std::vector<std::unique_ptr<Listener>> m_listeners;
    std::unordered_map<ServerConnection *, std::shared_ptr<ServerConnection>> m_connections;
    std::vector<std::shared_ptr<ServerConnection>> m_closed; // in this round of the poller
    std::deque<std::weak_ptr<ServerConnection>> m_held;      // the longest held first
    Agenda m_agenda;
    Statistics m_statistics;
    std::string m_events;
    std::mt19937_64 m_random{42};
};

} // namespace llmproxy::bench
