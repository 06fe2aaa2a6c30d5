// SPDX-License-Identifier: MIT
#include "engine/storage/memory_breaker_store.h"

#include <type_traits>

namespace llmproxy::storage {

using namespace circuit;

MemoryBreakerStore::MemoryBreakerStore(const Policy &policy, Duration escalation, Listener listener)
    : m_table(policy, escalation, MaxKeys)
    , m_outbox(std::move(listener))
{}

template<class Use>
auto MemoryBreakerStore::locked(Use use)
{
    BreakerTable::Events events;
    std::unique_lock lock(m_mutex);
    auto answer = use(m_table, events);
    m_generation.store(m_table.generation(), std::memory_order_release);
    m_watched.store(m_table.watched(), std::memory_order_release);
    m_runs.store(m_table.runs(), std::memory_order_relaxed);
    const bool tells = !events.empty();
    m_outbox.put(std::move(events));
    lock.unlock();
    if (tells)
        m_outbox.deliver();
    return answer;
}

void MemoryBreakerStore::admit(const Key &key, MonotonicTime now, Wait &, ThenGate then)
{
    if (m_watched.load(std::memory_order_acquire) == 0) {
        then(Pass{{.generation = m_generation.load(std::memory_order_acquire)}});
        return;
    }
    then(locked([&](BreakerTable &table, BreakerTable::Events &events) {
        return table.admit(key, now, events);
    }));
}

void MemoryBreakerStore::report(const Key &key,
                                const Ticket &ticket,
                                const Report &report,
                                MonotonicTime now)
{
    if (ticket.probe == 0 && report.result != Report::Result::Failed)
        return;
    locked([&](BreakerTable &table, BreakerTable::Events &events) {
        table.report(key, ticket, report, now, events);
        return true;
    });
}

void MemoryBreakerStore::note(const Key &key, FailureClass failure, MonotonicTime now, ThenRun then)
{
    if (failure != FailureClass::GlobalRateLimit && m_runs.load(std::memory_order_relaxed) == 0) {
        then(Duration(0));
        return;
    }
    then(locked([&](BreakerTable &table, BreakerTable::Events &) {
        return table.note(key, failure, now);
    }));
}

void MemoryBreakerStore::force(const Key &key, const circuit::Force &force, MonotonicTime now)
{
    locked([&](BreakerTable &table, BreakerTable::Events &events) {
        table.force(key, force, now, events);
        return true;
    });
}

void MemoryBreakerStore::snapshot(MonotonicTime now,
                                  TimePoint wallNow,
                                  int maxKeys,
                                  ThenSnapshot then)
{
    then(locked([&](BreakerTable &table, BreakerTable::Events &events) {
        return table.snapshot(now, wallNow, maxKeys, events);
    }));
}

void MemoryBreakerStore::setPolicy(const Policy &policy, Duration escalation)
{
    locked([&](BreakerTable &table, BreakerTable::Events &) {
        table.setPolicy(policy, escalation);
        return true;
    });
}

int MemoryBreakerStore::keys()
{
    return locked([](BreakerTable &table, BreakerTable::Events &) { return table.keys(); });
}

} // namespace llmproxy::storage
