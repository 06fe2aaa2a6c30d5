// SPDX-License-Identifier: MIT
#include "engine/ratelimit/limiter.h"

#include "engine/ratelimit/windows.h"

#include <algorithm>
#include <utility>

namespace llmproxy::ratelimit {

namespace {

constexpr Duration ClocksDiffer = std::chrono::minutes(1);
constexpr qint64 MostTokensOfACall = qint64(1) << 40; // so that no sum comes near an overflow,
constexpr qint64 MostTokensCounted = qint64(1) << 60; // whatever a provider reports
constexpr std::array Windows{Window::Minute, Window::Day};

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

const ScopeUse::Count &countOf(const ScopeUse &use, Window window)
{
    return window == Window::Minute ? use.minute : use.day;
}

// A key is shown masked.
const QByteArray &shownName(const Scopes &scopes, Dimension dimension)
{
    return dimension == Dimension::Key ? scopes.caller.keyShown : scopes.name(dimension);
}

std::optional<Metric> metricOver(const Amounts &limit, const Amounts &used, qint64 tokens)
{
    if (limit.requests > 0 && used.requests + 1 > limit.requests)
        return Metric::Requests;
    // The first call with tokens passes whatever it asks for: an estimate that is too high must
    // not shut out a caller who has used nothing.
    if (limit.tokens > 0 && used.tokens > 0 && used.tokens + tokens > limit.tokens)
        return Metric::Tokens;
    return std::nullopt;
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

/// Keeps what is nearer to its limit; of two that are as near, what stays so longer.
void narrow(std::optional<Headroom> &nearest, const Headroom &other)
{
    if (!nearest || other.remaining < nearest->remaining
        || (other.remaining == nearest->remaining && other.resetsAfter > nearest->resetsAfter))
        nearest = other;
}

void narrow(Admitted &admitted, const Limits &limits, const ScopeUse &use, TimePoint now)
{
    for (const Window window : Windows) {
        const Amounts &limit = limits.of(window);
        const Amounts &used = countOf(use, window).used;
        for (const Metric metric : {Metric::Requests, Metric::Tokens}) {
            const qint64 most = limit.of(metric);
            if (most > 0)
                narrow(metric == Metric::Requests ? admitted.requests : admitted.tokens,
                       {window,
                        most,
                        std::max(most - used.of(metric), qint64(0)),
                        untilEnd(window, now)});
        }
    }
}

void append(Snapshot &snapshot, Dimension dimension, const ScopeUse &use, const Limits &limits)
{
    const bool isKey = dimension == Dimension::Key;
    for (const Window window : Windows) {
        const qint64 number = numberOf(window, snapshot.at);
        if (window == Window::Minute && use.minutes != number)
            continue;
        const ScopeUse::Count &count = countOf(use, window);
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
    Admitted admitted;
    if (auto denial = check(call.scopes, call.tokens, now, uses)) {
        note(call, *denial, now);
        if (m_policy->mode == Policy::Mode::Enforce)
            return *std::move(denial);
        admitted.wouldDeny = std::move(denial);
        return admitted;
    }
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

ScopeUse *Limiter::find(Dimension dimension, const QByteArray &name)
{
    ScopeUse *use = m_tables[std::size_t(dimension)].find(name);
    if (use && use->minutes != m_minute) {
        use->minutes = m_minute;
        use->minute = {};
    }
    return use;
}

std::optional<Denial> Limiter::check(const Scopes &scopes, qint64 tokens, TimePoint now, Uses &uses)
{
    std::optional<Denial> denial;
    for (const Dimension dimension : AllDimensions) {
        const QByteArray &name = scopes.name(dimension);
        if (name.isEmpty())
            continue;
        const ScopeUse *use = uses[std::size_t(dimension)] = find(dimension, name);
        const Limits &limits = m_policy->limitsOf(dimension, name);
        for (const Window window : Windows) {
            const Amounts used = use ? countOf(*use, window).used : Amounts();
            const auto metric = metricOver(limits.of(window), used, tokens);
            if (!metric)
                continue;
            const qint64 limit = limits.of(window).of(*metric);
            if (!denial)
                denial = {shownScope(dimension, shownName(scopes, dimension)),
                          dimension,
                          window,
                          *metric,
                          limit,
                          std::max(limit - used.of(*metric), qint64(0))};
            denial->retryAfter = std::max(denial->retryAfter, untilEnd(window, now));
        }
    }
    return denial;
}

void Limiter::count(Admitted &admitted, const Holding &holding, TimePoint now, const Uses &uses)
{
    for (const Dimension dimension : AllDimensions) {
        const QByteArray &name = holding.scopes.name(dimension);
        if (name.isEmpty())
            continue;
        ScopeUse *use = uses[std::size_t(dimension)];
        if (!use) {
            use = &m_tables[std::size_t(dimension)].add(name);
            if (dimension == Dimension::Key)
                use->masked = holding.scopes.caller.keyShown;
            use->born = holding.serial;
            use->minutes = m_minute;
        }
        add(use->minute, holding.tokens);
        add(use->day, holding.tokens);
        narrow(admitted, m_policy->limitsOf(dimension, name), *use, now);
    }
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
