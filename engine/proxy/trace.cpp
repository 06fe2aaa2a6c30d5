// SPDX-License-Identifier: MIT
#include "engine/proxy/trace.h"

#include <utility>

namespace llmproxy::proxy {

namespace {

constexpr Duration MaxDelay{100};
constexpr std::size_t MaxBatch = 512;

} // namespace

TraceOutbox::TraceOutbox(net::Deadlines &deadlines, std::function<void(Batch)> deliver)
    : m_deadlines(deadlines)
    , m_deliver(std::move(deliver))
    , m_due(net::Deadline::calling<&TraceOutbox::flush>(*this))
{}

void TraceOutbox::put(Slot &slot, const Trace &trace)
{
    if (slot.batch == m_number) {
        m_batch[slot.index] = trace;
        return;
    }
    if (m_batch.empty())
        m_deadlines.set(m_due, MaxDelay);
    slot = {m_number, m_batch.size()};
    m_batch.push_back(trace);
    if (m_batch.size() >= MaxBatch)
        flush();
}

void TraceOutbox::flush()
{
    net::Deadlines::cancel(m_due);
    if (m_batch.empty())
        return;
    ++m_number;
    m_deliver(std::exchange(m_batch, {}));
}

} // namespace llmproxy::proxy
