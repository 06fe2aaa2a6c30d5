// SPDX-License-Identifier: MIT
#include "engine/storage/redis_limit_store.h"

#include "engine/ratelimit/windows.h"
#include "engine/storage/redis_scripts.h"

#include <algorithm>
#include <random>
#include <utility>

namespace llmproxy::storage {

using namespace ratelimit;

namespace {

// Asked again where the clock was not known yet, or a window ended on the way.
constexpr int MaxTries = 3;

constexpr qint64 MostTokens = qint64(1) << 40;  // as Limiter has it,
constexpr qint64 MostCounted = qint64(1) << 60; // so that no sum overflows
constexpr qint64 LastMs = 32'503'680'000'000;   // the year 3000, likewise

enum Item : std::size_t { Ms, What, FirstCount };

qint64 counted(qint64 told)
{
    return std::clamp(told, qint64(0), MostCounted);
}

QByteArray number(qint64 value)
{
    return QByteArray::number(value);
}

} // namespace

struct RedisLimitStore::Question
{
    Question(Wait &wait, Call &&asksFor, TimePoint at, Then next, AllLimited windows)
        : asked(wait)
        , call(std::move(asksFor))
        , now(at)
        , then(std::move(next))
        , limited(std::move(windows))
    {}

    Asked asked;
    Call call;
    TimePoint now;
    Then then;
    AllLimited limited;
    int tries = 0;
};

RedisLimitStore::RedisLimitStore(redis::Servers &servers,
                                 RedisLayout layout,
                                 MemoryLimitStore &local,
                                 const KeyDigest &digest)
    : m_servers(servers)
    , m_layout(std::move(layout))
    , m_local(local)
    , m_names(digest, {std::random_device{}(), std::random_device{}()})
{}

void RedisLimitStore::reserve(Call call, TimePoint now, Wait &wait, Then then)
{
    call.scopes = bounded(std::move(call.scopes));
    call.tokens = std::clamp(call.tokens, qint64(0), MostTokens);
    AllLimited limited;
    if (m_servers.isUp(RedisLayout::LimitsTag))
        limited = limitedOf(call.scopes);
    if (limited.empty()) { // or there is nothing that others would have to know
        m_local.reserve(std::move(call), now + m_ahead, wait, std::move(then));
        return;
    }
    ask(std::make_shared<Question>(
        wait, std::move(call), now, std::move(then), std::move(limited)));
}

RedisLimitStore::AllLimited RedisLimitStore::limitedOf(const Scopes &scopes) const
{
    const auto policy = m_local.policy();
    AllLimited limited;
    for (const Dimension dimension : AllDimensions) {
        const QByteArray &name = scopes.name(dimension);
        if (name.isEmpty())
            continue;
        const Limits &limits = policy->limitsOf(dimension, name);
        for (const Window window : AllWindows) {
            const Amounts &limit = limits.of(window);
            if (limit.requests > 0 || limit.tokens > 0)
                limited.push_back({dimension, window, limit});
        }
    }
    return limited;
}

QByteArrayList RedisLimitStore::keysOf(const AllLimited &limited, const Holding &holding)
{
    QByteArrayList keys;
    for (const Limited &each : limited) {
        const QByteArray &name = holding.scopes.name(each.dimension);
        // A key's name is a digest already, a provider's is no secret.
        const bool isPlain =
            each.dimension != Dimension::User && each.dimension != Dimension::Model;
        keys.append(m_layout.windowKey(each.window,
                                       each.window == Window::Minute ? holding.minute : holding.day,
                                       each.dimension,
                                       isPlain ? name : m_names.of(name)));
    }
    return keys;
}

void RedisLimitStore::ask(const std::shared_ptr<Question> &question)
{
    const TimePoint there = question->now + m_ahead;
    const Holding holding{question->call.scopes,
                          question->call.tokens,
                          numberOf(Window::Minute, there),
                          numberOf(Window::Day, there)};
    QByteArrayList arguments{
        number(holding.minute), number(holding.day), number(question->call.tokens)};
    for (const Limited &each : question->limited)
        arguments += {nameOf(each.window).toByteArray(),
                      number(each.limit.requests),
                      number(each.limit.tokens)};
    ++question->tries;
    m_servers.run(RedisLayout::LimitsTag,
                  {&RedisScripts::all().reserve, keysOf(question->limited, holding), arguments},
                  [this, question](const redis::Reply *reply) { answer(question, reply); });
}

void RedisLimitStore::answer(const std::shared_ptr<Question> &question, const redis::Reply *reply)
{
    const QByteArray what = reply == nullptr ? QByteArray() : reply->textAt(What);
    const qint64 ms = reply == nullptr ? 0 : reply->number(Ms);
    const bool isKnown =
        (what == "in" || what == "over" || what == "elsewhen") && ms > 0 && ms < LastMs;
    if (isKnown) {
        const TimePoint there{Duration(ms)};
        m_ahead = there - question->now;
        if (what == "elsewhen" && question->tries < MaxTries
            && m_servers.isUp(RedisLayout::LimitsTag)) {
            ask(question);
            return;
        }
    }
    if (!isKnown || what == "elsewhen"
        || reply->items.size() != FirstCount + 2 * question->limited.size()) {
        standIn(*question);
        return;
    }
    Elsewhere elsewhere;
    elsewhere.passed = what == "in";
    for (std::size_t i = 0; i < question->limited.size(); ++i) {
        const Limited &each = question->limited[i];
        elsewhere.used[std::size_t(each.dimension)][std::size_t(each.window)] =
            Amounts{counted(reply->number(FirstCount + 2 * i)),
                    counted(reply->number(FirstCount + 2 * i + 1))};
    }
    finish(*question, m_local.adopt(question->call, elsewhere, question->now + m_ahead));
}

void RedisLimitStore::standIn(Question &question)
{
    if (Wait *const wait = question.asked.end())
        m_local.reserve(
            std::move(question.call), question.now + m_ahead, *wait, std::move(question.then));
}

void RedisLimitStore::finish(Question &question, Decision decision)
{
    if (question.asked.end() != nullptr)
        question.then(std::move(decision));
    else if (auto *const admitted = std::get_if<Admitted>(&decision))
        settle(std::move(admitted->reservation), Cancel{});
}

void RedisLimitStore::settle(Reservation &&reservation, const Outcome &outcome)
{
    Holding holding = reservation.take();
    if (holding.serial == 0)
        return;
    qint64 requests = 0;
    qint64 tokens = 0;
    if (std::holds_alternative<Cancel>(outcome)) {
        requests = -1;
        tokens = -holding.tokens;
    } else if (const auto *actual = std::get_if<Actual>(&outcome)) {
        tokens = std::clamp(actual->inputTokens, qint64(0), MostTokens) - holding.tokens;
    }
    if (holding.isShared && m_servers.isUp(RedisLayout::LimitsTag)
        && (requests != 0 || tokens != 0))
        m_servers.run(RedisLayout::LimitsTag,
                      {&RedisScripts::all().settle,
                       keysOf(limitedOf(holding.scopes), holding),
                       {number(requests), number(tokens)}},
                      [](const redis::Reply *) {});
    m_local.settle(Reservation(std::move(holding)), outcome);
}

void RedisLimitStore::setPolicy(std::shared_ptr<const Policy> policy)
{
    m_local.setPolicy(std::move(policy));
}

Snapshot RedisLimitStore::snapshot(TimePoint now, qsizetype mostScopes) const
{
    return m_local.snapshot(now + m_ahead, mostScopes);
}

} // namespace llmproxy::storage
