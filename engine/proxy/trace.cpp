// SPDX-License-Identifier: MIT
#include "engine/proxy/trace.h"

#include <utility>

namespace llmproxy::proxy {

namespace {

constexpr Duration MaxDelay{100};
constexpr std::size_t MaxBatch = 512;

} // namespace

std::unique_ptr<Trace> Trace::handOver()
{
    auto now = std::make_unique<Trace>();
    now->record = record;
    now->head = head;
    now->bodyUser = bodyUser;
    now->capture = std::move(capture);
    now->isFirst = std::exchange(isFirst, false);
    return now;
}

TraceOutbox::TraceOutbox(net::Deadlines &deadlines, std::function<void(Batch)> deliver)
    : m_deadlines(deadlines)
    , m_deliver(std::move(deliver))
    , m_due(net::Deadline::calling<&TraceOutbox::flush>(*this))
{}

TraceOutbox::Entry &TraceOutbox::entry(Slot &slot)
{
    if (slot.batch == m_number)
        return m_entries[slot.index];
    if (m_entries.empty())
        m_deadlines.set(m_due, MaxDelay);
    slot = {m_number, m_entries.size()};
    return m_entries.emplace_back();
}

void TraceOutbox::note(Slot &slot, Trace &trace)
{
    entry(slot).live = &trace;
}

void TraceOutbox::finish(Slot &slot, std::unique_ptr<Trace> trace)
{
    Entry &last = entry(slot);
    last.live = nullptr;
    last.trace = std::move(trace);
    if (m_entries.size() >= MaxBatch)
        flush();
}

void TraceOutbox::flush()
{
    net::Deadlines::cancel(m_due);
    if (m_entries.empty())
        return;
    Batch batch;
    batch.reserve(m_entries.size());
    for (Entry &each : m_entries) {
        if (each.live != nullptr)
            batch.push_back(each.live->handOver());
        else
            batch.push_back(std::move(each.trace));
    }
    m_entries.clear();
    ++m_number;
    m_deliver(std::move(batch));
}

} // namespace llmproxy::proxy
