// SPDX-License-Identifier: MIT
#pragma once

#include "tests/ui/window/fake_control.h"

#include <QRandomGenerator>

#include <array>
#include <chrono>
#include <vector>

namespace llmproxy {

/// Makes a FakeControl look like an engine at work. The same seed gives the same traffic.
class SampleTraffic
{
public:
    SampleTraffic(FakeControl &control, quint32 seed)
        : m_control(control)
        , m_random(seed)
    {}

    /// The state of an engine that has just started.
    void start(TimePoint now)
    {
        stats::EngineSnapshot &state = m_control.state;
        state.at = now;
        state.startedAt = now;
        state.running = true;
        state.workers = 2;
        state.listeners = {{"127.0.0.1", 9002}, {"::1", 9002}};
        state.providers = {
            {"openai", "openai", "https://api.openai.com"},
            {"anthropic", "anthropic", "https://api.anthropic.com"},
            {"gemini", "gemini", "https://generativelanguage.googleapis.com"},
            {"bedrock", "bedrock", "https://bedrock-runtime.us-west-2.amazonaws.com"}};
    }

    /// Lets time pass up to `now`: running exchanges go on or end, and `arriving` begin.
    void step(TimePoint now, int arriving)
    {
        m_control.state.at = now;
        for (Running &running : m_running)
            advance(running, now);
        std::erase_if(m_running, [](const Running &running) {
            return running.record.phase == traffic::Phase::Done;
        });
        for (int i = 0; i < arriving; ++i)
            begin(now);
        m_control.state.totals.inFlight = static_cast<qint64>(m_running.size());
        m_control.state.totals.connections = static_cast<qint64>(m_running.size()) + 3;
    }

private:
    struct Running
    {
        traffic::ExchangeRecord record;
        qsizetype provider = 0;
        int finalStatus = 200;
        Duration length{};
    };

    struct Kind
    {
        int provider;
        const char *model;
        const char *target;
    };

    int below(int bound) { return static_cast<int>(m_random.bounded(bound)); }

    void begin(TimePoint now)
    {
        static constexpr std::array kinds = {
            Kind{0, "gpt-4o", "/openai/v1/chat/completions"},
            Kind{0, "gpt-4o-mini", "/openai/v1/responses"},
            Kind{0, "text-embedding-3-small", "/openai/v1/embeddings"},
            Kind{1, "claude-sonnet-4-5", "/anthropic/v1/messages"},
            Kind{1, "claude-opus-4-1", "/anthropic/v1/messages?beta=true"},
            Kind{2, "gemini-2.5-flash", "/gemini/v1beta/models/gemini-2.5-flash:generateContent"},
            Kind{3,
                 "us.anthropic.claude-sonnet-4-5",
                 "/bedrock/model/us.anthropic/converse-stream"}};
        const Kind &kind = kinds.at(static_cast<std::size_t>(below(kinds.size())));
        stats::ProviderStatus &provider = m_control.state.providers[kind.provider];
        Running running;
        running.provider = kind.provider;
        running.length = Duration(60 + below(200) * below(60));
        running.record.id = ++m_lastId;
        running.record.at = now;
        running.record.client = "127.0.0.1:" + QByteArray::number(40'000 + below(20'000));
        running.record.provider = provider.name;
        running.record.method = "POST";
        running.record.target = kind.target;
        running.record.model = kind.model;
        running.record.streaming = below(3) > 0;
        running.record.phase = traffic::Phase::Upstream;
        running.record.attempts = 1;
        running.record.bytesIn = 200 + below(90'000);
        const int fate = below(40);
        running.finalStatus = fate == 0 ? 502 : fate == 1 ? 503 : fate < 4 ? 429 : 200;
        ++provider.requests;
        ++provider.inFlight;
        ++m_control.state.totals.requests;
        m_control.state.totals.bytesIn += running.record.bytesIn;
        m_control.put(running.record);
        m_running.push_back(running);
    }

    void advance(Running &running, TimePoint now)
    {
        traffic::ExchangeRecord &record = running.record;
        const Duration sofar = now - record.at;
        if (sofar >= running.length) {
            end(running);
        } else if (sofar > running.length / 4 && running.finalStatus == 200) {
            record.status = 200;
            record.firstByte = running.length / 4;
            record.phase = traffic::Phase::Streaming;
            record.bytesOut += 400 + below(900);
            m_control.put(record);
        }
    }

    void end(Running &running)
    {
        traffic::ExchangeRecord &record = running.record;
        stats::Totals &totals = m_control.state.totals;
        record.phase = traffic::Phase::Done;
        record.status = running.finalStatus;
        record.total = running.length;
        record.firstByte = running.length / 4;
        record.bytesOut += 300 + below(4'000);
        record.madeHere = record.status == 502;
        if (record.madeHere) {
            record.error = "connect";
            record.endedBy = traffic::EndedBy::Proxy;
        } else if (record.status == 200 && below(60) == 0) {
            record.endedBy = traffic::EndedBy::Client;
        }
        --m_control.state.providers[running.provider].inFlight;
        if (record.status >= 500)
            ++m_control.state.providers[running.provider].failed;
        totals.succeeded += record.status < 400 ? 1 : 0;
        totals.clientErrors += record.status >= 400 && record.status < 500 ? 1 : 0;
        totals.serverErrors += record.status >= 500 ? 1 : 0;
        totals.streamed += record.streaming && record.status < 400 ? 1 : 0;
        totals.bytesOut += record.bytesOut;
        m_control.put(record);
    }

    FakeControl &m_control;
    QRandomGenerator m_random;
    std::vector<Running> m_running;
    qint64 m_lastId = 0;
};

} // namespace llmproxy
