// SPDX-License-Identifier: MIT
#include "tests/bench/load/generator.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace llmproxy::bench {
namespace {

constexpr std::string_view EventEnd = "\n\n";
constexpr std::string_view TimeStampMark = R"("t":")";
constexpr std::size_t TimeStampDigits = 19;

std::string chatBody(long bytes, bool stream)
{
    const std::string tail = stream ? R"("}],"stream":true})" : R"("}],"stream":false})";
    std::string body = R"({"model":"gpt-x","messages":[{"role":"user","content":")";
    const std::string words = "hello world ";
    while (static_cast<long>(body.size() + tail.size()) < bytes)
        body += words[body.size() % words.size()];
    return body + tail;
}

std::string post(const Options &options, const std::string &query)
{
    const std::string body = chatBody(options.bodyBytes, !query.empty());
    const bool closes = options.workload == Workload::NewConnections;
    return "POST " + options.path + query
           + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(options.port)
           + "\r\nUser-Agent: openai-python/1.2.3\r\nAccept: application/json\r\n"
             "Authorization: Bearer sk-0123456789abcdef0123456789abcdef\r\n"
             "Content-Type: application/json\r\n"
           + (closes ? "Connection: close\r\n" : "")
           + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace

Generator::Generator(Options options)
    : m_options(std::move(options))
    , m_request(post(m_options, {}))
    , m_streamRequest(post(m_options,
                           "?interval_us=" + std::to_string(m_options.eventInterval.count())
                               + "&events_per_write=" + std::to_string(m_options.eventsPerWrite)))
    , m_silentStreamRequest(post(m_options, "?hold=1"))
{}

std::string Generator::run()
{
    const ProcessUsage atStart = usageOf(m_options.processes);
    const TimePoint begin = Clock::now();
    if (!openAll())
        return {};
    m_measurement.setAllOpen(Clock::now() - begin, usageOf(m_options.processes));
    if (hasRate())
        m_nextArrival = Clock::now();
    runUntil(Clock::now() + m_options.warmUp);
    m_measurement.begin(usageOf(m_options.processes));
    runUntil(Clock::now() + m_options.window);
    m_measurement.end(usageOf(m_options.processes));
    return m_measurement.report(atStart);
}

bool Generator::openAll()
{
    m_nextOpen = Clock::now();
    const TimePoint giveUp = m_nextOpen + m_options.patience;
    while (m_answered < totalConnections() && Clock::now() < giveUp) {
        openDue(Clock::now());
        reopenLost();
        const bool openedAll = static_cast<int>(m_connections.size()) == totalConnections();
        m_poller.wait(openedAll ? giveUp : std::min(m_nextOpen, giveUp));
    }
    return m_answered == totalConnections();
}

void Generator::openDue(TimePoint now)
{
    const Duration step = fromSeconds(1 / m_options.opensPerSecond);
    while (static_cast<int>(m_connections.size()) < totalConnections() && m_nextOpen <= now) {
        const bool silent = static_cast<int>(m_connections.size()) < m_options.silentStreams;
        m_connections.push_back(std::make_unique<Connection>(
            m_poller, *this, silent ? Connection::Role::SilentStream : Connection::Role::Measured));
        m_connections.back()->open(m_options.port, m_options.workload == Workload::NewConnections);
        m_nextOpen += step;
    }
}

void Generator::runUntil(TimePoint end)
{
    for (TimePoint now = Clock::now(); now < end; now = Clock::now()) {
        sendDue(now);
        reopenLost();
        m_poller.wait(std::min(end, m_nextArrival));
    }
}

void Generator::sendDue(TimePoint now)
{
    std::exponential_distribution<double> gap(std::max(m_options.requestsPerSecond, 1.0));
    while (m_nextArrival <= now) {
        m_waiting.push_back(m_nextArrival);
        m_nextArrival += fromSeconds(gap(m_random));
    }
    while (!m_waiting.empty() && !m_free.empty()) {
        Connection &connection = *m_free.back();
        m_free.pop_back();
        sendNext(connection);
    }
}

// Gives a connection that has nothing to do its next request, now or when one arrives.
void Generator::sendNext(Connection &connection)
{
    if (!hasRate())
        return startRequest(connection, Clock::now());
    if (m_waiting.empty())
        return m_free.push_back(&connection);
    const TimePoint arrival = m_waiting.front();
    m_waiting.pop_front();
    startRequest(connection, arrival);
}

void Generator::startRequest(Connection &connection, TimePoint startedAt)
{
    if (m_options.workload != Workload::NewConnections)
        return connection.send(m_request, startedAt);
    connection.close();
    connection.setStartedAt(startedAt);
    connection.open(m_options.port, true);
}

void Generator::reopen(Connection &connection) const
{
    connection.setStartedAt(Clock::now());
    connection.close();
    connection.open(m_options.port, m_options.workload == Workload::NewConnections);
}

void Generator::reopenLost()
{
    for (Connection *connection : std::exchange(m_lost, {}))
        reopen(*connection);
}

void Generator::onConnected(Connection &connection)
{
    const TimePoint now = Clock::now();
    if (connection.role() == Connection::Role::SilentStream)
        return connection.send(m_silentStreamRequest, now);
    switch (m_options.workload) {
    case Workload::Streams:
        return connection.send(m_streamRequest, now);
    case Workload::NewConnections:
        return connection.send(
            m_request, connection.startedAt() == TimePoint() ? now : connection.startedAt());
    case Workload::Requests:
    case Workload::Idle:
        return connection.send(m_request, now);
    }
}

void Generator::onFirstHead(Connection & /*connection*/)
{
    ++m_answered;
}

void Generator::onPayload(Connection &connection, std::string_view run)
{
    if (m_options.workload != Workload::Streams)
        return;
    std::string &partial = connection.partialEvent();
    if (partial.empty())
        return readEvents(connection, run);
    partial.append(run);
    const std::string joined = std::exchange(partial, {});
    readEvents(connection, joined);
}

void Generator::readEvents(Connection &connection, std::string_view run)
{
    for (std::size_t end = run.find(EventEnd); end != std::string_view::npos;
         end = run.find(EventEnd)) {
        const std::string_view event = run.substr(0, end);
        run.remove_prefix(end + EventEnd.size());
        const std::size_t mark = event.find(TimeStampMark);
        if (mark == std::string_view::npos)
            continue;
        const char *digits = event.data() + mark + TimeStampMark.size();
        Duration::rep sentAt = 0;
        std::from_chars(digits, digits + TimeStampDigits, sentAt);
        m_measurement.countUnit(Clock::now() - TimePoint(Duration(sentAt)));
    }
    connection.partialEvent().assign(run);
}

void Generator::onAnswered(Connection &connection)
{
    if (!connection.response().succeeded())
        m_measurement.countFailure();
    if (connection.role() == Connection::Role::SilentStream || m_options.workload == Workload::Idle)
        return;
    m_measurement.countUnit(Clock::now() - connection.startedAt());
    if (m_options.workload == Workload::Requests && !connection.response().keepsAlive())
        return reopen(connection);
    sendNext(connection);
}

void Generator::onLost(Connection &connection)
{
    m_measurement.countFailure();
    m_lost.push_back(&connection);
}

} // namespace llmproxy::bench
