// SPDX-License-Identifier: MIT
#include "engine/storage/redis_breaker_store.h"

#include "engine/net/clock.h"
#include "engine/storage/redis_breaker_look.h"
#include "engine/storage/redis_scripts.h"

#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace llmproxy::storage {

using namespace circuit;

namespace {

constexpr Duration Lease = std::chrono::seconds(30);
constexpr Duration RenewEvery = std::chrono::seconds(10);

// Of what the scripts answer.
enum Item : std::size_t { Now, Change, What, Ms, SlotLost };

// Tokens from Redis differ from those of the local breakers, which are small.
constexpr quint64 FromRedis = quint64(1) << 63;

// Whatever Redis says, no sum of times overflows.
MonotonicTime endAfter(qint64 ms, MonotonicTime now)
{
    constexpr Duration longest = std::chrono::years(10);
    return ms < 0 ? MonotonicTime::max() : now + std::min(Duration(ms), longest);
}

QByteArray textOf(Duration duration)
{
    return QByteArray::number(qint64(duration.count()));
}

std::optional<Refusal> refusalNamed(QByteArrayView what)
{
    if (what == "open")
        return Refusal::Open;
    if (what == "forced" || what == "held")
        return Refusal::Forced;
    if (what == "probe_out")
        return Refusal::ProbeOut;
    if (what == "rollup")
        return Refusal::Rollup;
    return std::nullopt;
}

// What a script told of the rollup.
void addChange(std::vector<Event> &events, const redis::Reply &reply, const Key &key)
{
    if (const qint64 change = reply.number(Change))
        events.push_back({.type = change > 0 ? EventType::RollupOpened : EventType::RollupClosed,
                          .key = {key.provider, {}}});
}

std::vector<Event> eventsOfProbe(const redis::Reply &reply, const Key &key, const Cause &cause)
{
    const QByteArray what = reply.textAt(What);
    std::vector<Event> events;
    if (what == "good") {
        events.push_back({EventType::Closed, key, cause, Reason::ProbeSuccess});
    } else if (what == "failed") {
        events.push_back({EventType::ProbeFailed, key, cause});
        events.push_back({EventType::Opened, key, cause, Reason::ProbeFailed});
    }
    addChange(events, reply, key);
    return events;
}

std::vector<Event> eventsOfFailure(const redis::Reply &reply, const Key &key, const Report &report)
{
    std::vector<Event> events{{EventType::FailureRecorded, key, report.cause}};
    if (reply.textAt(What) == "opened")
        events.push_back({EventType::Opened,
                          key,
                          report.cause,
                          report.hangDisconnect ? Reason::HangDisconnect : Reason::Threshold});
    addChange(events, reply, key);
    return events;
}

std::vector<Event> eventsOfForce(const redis::Reply &reply, const Key &key, const Force &force)
{
    const QByteArray before = reply.textAt(What);
    std::vector<Event> events;
    const auto tell = [&](EventType type) {
        events.push_back({.type = type, .key = key, .reason = Reason::Forced, .by = force.by});
    };
    if (force.what != Force::What::Probe || before != "closed")
        tell(EventType::Forced);
    if (force.what == Force::What::Open && before != "open")
        tell(EventType::Opened);
    if (force.what == Force::What::Close && before != "closed")
        tell(EventType::Closed);
    addChange(events, reply, key);
    return events;
}

// How long a person's word holds, as breaker_force.lua takes it.
qint64 lengthOf(const Force &force, MonotonicTime now)
{
    if (!force.until)
        return 0;
    if (*force.until == MonotonicTime::max())
        return -1;
    return std::max<qint64>(std::chrono::ceil<Duration>(*force.until - now).count(), 1);
}

} // namespace

struct RedisBreakerStore::Question
{
    Question(Wait &wait, Key asksFor, quint64 ticket, MonotonicTime at, ThenGate next)
        : asked(wait)
        , key(std::move(asksFor))
        , token(ticket)
        , now(at)
        , then(std::move(next))
    {}

    Asked asked;
    Key key;
    quint64 token;
    MonotonicTime now;
    ThenGate then;
};

RedisBreakerStore::RedisBreakerStore(net::Loop &loop,
                                     redis::Servers &servers,
                                     RedisBreakers &shared)
    : m_loop(loop)
    , m_servers(servers)
    , m_shared(shared)
    , m_lastToken(QRandomGenerator::system()->generate64())
    , m_renewal(net::Deadline::calling<&RedisBreakerStore::renew>(*this))
{
    m_shared.stand(this,
                   RedisBreakers::Desk{.look = [this] { m_mailbox.post([this] { look(); }); },
                                       .force =
                                           [this](const Key &key, const Force &force) {
                                               m_mailbox.post([this, key, force] {
                                                   this->force(key, force, m_loop.now());
                                               });
                                           }});
}

RedisBreakerStore::~RedisBreakerStore()
{
    m_shared.stand(this, std::nullopt);
}

void RedisBreakerStore::admit(const Key &key, MonotonicTime now, Wait &wait, ThenGate then)
{
    if (!m_servers.isUp(key.provider)) {
        m_shared.local().admit(key, now, wait, std::move(then));
        return;
    }
    const quint64 token = ++m_lastToken | FromRedis;
    auto question = std::make_shared<Question>(wait, key, token, now, std::move(then));
    m_servers.run(key.provider, admitCall(key, token), [this, question](const redis::Reply *reply) {
        answer(*question, reply);
    });
}

// Each request asks this: the names of ten keys take longer to put together than to keep.
redis::Call RedisBreakerStore::admitCall(const Key &key, quint64 token)
{
    constexpr qsizetype mostKept = 256;
    const auto policy = m_shared.policy();
    if (policy != m_admitsPolicy || m_admits.size() >= mostKept) {
        m_admits.clear();
        m_admitsPolicy = policy;
    }
    redis::Call &kept = m_admits[key];
    if (kept.script == nullptr)
        kept = m_shared.call(RedisScripts::all().admit, key, {{}, textOf(Lease)});
    redis::Call call = kept;
    call.arguments[call.arguments.size() - 2] = QByteArray::number(token);
    return call;
}

void RedisBreakerStore::answer(Question &question, const redis::Reply *reply)
{
    const Key &key = question.key;
    const QByteArray what = reply == nullptr ? QByteArray() : reply->textAt(What);
    const Ticket ticket{.generation = reply == nullptr ? 0 : quint64(reply->number(Now))};
    Gate gate = Pass{ticket};
    std::vector<Event> events;
    if (what == "probe") {
        gate = Probe{{.generation = ticket.generation, .probe = question.token}};
        if (reply->number(SlotLost) != 0)
            events.push_back({.type = EventType::ProbeLost, .key = key});
        events.push_back({.type = EventType::ProbeStarted, .key = key});
        m_probes.push_back({key, question.token, question.now});
        if (!m_renewal.isSet())
            m_loop.deadlines().set(m_renewal, RenewEvery);
    } else if (const auto refusal = refusalNamed(what)) {
        gate = FastFail{*refusal, endAfter(reply->number(Ms), question.now)};
    } else if (what != "pass") {
        if (Wait *const wait = question.asked.end())
            m_shared.local().admit(key, question.now, *wait, std::move(question.then));
        return;
    }
    addChange(events, *reply, key);
    m_shared.tell(std::move(events));
    if (question.asked.end() != nullptr)
        question.then(gate);
    else if (what == "probe")
        report(key, std::get<Probe>(gate).ticket, {Report::Result::Inconclusive}, question.now);
}

void RedisBreakerStore::report(const Key &key,
                               const Ticket &ticket,
                               const Report &report,
                               MonotonicTime now)
{
    if ((ticket.probe & FromRedis) != 0)
        reportProbe(key, ticket.probe, report);
    else if (ticket.probe != 0 || !m_servers.isUp(key.provider))
        m_shared.local().report(key, ticket, report, now);
    else if (report.result == Report::Result::Failed)
        recordFailure(key, ticket, report, now);
}

// Where Redis does not take it, the slot's lease ends and somebody else probes.
void RedisBreakerStore::reportProbe(const Key &key, quint64 token, const Report &report)
{
    std::erase_if(m_probes, [token](const OutProbe &each) { return each.token == token; });
    if (!m_servers.isUp(key.provider))
        return;
    QByteArray result = "inconclusive";
    if (report.result == Report::Result::Good)
        result = "good";
    else if (report.result == Report::Result::Failed)
        result = "failed";
    m_servers.run(key.provider,
                  m_shared.call(RedisScripts::all().probed,
                                key,
                                {QByteArray::number(token), result, textOf(Lease)}),
                  [this, key, cause = report.cause](const redis::Reply *reply) {
                      if (reply != nullptr)
                          m_shared.tell(eventsOfProbe(*reply, key, cause));
                  });
}

void RedisBreakerStore::recordFailure(const Key &key,
                                      const Ticket &ticket,
                                      const Report &report,
                                      MonotonicTime now)
{
    const auto policy = m_shared.policy();
    const bool counts = ticket.generation == Ticket::AnyGeneration;
    const QByteArray member = m_shared.nextMember() + ':' + QByteArray::number(report.cause.status)
                              + ':' + circuit::textOf(report.cause.kind).toByteArray();
    m_servers.run(key.provider,
                  m_shared.call(RedisScripts::all().fail,
                                key,
                                {QByteArray::number(policy->failureThreshold),
                                 textOf(policy->window),
                                 counts ? QByteArray() : QByteArray::number(ticket.generation),
                                 member}),
                  [this, key, ticket, report, now](const redis::Reply *reply) {
                      const QByteArray what = reply == nullptr ? QByteArray() : reply->textAt(What);
                      if (what == "late")
                          return;
                      if (what != "counted" && what != "opened") {
                          m_shared.local().report(key, ticket, report, now);
                          return;
                      }
                      m_shared.tell(eventsOfFailure(*reply, key, report));
                  });
}

void RedisBreakerStore::note(const Key &key, FailureClass failure, MonotonicTime now, ThenRun then)
{
    m_shared.local().note(key, failure, now, std::move(then));
}

void RedisBreakerStore::force(const Key &key, const Force &force, MonotonicTime now)
{
    if (!m_servers.isUp(key.provider)) {
        m_shared.local().force(key, force, now);
        return;
    }
    if (isWholeProvider(key)) {
        hold(key, force, now);
        return;
    }
    QByteArray word = "open";
    if (force.what == Force::What::Close)
        word = "close";
    else if (force.what == Force::What::Probe)
        word = "probe";
    m_servers.run(key.provider,
                  m_shared.call(RedisScripts::all().force,
                                key,
                                {word, force.by, QByteArray::number(lengthOf(force, now))}),
                  [this, key, force](const redis::Reply *reply) {
                      if (reply != nullptr)
                          m_shared.tell(eventsOfForce(*reply, key, force));
                  });
}

void RedisBreakerStore::hold(const Key &key, const Force &force, MonotonicTime now)
{
    const QByteArray name = m_shared.layout().holdKey(key.provider);
    QByteArrayList command{"DEL", name};
    if (force.what == Force::What::Open) {
        const qint64 ms =
            force.until ? lengthOf(force, now) : qint64(m_shared.policy()->cooldown.count());
        command = {"SET", name, force.by.isEmpty() ? QByteArray("?") : force.by};
        if (ms > 0)
            command += {"PX", QByteArray::number(ms)};
    }
    m_servers.send(key.provider, command, [this, key, by = force.by](const redis::Reply *reply) {
        if (reply != nullptr)
            m_shared.tell(
                {{.type = EventType::Forced, .key = key, .reason = Reason::Forced, .by = by}});
    });
}

// The leases of the probes that are out; one that is out for longer than any may be is given up.
void RedisBreakerStore::renew()
{
    const Duration longest = m_shared.policy()->probeLease;
    std::erase_if(m_probes,
                  [&](const OutProbe &each) { return m_loop.now() - each.since > longest; });
    if (m_probes.empty())
        return;
    m_loop.deadlines().set(m_renewal, RenewEvery);
    for (const OutProbe &each : m_probes) {
        if (m_servers.isUp(each.key.provider))
            m_servers.run(each.key.provider,
                          m_shared.call(RedisScripts::all().probed,
                                        each.key,
                                        {QByteArray::number(each.token), "busy", textOf(Lease)}),
                          [](const redis::Reply *) {});
    }
}

void RedisBreakerStore::look()
{
    RedisBreakerLook::begin(
        m_servers, m_shared, net::wallClock(), [this](const std::optional<Snapshot> &seen) {
            if (seen)
                m_shared.show(*seen, m_loop.now());
        });
}

void RedisBreakerStore::snapshot(MonotonicTime now,
                                 TimePoint wallNow,
                                 int maxKeys,
                                 ThenSnapshot then)
{
    then(m_shared.shown(now, wallNow, maxKeys));
}

void RedisBreakerStore::setPolicy(const Policy &policy, Duration escalation)
{
    m_shared.setPolicy(policy, escalation);
}

} // namespace llmproxy::storage
