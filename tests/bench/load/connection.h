// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/load/response_reader.h"
#include "tests/bench/wire/descriptor.h"
#include "tests/bench/wire/poller.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace llmproxy::bench {

/// One client connection: sends a request, reports what comes back, and can be opened again.
class Connection final : public Poller::Watcher
{
public:
    /// Told what happens on a connection. It may call send(), open() and close() from there.
    class Listener
    {
    public:
        virtual void onConnected(Connection &connection) = 0;
        virtual void onFirstHead(Connection &connection) = 0; // once in a connection object's life
        virtual void onPayload(Connection &connection, std::string_view run) = 0;
        virtual void onAnswered(Connection &connection) = 0;
        virtual void onLost(Connection &connection) = 0;

    protected:
        ~Listener() = default;
    };

    enum class Role { Measured, SilentStream };

    Connection(Poller &poller, Listener &listener, Role role);
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;
    ~Connection() = default;

    void open(std::uint16_t port, bool resetWhenClosed);
    void close();
    /// `request` must outlive the sending. `startedAt` is what the latency counts from.
    void send(std::string_view request, TimePoint startedAt);

    Role role() const { return m_role; }
    TimePoint startedAt() const { return m_startedAt; }
    void setStartedAt(TimePoint when) { m_startedAt = when; }
    const ResponseReader &response() const { return m_response; }

    /// The event that has come in part; kept here for the listener.
    std::string &partialEvent() { return m_partialEvent; }

    void onReady(bool readable, bool writable) override;

private:
    void sendMore();
    void receive();

    Poller &m_poller;
    Listener &m_listener;
    Role m_role;
    Descriptor m_socket;
    bool m_isConnecting = false;
    bool m_hadHead = false;
    bool m_watchesWritable = false;
    std::string_view m_unsent;
    ResponseReader m_response;
    TimePoint m_startedAt;
    std::string m_partialEvent;
};

} // namespace llmproxy::bench
