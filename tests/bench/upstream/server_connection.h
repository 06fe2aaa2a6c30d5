// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/upstream/request.h"
#include "tests/bench/upstream/transport.h"
#include "tests/bench/wire/poller.h"

#include <string>
#include <string_view>

namespace llmproxy::bench {

/// One accepted connection: takes requests out of it, one at a time, and sends what the owner
/// answers, as fast as the peer reads.
class ServerConnection final : public Poller::Watcher
{
public:
    class Owner
    {
    public:
        /// The next request is taken up when the answer is complete: at once, or with endAnswer()
        /// when postponeAnswer() was called.
        virtual void onRequest(ServerConnection &connection, const Request &request) = 0;
        virtual void onHandshake(bool resumed) = 0;
        /// The connection may be destroyed only when the poller's round is over.
        virtual void onClosed(ServerConnection &connection) = 0;

    protected:
        ~Owner() = default;
    };

    ServerConnection(Poller &poller, Owner &owner, Transport transport);
    ServerConnection(const ServerConnection &) = delete;
    ServerConnection &operator=(const ServerConnection &) = delete;
    ~ServerConnection() = default;

    void send(std::string_view bytes);
    /// Sends so many bytes of filling, made as the peer takes them.
    void sendBlob(long bytes);
    /// The peer is told that this was all; it closes.
    void finishSending();

    void postponeAnswer() { m_isAnswering = true; }
    void endAnswer();

    void onReady(bool readable, bool writable) override;

private:
    void receive();
    void takeRequests(std::string_view bytes);
    void sendUnsent();
    void noteHandshake();
    void close();

    Poller &m_poller;
    Owner &m_owner;
    Transport m_transport;
    RequestReader m_requests;
    std::string m_unread; // came while an answer was under way
    std::string m_unsent;
    long m_blobLeft = 0;
    bool m_isAnswering = false;
    bool m_finishesWhenSent = false;
    bool m_watchesWritable = false;
    bool m_hasHandshaken = false;
    bool m_isClosed = false;
};

} // namespace llmproxy::bench
