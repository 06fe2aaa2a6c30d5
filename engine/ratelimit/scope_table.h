// SPDX-License-Identifier: MIT
#pragma once

#include "engine/ratelimit/limits.h"

#include <list>
#include <unordered_map>

namespace llmproxy::ratelimit {

/// The counters of one scope.
struct ScopeUse
{
    struct Count
    {
        Amounts used;
        Amounts held; ///< the part of `used` that is not settled

        bool operator==(const Count &) const = default;
    };

    QByteArray name;
    QByteArray masked;  ///< of a key; else empty
    quint64 born = 0;   ///< serial of the call that it was made for
    qint64 minutes = 0; ///< the minute that `minute` is of, since 1970
    Count minute;
    Count day;

    const Count &of(Window window) const { return window == Window::Minute ? minute : day; }
};

/// The scopes of one dimension that have counters, at most `most` of them: then the one that was
/// used least recently makes room, and its counts are forgotten. One thread at a time.
class ScopeTable
{
public:
    explicit ScopeTable(std::size_t most)
        : m_most(most)
    {}
    ScopeTable(ScopeTable &&) noexcept = default;
    ScopeTable &operator=(ScopeTable &&) noexcept = default;
    ScopeTable(const ScopeTable &) = delete;
    ScopeTable &operator=(const ScopeTable &) = delete;
    ~ScopeTable() = default;

    /// Null if it has no counters; else it is now the last used. Stays valid until the next add().
    ScopeUse *find(QByteArrayView name);
    /// `name` is one that find() does not know.
    ScopeUse &add(const QByteArray &name);

    std::size_t size() const { return m_byName.size(); }
    /// Last used first.
    const std::list<ScopeUse> &all() const { return m_uses; }

private:
    struct Hash
    {
        std::size_t operator()(QByteArrayView name) const noexcept;
    };

    std::size_t m_most;
    std::list<ScopeUse> m_uses;
    std::unordered_map<QByteArrayView, std::list<ScopeUse>::iterator, Hash>
        m_byName; ///< views of m_uses
};

} // namespace llmproxy::ratelimit
