// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"
#include "engine/base/time.h"

#include <QByteArray>
#include <QHostAddress>
#include <QList>

#include <functional>
#include <memory>

namespace llmproxy::net {

enum class ResolveError {
    NotFound, ///< there is no such name
    Failed,   ///< nobody could tell
};

/// The addresses of a host in the order to try them: as the system prefers them, the families
/// taking turns (RFC 8305 §4). Never empty.
using Addresses = QList<QHostAddress>;
using Resolved = Result<Addresses, ResolveError>;

/// Finds the addresses of hosts without blocking.
///
/// IP literals, "localhost" and names under it (127.0.0.1, then ::1), and what was looked up
/// shortly before are answered at once. Concurrent questions for one host share one lookup.
/// Answers are kept for 30 s, failures for 1 s; what the system keeps itself comes on top of
/// that (Qt: up to 60 s).
///
/// Lives in: a worker, which has one. A Query may outlive it.
class Resolver final
{
public:
    static constexpr std::chrono::seconds KeepsAnswer{30};
    static constexpr std::chrono::seconds KeepsFailure{1};
    static constexpr std::size_t MaxKept = 256; ///< hosts

    using Clock = std::function<MonotonicTime()>;
    using Callback = std::function<void(const Resolved &)>;
    /// Asks the system for the addresses of a host; the callback is to come once, in the thread
    /// of the question, now or later.
    using Lookup = std::function<void(const QByteArray &host, Callback answered)>;

    explicit Resolver(Lookup lookup = systemLookup(), Clock clock = MonotonicTime::clock::now);
    ~Resolver();
    Q_DISABLE_COPY_MOVE(Resolver)

    /// A question that was not answered yet. Its end withdraws it.
    class Query;

    /// Calls `callback` once, be it before it returns, unless the Query ends first. The callback
    /// may do anything, also end the resolver.
    [[nodiscard]] Query resolve(const QByteArray &host, Callback callback);

    /// QHostInfo's, which asks in threads of its own. It answers in the thread that called this
    /// function, and no more once it is destroyed.
    static Lookup systemLookup();

private:
    struct State;
    std::shared_ptr<State> m_state;
};

class Resolver::Query
{
public:
    Query() = default;
    ~Query() { cancel(); }
    Query(Query &&other) noexcept;
    Query &operator=(Query &&other) noexcept;
    Query(const Query &) = delete;
    Query &operator=(const Query &) = delete;

    /// The callback will not be called any more.
    void cancel();

private:
    friend class Resolver;
    Query(std::weak_ptr<State> state, quint64 id);

    std::weak_ptr<State> m_state;
    quint64 m_id = 0;
};

} // namespace llmproxy::net
