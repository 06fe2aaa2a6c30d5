// SPDX-License-Identifier: MIT
#include "engine/net/resolver.h"

#include "engine/http/ip_literal.h"

#include <QHostInfo>
#include <QObject>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace llmproxy::net {

namespace {

/// What needs no lookup.
std::optional<Addresses> knownAddresses(const QByteArray &host)
{
    if (const auto literal = http::parseIpLiteral(host)) {
        const QHostAddress address(literal->data());
        bool isV4 = false;
        const quint32 v4 = address.toIPv4Address(&isV4);
        return Addresses{isV4 && !host.contains(':') ? QHostAddress(v4) : address};
    }
    if (http::isLoopbackHost(host))
        return Addresses{QHostAddress(QHostAddress::LocalHost),
                         QHostAddress(QHostAddress::LocalHostIPv6)};
    return std::nullopt;
}

/// RFC 8305 §4: the family that the system puts first, then by turns, each in its own order.
Addresses interleaved(const Addresses &sorted)
{
    Addresses preferred;
    Addresses other;
    for (const QHostAddress &address : sorted) {
        const bool isPreferred = address.protocol() == sorted.first().protocol();
        Addresses &family = isPreferred ? preferred : other;
        if (!family.contains(address))
            family.append(address);
    }
    Addresses mixed;
    for (qsizetype i = 0; i < std::max(preferred.size(), other.size()); ++i) {
        if (i < preferred.size())
            mixed.append(preferred[i]);
        if (i < other.size())
            mixed.append(other[i]);
    }
    return mixed;
}

Resolved ordered(const Resolved &found)
{
    if (!found)
        return found;
    if (found->isEmpty())
        return Failure<ResolveError>(ResolveError::NotFound);
    return interleaved(*found);
}

} // namespace

struct Resolver::State
{
    struct Kept
    {
        Resolved answer;
        MonotonicTime until;
    };
    struct Question
    {
        QByteArray host;
        Callback callback;
    };

    Lookup lookup;
    Clock clock;
    std::map<QByteArray, Kept> kept = {};
    std::map<quint64, Question> questions = {};
    std::set<QByteArray> inFlight = {}; ///< hosts that are being looked up
    quint64 lastId = 0;

    const Resolved *keptAnswer(const QByteArray &host) const
    {
        const auto found = kept.find(host);
        return found != kept.end() && clock() < found->second.until ? &found->second.answer
                                                                    : nullptr;
    }

    void keep(const QByteArray &host, const Resolved &answer)
    {
        const MonotonicTime now = clock();
        if (kept.size() >= MaxKept) {
            std::erase_if(kept, [now](const auto &entry) { return entry.second.until <= now; });
            if (kept.size() >= MaxKept)
                kept.erase(
                    std::min_element(kept.begin(), kept.end(), [](const auto &a, const auto &b) {
                        return a.second.until < b.second.until;
                    }));
        }
        kept.insert_or_assign(host, Kept{answer, now + (answer ? KeepsAnswer : KeepsFailure)});
    }

    void deliver(const QByteArray &host, const Resolved &answer)
    {
        inFlight.erase(host);
        keep(host, answer);
        std::vector<quint64> ids;
        for (const auto &[id, question] : questions) {
            if (question.host == host)
                ids.push_back(id);
        }
        for (const quint64 id : ids) {
            const auto question = questions.find(id);
            if (question == questions.end())
                continue; // withdrawn by a callback before it
            const Callback callback = std::move(question->second.callback);
            questions.erase(question);
            callback(answer);
        }
    }
};

Resolver::Resolver(Lookup lookup, Clock clock)
    : m_state(std::make_shared<State>(State{std::move(lookup), std::move(clock)}))
{}

Resolver::~Resolver()
{
    // One of its callbacks may be what ends it; then the state lives on until that is done.
    m_state->questions.clear();
}

Resolver::Query Resolver::resolve(const QByteArray &host, Callback callback)
{
    if (const auto known = knownAddresses(host)) {
        callback(*known);
        return {};
    }
    const QByteArray name = host.toLower();
    if (const Resolved *const kept = m_state->keptAnswer(name)) {
        callback(Resolved(*kept)); // a copy, which no callback can take away
        return {};
    }
    const std::shared_ptr<State> state = m_state; // should a callback end the resolver
    const std::weak_ptr<State> weak = state;
    const quint64 id = ++state->lastId;
    state->questions.insert({id, {name, std::move(callback)}});
    if (state->inFlight.insert(name).second) {
        state->lookup(name, [weak, name](const Resolved &found) {
            if (const auto asked = weak.lock())
                asked->deliver(name, ordered(found));
        });
    }
    return {weak, id};
}

Resolver::Lookup Resolver::systemLookup()
{
    return [context = std::make_shared<QObject>()](const QByteArray &host, Callback answered) {
        [[maybe_unused]] const auto deliver = [answered =
                                                   std::move(answered)](const QHostInfo &info) {
            if (info.error() == QHostInfo::NoError)
                answered(info.addresses());
            else
                answered(Failure<ResolveError>(info.error() == QHostInfo::HostNotFound
                                                   ? ResolveError::NotFound
                                                   : ResolveError::Failed));
        };
#ifndef __clang_analyzer__ // it takes the slot object, which Qt's library frees, for leaked
        QHostInfo::lookupHost(QString::fromLatin1(host), context.get(), deliver);
#endif
    };
}

Resolver::Query::Query(std::weak_ptr<State> state, quint64 id)
    : m_state(std::move(state))
    , m_id(id)
{}

Resolver::Query::Query(Query &&other) noexcept
    : m_state(std::move(other.m_state))
    , m_id(std::exchange(other.m_id, 0))
{}

Resolver::Query &Resolver::Query::operator=(Query &&other) noexcept
{
    if (this != &other) {
        cancel();
        m_state = std::move(other.m_state);
        m_id = std::exchange(other.m_id, 0);
    }
    return *this;
}

void Resolver::Query::cancel()
{
    if (const auto state = m_state.lock())
        state->questions.erase(m_id);
    m_state.reset();
}

} // namespace llmproxy::net
