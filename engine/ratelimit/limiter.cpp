// SPDX-License-Identifier: MIT
#include "engine/ratelimit/limiter.h"

#include "engine/ratelimit/limit_check.h"
#include "engine/ratelimit/windows.h"

#include <algorithm>
#include <utility>

namespace llmproxy::ratelimit {

namespace {

constexpr Duration ClocksDiffer = std::chrono::minutes(1);
constexpr qint64 MostTokensOfACall = qint64(1) << 40; // so that no sum comes near an overflow,
constexpr qint64 MostTokensCounted = qint64(1) << 60; // whatever a provider reports

std::array<ScopeTable, AllDimensions.size()> emptyTables()
{
    return {ScopeTable(1),
            ScopeTable(1024),
            ScopeTable(4096),
            ScopeTable(1 << 17),
            ScopeTable(1 << 17)};
}

qint64 bounded(qint64 tokens)
{
    return std::clamp(tokens, qint64(0), MostTokensOfACall);
}

void add(ScopeUse::Count &count, qint64 tokens)
{
    for (Amounts *amounts : {&count.used, &count.held}) {
        ++amounts->requests;
        amounts->tokens = std::min(amounts->tokens + tokens, MostTokensCounted);
    }
}

void subtract(Amounts &from, const Amounts &amounts)
{
    from.requests = std::max(from.requests - amounts.requests, qint64(0));
    from.tokens = std::max(from.tokens - amounts.tokens, qint64(0));
}

void settleIn(ScopeUse::Count &count, qint64 estimate, const Outcome &outcome)
{
    subtract(count.held, {1, estimate});
    if (std::holds_alternative<Cancel>(outcome))
        subtract(count.used, {1, estimate});
    if (const auto *actual = std::get_if<Actual>(&outcome)) {
        subtract(count.used, {0, estimate});
        count.used.tokens =
            std::min(count.used.tokens + bounded(actual->inputTokens), MostTokensCounted);
    }
}

void append(Snapshot &snapshot, Dimension dimension, const ScopeUse &use, const Limits &limits)
{
    const bool isKey = dimension == Dimension::Key;
    for (const Window window : AllWindows) {
        const qint64 number = numberOf(window, snapshot.at);
        if (window == Window::Minute && use.minutes != number)
            continue;
        const ScopeUse::Count &count = use.of(window);
        snapshot.windows.append({shownScope(dimension, isKey ? use.masked : use.name),
                                 dimension,
                                 window,
                                 count.used,
                                 count.held,
                                 limits.of(window),
                                 endOf(window, number)});
    }
}

} // namespace

Limiter::Limiter(std::shared_ptr<const Policy> policy)
    : m_policy(std::move(policy))
    , m_tables(emptyTables())
{
    Q_ASSERT(m_policy);
}

Decision Limiter::reserve(Call call, TimePoint now)
{
    call.tokens = bounded(call.tokens);
    now = advance(now);
    Uses uses{};
    if (auto denial = check(call.scopes, call.tokens, now, uses))
        return deny(call, *std::move(denial), now);
    return admit(std::move(call), now, uses);
}

Decision Limiter::adopt(Call call, const Elsewhere &elsewhere, TimePoint now)
{
    call.tokens = bounded(call.tokens);
    now = advance(now);
    for (const Dimension dimension : AllDimensions) {
        const Elsewhere::Windows &told = elsewhere.used[std::size_t(dimension)];
        const QByteArray &name = call.scopes.name(dimension);
        if (name.isEmpty() || (!told[0] && !told[1]))
            continue;
        ScopeUse &use = useOf(dimension, call.scopes, m_serial + 1);
        if (told[0])
            use.minute.used = *told[0];
        if (told[1])
            use.day.used = *told[1];
    }
    Uses uses{};
    auto denial = check(call.scopes, call.tokens, now, uses);
    if (!elsewhere.passed && denial)
        return deny(call, *std::move(denial), now);
    if (!elsewhere.passed)
        return Admitted(); // other limits hold by now, and it was not counted
    Decision decision = admit(std::move(call), now, uses);
    Reservation &reservation = std::get<Admitted>(decision).reservation;
    Holding holding = reservation.take();
    holding.isShared = true;
    reservation = Reservation(std::move(holding));
    return decision;
}

Decision Limiter::deny(const Call &call, Denial &&denial, TimePoint now)
{
    note(call, denial, now);
    if (m_policy->mode == Policy::Mode::Enforce)
        return std::move(denial);
    Admitted admitted;
    admitted.wouldDeny = std::move(denial);
    return admitted;
}

Decision Limiter::admit(Call &&call, TimePoint now, const Uses &uses)
{
    Admitted admitted;
    ++tallyOf(call.scopes.provider).allowed;
    ++m_today.all.allowed;
    Holding holding{std::move(call.scopes), call.tokens, m_minute, m_day, ++m_serial};
    count(admitted, holding, now, uses);
    admitted.reservation = Reservation(std::move(holding));
    return admitted;
}

void Limiter::settle(const Holding &holding, const Outcome &outcome)
{
    for (const Dimension dimension : AllDimensions) {
        ScopeUse *use = m_tables[std::size_t(dimension)].find(holding.scopes.name(dimension));
        if (!use || use->born > holding.serial)
            continue; // forgotten since, or begun anew: by others, or with another day
        if (use->minutes == holding.minute)
            settleIn(use->minute, holding.tokens, outcome);
        settleIn(use->day, holding.tokens, outcome);
    }
}

void Limiter::setPolicy(std::shared_ptr<const Policy> policy)
{
    Q_ASSERT(policy);
    m_policy = std::move(policy);
}

Snapshot Limiter::snapshot(TimePoint now, qsizetype mostScopes) const
{
    if (now < m_now && m_now - now < ClocksDiffer)
        now = m_now;
    Snapshot snapshot;
    snapshot.at = now;
    snapshot.mode = m_policy->mode;
    snapshot.denials = QList<DeniedCall>(m_denials.begin(), m_denials.end());
    if (numberOf(Window::Day, now) != m_day)
        return snapshot;
    snapshot.today = m_today;
    for (const Dimension dimension : AllDimensions) {
        const ScopeTable &table = m_tables[std::size_t(dimension)];
        snapshot.scopes += qint64(table.size());
        qsizetype left = mostScopes;
        for (auto use = table.all().begin(); use != table.all().end() && left > 0; ++use, --left)
            append(snapshot, dimension, *use, m_policy->limitsOf(dimension, use->name));
    }
    return snapshot;
}

TimePoint Limiter::advance(TimePoint now)
{
    if (now < m_now && m_now - now < ClocksDiffer)
        return m_now;
    m_now = now;
    m_minute = numberOf(Window::Minute, now);
    const qint64 day = numberOf(Window::Day, now);
    if (day != m_day) {
        m_day = day;
        m_tables = emptyTables();
        m_today = {};
    }
    return now;
}

std::optional<Denial> Limiter::check(const Scopes &scopes, qint64 tokens, TimePoint now, Uses &uses)
{
    LimitsOver over(tokens, now);
    for (const Dimension dimension : AllDimensions) {
        const QByteArray &name = scopes.name(dimension);
        if (name.isEmpty())
            continue;
        ScopeUse *use = m_tables[std::size_t(dimension)].find(name);
        uses[std::size_t(dimension)] = use;
        if (use && use->minutes != m_minute) {
            use->minutes = m_minute;
            use->minute = {};
        }
        const bool isKey = dimension == Dimension::Key;
        over.look({dimension, isKey ? scopes.caller.keyShown : name},
                  m_policy->limitsOf(dimension, name),
                  use);
    }
    return over.take();
}

void Limiter::count(Admitted &admitted, const Holding &holding, TimePoint now, const Uses &uses)
{
    for (const Dimension dimension : AllDimensions) {
        const QByteArray &name = holding.scopes.name(dimension);
        if (name.isEmpty())
            continue;
        ScopeUse *use = uses[std::size_t(dimension)];
        if (!use)
            use = &begin(dimension, holding.scopes, holding.serial);
        add(use->minute, holding.tokens);
        add(use->day, holding.tokens);
        noteHeadroom(admitted, m_policy->limitsOf(dimension, name), *use, now);
    }
}

ScopeUse &Limiter::begin(Dimension dimension, const Scopes &scopes, quint64 serial)
{
    ScopeUse &use = m_tables[std::size_t(dimension)].add(scopes.name(dimension));
    if (dimension == Dimension::Key)
        use.masked = scopes.caller.keyShown;
    use.born = serial;
    use.minutes = m_minute;
    return use;
}

ScopeUse &Limiter::useOf(Dimension dimension, const Scopes &scopes, quint64 serial)
{
    ScopeUse *const known = m_tables[std::size_t(dimension)].find(scopes.name(dimension));
    if (!known)
        return begin(dimension, scopes, serial);
    if (known->minutes != m_minute) {
        known->minutes = m_minute;
        known->minute = {};
    }
    return *known;
}

void Limiter::note(const Call &call, const Denial &denial, TimePoint now)
{
    ++tallyOf(call.scopes.provider).denied;
    ++m_today.all.denied;
    Amounts &window =
        denial.window == Window::Minute ? m_today.deniedByMinute : m_today.deniedByDay;
    ++(denial.metric == Metric::Requests ? window.requests : window.tokens);
    m_denials.push_front({now,
                          call.exchange,
                          call.scopes.provider,
                          call.scopes.model,
                          call.scopes.caller.keyShown,
                          call.scopes.caller.user,
                          denial,
                          m_policy->mode == Policy::Mode::Enforce});
    if (m_denials.size() > KeptDenials)
        m_denials.pop_back();
}

Tally &Limiter::tallyOf(const QByteArray &provider)
{
    constexpr qsizetype mostProviders = 1024; // far more than a configuration has
    const auto found = m_today.byProvider.find(provider);
    if (found != m_today.byProvider.end())
        return *found;
    const bool isFull = m_today.byProvider.size() >= mostProviders;
    return m_today.byProvider[isFull ? QByteArray() : provider];
}

} // namespace llmproxy::ratelimit
