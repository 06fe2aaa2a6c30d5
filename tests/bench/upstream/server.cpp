// SPDX-License-Identifier: MIT
#include "tests/bench/upstream/server.h"

#include "tests/bench/upstream/responses.h"
#include "tests/bench/wire/sockets.h"

#include <algorithm>
#include <utility>

namespace llmproxy::bench {

bool Server::listen(std::uint16_t port, TlsContext tls)
{
    Descriptor socket = listenOn(port);
    if (!socket.isOpen())
        return false;
    m_listeners.push_back(
        std::make_unique<Listener>(m_poller, *this, std::move(socket), std::move(tls)));
    return true;
}

void Server::runUntil(TimePoint end)
{
    for (TimePoint now = Clock::now(); now < end; now = Clock::now()) {
        while (!m_agenda.empty() && m_agenda.top().when <= now) {
            const Appointment due = m_agenda.top();
            m_agenda.pop();
            perform(due);
        }
        m_closed.clear();
        m_poller.wait(m_agenda.empty() ? end : std::min(end, m_agenda.top().when));
        m_closed.clear();
    }
}

void Server::onAccepted(Transport transport)
{
    ++m_statistics.accepted;
    auto connection = std::make_shared<ServerConnection>(m_poller, *this, std::move(transport));
    m_connections.emplace(connection.get(), connection);
}

void Server::onHandshake(bool resumed)
{
    ++m_statistics.handshakes;
    m_statistics.resumed += resumed ? 1 : 0;
}

void Server::onClosed(ServerConnection &connection)
{
    auto node = m_connections.extract(&connection);
    m_closed.push_back(std::move(node.mapped()));
}

void Server::onRequest(ServerConnection &connection, const Request &request)
{
    const std::string_view wanted = request.lastSegment();
    if (wanted == "stats")
        return connection.send(json(statistics()));
    ++m_statistics.requests;
    if (wanted == "completions")
        return answerCompletion(connection, request);
    if (wanted == "sink")
        return connection.send(received());
    if (wanted == "blob") {
        const long bytes = request.parameter("bytes", 0);
        connection.send(blobHead(bytes));
        return connection.sendBlob(bytes);
    }
    if (wanted == "release") {
        releaseHeld();
        return connection.send(received());
    }
    connection.send(notFound());
}

void Server::answerCompletion(ServerConnection &connection, const Request &request)
{
    if (request.has("interval_us") || request.has("hold"))
        return startStream(connection, request);
    if (const long delay = request.parameter("delay_ms", 0); delay > 0) {
        connection.postponeAnswer();
        m_agenda.push({Clock::now() + std::chrono::milliseconds(delay),
                       m_connections.at(&connection),
                       LateCompletion{}});
        return;
    }
    if (!request.has("close"))
        return connection.send(completion());
    connection.send(completionThenClose());
    connection.finishSending();
}

void Server::startStream(ServerConnection &connection, const Request &request)
{
    connection.postponeAnswer();
    connection.send(eventStreamHead());
    const auto found = m_connections.find(&connection);
    if (found == m_connections.end())
        return; // sending the head has shown that the peer is gone
    if (request.has("hold"))
        return m_held.push_back(found->second);
    EventStream stream;
    stream.interval = std::chrono::microseconds(request.parameter("interval_us", 10000));
    stream.eventsPerWrite = request.parameter("events_per_write", 1);
    schedule(found->second, stream);
}

void Server::releaseHeld()
{
    while (!m_held.empty()) {
        const std::weak_ptr<ServerConnection> longestHeld = m_held.front();
        m_held.pop_front();
        const std::shared_ptr<ServerConnection> connection = longestHeld.lock();
        if (!connection)
            continue;
        sendEvents(*connection, 1);
        return m_held.push_back(longestHeld);
    }
}

// Streams of the same interval start anywhere in it, so that their events do not come together.
void Server::schedule(const std::weak_ptr<ServerConnection> &connection, const EventStream &stream)
{
    const auto interval = std::max<Duration::rep>(stream.interval.count(), 1);
    const Duration phase(
        static_cast<Duration::rep>(m_random() % static_cast<std::uint64_t>(interval)));
    m_agenda.push({Clock::now() + phase, connection, stream});
}

void Server::perform(const Appointment &due)
{
    const std::shared_ptr<ServerConnection> connection = due.connection.lock();
    if (!connection)
        return;
    if (const auto *stream = std::get_if<EventStream>(&due.what)) {
        sendEvents(*connection, stream->eventsPerWrite);
        return m_agenda.push({due.when + stream->interval, due.connection, *stream});
    }
    connection->send(completion());
    connection->endAnswer();
}

void Server::sendEvents(ServerConnection &connection, long count)
{
    m_events.clear();
    for (long index = 0; index < count; ++index)
        appendEvent(m_events, Clock::now());
    m_statistics.events += count;
    connection.send(m_events);
}

std::string Server::statistics() const
{
    return "{\"accepted\":" + std::to_string(m_statistics.accepted)
           + ",\"handshakes\":" + std::to_string(m_statistics.handshakes)
           + ",\"resumed\":" + std::to_string(m_statistics.resumed)
           + ",\"requests\":" + std::to_string(m_statistics.requests)
           + ",\"events\":" + std::to_string(m_statistics.events)
           + ",\"open\":" + std::to_string(m_connections.size()) + "}";
}

} // namespace llmproxy::bench
