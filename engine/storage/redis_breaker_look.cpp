// SPDX-License-Identifier: MIT
#include "engine/storage/redis_breaker_look.h"

#include "engine/storage/provider_status.h"
#include "engine/storage/redis_scripts.h"

#include <algorithm>
#include <utility>

namespace llmproxy::storage {

using namespace circuit;

namespace {

constexpr int MaxKeys = 1000; // looked at, of each provider
constexpr int MaxRecent = 8;  // failures shown of one key

// Of what breaker_status.lua and breaker_provider.lua answer.
enum StatusItem : std::size_t {
    StateWord = 2,
    StateMs,
    Failures,
    Probing,
    ForcedBy,
    ForcedMs,
    Newest
};
enum ProviderItem : std::size_t { Change = 1, HeldBy, HeldMs, RollupOpen, Members, Models };

// The caller may be told that a key is open until then; a hold without an end has none.
std::optional<TimePoint> endAfter(qint64 ms, TimePoint wallNow)
{
    if (ms < 0)
        return std::nullopt;
    return wallNow + Duration(ms);
}

State stateNamed(QByteArrayView word)
{
    if (word == "open")
        return State::Open;
    return word == "half_open" ? State::HalfOpen : State::Closed;
}

// "1735689600.123456:<instance>-<number>:<status>:<kind>"; of another program less.
RecentFailure failureOf(const QByteArray &member, double seconds)
{
    RecentFailure failure{.at = TimePoint(Duration(qint64(seconds * 1000))), .cause = {}};
    const QByteArrayList parts = member.split(':');
    if (parts.size() == 4) {
        failure.cause.status = parts[2].toInt();
        failure.cause.kind = failureKindNamed(parts[3]).value_or(FailureKind::None);
    }
    return failure;
}

// "open ann": a person opened it.
QByteArray personOf(const QByteArray &word)
{
    return word.mid(word.indexOf(' ') + 1);
}

const std::vector<redis::Reply> &itemsOf(const redis::Reply &reply, std::size_t index)
{
    static const std::vector<redis::Reply> none;
    return index < reply.items.size() ? reply.items[index].items : none;
}

} // namespace

void RedisBreakerLook::begin(redis::Servers &servers,
                             RedisBreakers &shared,
                             TimePoint wallNow,
                             Done done)
{
    std::make_shared<RedisBreakerLook>(servers, shared, wallNow, std::move(done))->askProviders();
}

RedisBreakerLook::RedisBreakerLook(redis::Servers &servers,
                                   RedisBreakers &shared,
                                   TimePoint wallNow,
                                   Done done)
    : m_servers(servers)
    , m_shared(shared)
    , m_policy(shared.policy())
    , m_wallNow(wallNow)
    , m_done(std::move(done))
{}

void RedisBreakerLook::askProviders()
{
    const QByteArrayList names = m_shared.providers();
    const bool isUp = std::all_of(names.begin(), names.end(), [this](const QByteArray &name) {
        return m_servers.isUp(name);
    });
    if (names.isEmpty() || !isUp) {
        m_done(isUp ? std::optional(Snapshot()) : std::nullopt);
        return;
    }
    m_open = int(names.size());
    for (const QByteArray &name : names) {
        m_servers.run(name,
                      m_shared.call(RedisScripts::all().provider, {name, {}}),
                      [self = shared_from_this(), name](const redis::Reply *reply) {
                          if (self->isAnswer(reply))
                              self->takeProvider(name, *reply);
                      });
    }
}

// False: the look has ended, now or before.
bool RedisBreakerLook::isAnswer(const redis::Reply *reply)
{
    if (!m_done)
        return false;
    if (reply == nullptr)
        std::exchange(m_done, nullptr)(std::nullopt);
    return reply != nullptr;
}

void RedisBreakerLook::taken()
{
    if (--m_open > 0)
        return;
    Snapshot snapshot;
    for (ProviderStatus &status : m_providers) {
        cutTo(status, MaxKeys);
        if (!status.keys.isEmpty() || status.rollup.count > 0)
            snapshot.providers.append(std::move(status));
    }
    std::exchange(m_done, nullptr)(snapshot);
}

void RedisBreakerLook::takeProvider(const QByteArray &name, const redis::Reply &reply)
{
    ProviderStatus status{.provider = name};
    const QByteArray by = reply.textAt(HeldBy);
    if (!by.isEmpty())
        add(status,
            {.key = wholeProvider(name),
             .state = State::Open,
             .until = endAfter(reply.number(HeldMs), m_wallNow),
             .forcedBy = by});
    QSet<QByteArray> keys;
    const auto &members = itemsOf(reply, Members);
    for (std::size_t i = 0; i + 1 < members.size(); i += 2) {
        keys.insert(members[i].text);
        if (status.rollup.openKeys.size() < MaxOpenKeys)
            status.rollup.openKeys.append(keyNamed(members[i].text));
    }
    status.rollup.open = reply.number(RollupOpen) != 0;
    status.rollup.count = int(members.size() / 2);
    status.rollup.threshold = m_policy->rollupThreshold;
    status.rollup.window = m_policy->rollupWindow;
    for (const redis::Reply &model : itemsOf(reply, Models))
        keys.insert(model.text);
    if (const qint64 change = reply.number(Change))
        m_shared.tell({{.type = change > 0 ? EventType::RollupOpened : EventType::RollupClosed,
                        .key = {name, {}}}});
    m_providers.push_back(std::move(status));
    askKeys(m_providers.size() - 1, keys);
    taken();
}

void RedisBreakerLook::askKeys(std::size_t provider, const QSet<QByteArray> &keys)
{
    const QByteArray name = m_providers[provider].provider;
    int left = MaxKeys;
    for (const QByteArray &text : keys) {
        const Key key = keyNamed(text);
        if (key.provider != name || !m_servers.isUp(name))
            continue;
        if (left-- <= 0) {
            ++m_providers[provider].keysLeftOut;
            continue;
        }
        ++m_open;
        m_servers.run(name,
                      m_shared.call(RedisScripts::all().status,
                                    key,
                                    {QByteArray::number(qint64(m_policy->window.count())),
                                     QByteArray::number(MaxRecent)}),
                      [self = shared_from_this(), provider, key](const redis::Reply *reply) {
                          if (self->isAnswer(reply))
                              self->takeKey(provider, key, *reply);
                      });
    }
}

void RedisBreakerLook::takeKey(std::size_t provider, const Key &key, const redis::Reply &reply)
{
    KeyStatus status{.key = key,
                     .state = stateNamed(reply.textAt(StateWord)),
                     .failures = int(reply.number(Failures)),
                     .probing = reply.number(Probing) != 0};
    if (status.state == State::Open)
        status.until = endAfter(reply.number(StateMs), m_wallNow);
    const QByteArray word = reply.textAt(ForcedBy);
    if (!word.isEmpty()) {
        status.forcedBy = personOf(word);
        status.until = endAfter(reply.number(ForcedMs), m_wallNow);
    }
    const auto &newest = itemsOf(reply, Newest);
    for (std::size_t i = 0; i + 1 < newest.size(); i += 2)
        status.recent.append(failureOf(newest[i].text, newest[i + 1].text.toDouble()));
    if (status.state != State::Closed || status.failures > 0 || !status.forcedBy.isEmpty())
        add(m_providers[provider], status);
    taken();
}

} // namespace llmproxy::storage
