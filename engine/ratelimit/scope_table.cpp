// SPDX-License-Identifier: MIT
#include "engine/ratelimit/scope_table.h"

namespace llmproxy::ratelimit {

std::size_t ScopeTable::Hash::operator()(QByteArrayView name) const noexcept
{
    // Names come from outside: without the process's seed they could be chosen to collide.
    return qHash(name, QHashSeed::globalSeed());
}

ScopeUse *ScopeTable::find(QByteArrayView name)
{
    const auto found = m_byName.find(name);
    if (found == m_byName.end())
        return nullptr;
    m_uses.splice(m_uses.begin(), m_uses, found->second);
    return &m_uses.front();
}

ScopeUse &ScopeTable::add(const QByteArray &name)
{
    if (m_byName.size() >= m_most) {
        m_byName.erase(m_uses.back().name);
        m_uses.pop_back();
    }
    m_uses.emplace_front().name = name;
    m_byName.emplace(m_uses.front().name, m_uses.begin());
    return m_uses.front();
}

} // namespace llmproxy::ratelimit
