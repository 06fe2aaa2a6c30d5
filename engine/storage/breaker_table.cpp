// SPDX-License-Identifier: MIT
#include "engine/storage/breaker_table.h"

#include "engine/circuit/text.h"

#include <algorithm>

namespace llmproxy::storage {

using namespace circuit;

namespace {

constexpr std::size_t MaxRecent = 8;      // failures shown of one key
constexpr qsizetype MaxRuns = 1000;       // keys with a run of global rate limits
constexpr std::size_t EvictedAtOnce = 64; // so that a full table is not searched for each key
constexpr qsizetype MaxCallerBytes = 200;

} // namespace

BreakerTable::Entry *BreakerTable::find(const Key &key)
{
    const auto provider = m_providers.find(key.provider);
    if (provider == m_providers.end())
        return nullptr;
    const auto entry = provider->entries.find(key.model);
    return entry == provider->entries.end() ? nullptr : &*entry;
}

BreakerTable::Entry *BreakerTable::entryFor(const Key &key, MonotonicTime now)
{
    if (Entry *const known = find(key))
        return known;
    if (m_keys >= m_maxKeys)
        evict(now);
    if (m_keys >= m_maxKeys)
        return nullptr;
    ++m_keys;
    return &m_providers[key.provider].entries[key.model];
}

// Closed entries go first, then those that could be probed but nobody does; in each case those
// whose last failure is the longest ago.
void BreakerTable::evict(MonotonicTime now)
{
    struct Candidate
    {
        State state = State::Closed;
        MonotonicTime last;
        Key key;
    };
    std::vector<Candidate> candidates;
    for (auto provider = m_providers.begin(); provider != m_providers.end(); ++provider) {
        for (auto entry = provider->entries.begin(); entry != provider->entries.end(); ++entry) {
            const Breaker &breaker = entry->breaker;
            const State state = stateAt(breaker, now);
            if (state != State::Open && breaker.probe == 0 && !isForcedAt(breaker, now))
                candidates.push_back(
                    {state,
                     entry->recent.empty() ? MonotonicTime() : entry->recent.back().at,
                     {provider.key(), entry.key()}});
        }
    }
    const std::size_t count = std::min(EvictedAtOnce, candidates.size());
    std::partial_sort(candidates.begin(),
                      candidates.begin() + std::ptrdiff_t(count),
                      candidates.end(),
                      [](const Candidate &left, const Candidate &right) {
                          return std::pair(left.state, left.last)
                                 < std::pair(right.state, right.last);
                      });
    candidates.resize(count);
    for (const Candidate &candidate : candidates) {
        Provider &provider = m_providers[candidate.key.provider];
        m_watched -= provider.entries.value(candidate.key.model).watched ? 1 : 0;
        provider.entries.remove(candidate.key.model);
        provider.rollup.drop(candidate.key.model);
        --m_keys;
    }
}

void BreakerTable::track(Entry &entry)
{
    const bool watched = entry.breaker.state != State::Closed;
    m_watched += int(watched) - int(entry.watched);
    entry.watched = watched;
}

Gate BreakerTable::admit(const Key &key, MonotonicTime now, Events &events)
{
    const Pass pass{{.generation = m_generation}};
    const auto provider = m_providers.find(key.provider);
    if (provider == m_providers.end())
        return pass;
    if (provider->hold && now > provider->hold->until) {
        provider->hold.reset();
        --m_watched;
    }
    if (provider->hold)
        return FastFail{Refusal::Forced, provider->hold->until};
    watchRollup(key.provider, now, events);

    const auto entry = provider->entries.find(key.model);
    if (entry != provider->entries.end() && entry->breaker.state != State::Closed) {
        const quint64 holder = entry->breaker.probe;
        const Ticket ticket{.generation = m_generation, .probe = m_lastToken + 1};
        const Gate gate = tryPass(entry->breaker, m_policy, ticket, now);
        if (std::holds_alternative<Probe>(gate)) {
            ++m_lastToken;
            if (holder != 0)
                events.push_back({.type = EventType::ProbeLost, .key = key});
            events.push_back({.type = EventType::ProbeStarted, .key = key});
        }
        return gate;
    }
    if (provider->rollup.isOpen(m_policy, now))
        return FastFail{Refusal::Rollup, provider->rollup.firstProbe()};
    return pass;
}

void BreakerTable::report(
    const Key &key, const Ticket &ticket, const Report &report, MonotonicTime now, Events &events)
{
    if (ticket.probe != 0)
        reportProbe(key, ticket.probe, report, now, events);
    else if (report.result == Report::Result::Failed)
        recordFailure(key, ticket.generation, report, now, events);
    watchRollup(key.provider, now, events);
}

void BreakerTable::reportProbe(
    const Key &key, quint64 token, const Report &report, MonotonicTime now, Events &events)
{
    Entry *const entry = find(key);
    if (entry == nullptr)
        return;
    Rollup &rollup = m_providers[key.provider].rollup;
    switch (report.result) {
    case Report::Result::Good:
        if (!probeSucceeded(entry->breaker, token, m_generation + 1))
            return;
        ++m_generation;
        rollup.drop(key.model);
        events.push_back({EventType::Closed, key, report.cause, Reason::ProbeSuccess});
        break;
    case Report::Result::Failed:
        if (!probeFailed(entry->breaker, m_policy, token, now))
            return;
        rollup.arm(key.model, entry->breaker.openUntil);
        events.push_back({EventType::ProbeFailed, key, report.cause});
        events.push_back({EventType::Opened, key, report.cause, Reason::ProbeFailed});
        break;
    case Report::Result::Inconclusive:
        probeReleased(entry->breaker, token);
        break;
    }
    track(*entry);
}

void BreakerTable::recordFailure(
    const Key &key, quint64 generation, const Report &report, MonotonicTime now, Events &events)
{
    Entry *const entry = entryFor(key, now);
    if (entry == nullptr)
        return;
    const Recorded recorded = circuit::recordFailure(entry->breaker, m_policy, generation, now);
    if (recorded == Recorded::Late)
        return;
    if (entry->recent.size() == MaxRecent)
        entry->recent.erase(entry->recent.begin());
    entry->recent.push_back({now, report.cause});
    QByteArray &caller = entry->recent.back().cause.caller;
    caller.truncate(cutToBytes(caller, MaxCallerBytes).size());

    events.push_back({EventType::FailureRecorded, key, report.cause});
    if (recorded != Recorded::Opened)
        return;
    m_providers[key.provider].rollup.arm(key.model, entry->breaker.openUntil);
    events.push_back({EventType::Opened,
                      key,
                      report.cause,
                      report.hangDisconnect ? Reason::HangDisconnect : Reason::Threshold});
    track(*entry);
}

Duration BreakerTable::note(const Key &key, FailureClass failure, MonotonicTime now)
{
    const auto known = m_runs.constFind(key);
    std::optional<GlobalLimitRun> run;
    if (known != m_runs.constEnd())
        run = *known;
    if (failure == FailureClass::GlobalRateLimit) {
        if (!run && m_runs.size() >= MaxRuns)
            m_runs.removeIf([&](auto each) { return now - each.value().latest > m_escalation; });
        if (!run && m_runs.size() >= MaxRuns)
            return Duration(0);
        run = continued(run, m_escalation, now);
        m_runs.insert(key, *run);
    } else if (run && endsRun(failure)) {
        m_runs.remove(key);
        run.reset();
    }
    return run ? std::chrono::duration_cast<Duration>(now - run->start) : Duration(0);
}

void BreakerTable::force(const Key &key, const Force &force, MonotonicTime now, Events &events)
{
    if (isWholeProvider(key)) {
        hold(key, force, now, events);
        return;
    }
    const bool mayCreate = force.what == Force::What::Open || force.until;
    Entry *const entry = mayCreate ? entryFor(key, now) : find(key);
    if (entry == nullptr)
        return;
    const State before = stateAt(entry->breaker, now);
    const Event event{.key = key, .reason = Reason::Forced, .by = force.by};
    const auto tell = [&](EventType type) { (events.push_back(event), events.back().type = type); };
    switch (force.what) {
    case Force::What::Open:
        forceOpen(entry->breaker,
                  {State::Open, force.by, force.until.value_or(now + m_policy.cooldown)},
                  now);
        tell(EventType::Forced);
        if (before != State::Open)
            tell(EventType::Opened);
        break;
    case Force::What::Close:
        forceClosed(entry->breaker,
                    force.until ? std::optional(Override{State::Closed, force.by, *force.until})
                                : std::nullopt,
                    ++m_generation);
        m_providers[key.provider].rollup.drop(key.model);
        tell(EventType::Forced);
        if (before != State::Closed)
            tell(EventType::Closed);
        break;
    case Force::What::Probe:
        if (probeNow(entry->breaker, now))
            tell(EventType::Forced);
        break;
    }
    track(*entry);
    watchRollup(key.provider, now, events);
}

void BreakerTable::hold(const Key &key, const Force &force, MonotonicTime now, Events &events)
{
    Provider &provider = m_providers[key.provider];
    m_watched -= provider.hold ? 1 : 0;
    provider.hold.reset();
    if (force.what == Force::What::Open) {
        provider.hold =
            Override{State::Open, force.by, force.until.value_or(now + m_policy.cooldown)};
        ++m_watched;
    }
    events.push_back(
        {.type = EventType::Forced, .key = key, .reason = Reason::Forced, .by = force.by});
}

void BreakerTable::watchRollup(const QByteArray &name, MonotonicTime now, Events &events)
{
    const auto provider = m_providers.find(name);
    if (provider == m_providers.end())
        return;
    const bool open = provider->rollup.isOpen(m_policy, now);
    if (open == provider->rollupOpen)
        return;
    provider->rollupOpen = open;
    events.push_back(
        {.type = open ? EventType::RollupOpened : EventType::RollupClosed, .key = {name, {}}});
}

void BreakerTable::setPolicy(const Policy &policy, Duration escalation)
{
    m_policy = policy;
    m_escalation = escalation;
}

} // namespace llmproxy::storage
