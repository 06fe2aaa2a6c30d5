// SPDX-License-Identifier: MIT
#include "engine/storage/test_modes.h"

#include <algorithm>
#include <utility>

namespace llmproxy::storage {

void TestModes::tell(Change change, const circuit::TestRules &rules) const
{
    if (!m_listener)
        return;
    for (const circuit::TestRule &rule : rules)
        m_listener(change, rule);
}

qint64 TestModes::switchOn(circuit::TestRule rule)
{
    {
        const std::lock_guard lock(m_mutex);
        rule.id = ++m_lastId;
        m_rules.push_back(rule);
        m_any.store(true, std::memory_order_release);
    }
    tell(Change::On, {rule});
    return rule.id;
}

bool TestModes::switchOff(qint64 id)
{
    circuit::TestRules gone;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = std::find_if(
            m_rules.begin(), m_rules.end(), [id](const auto &rule) { return rule.id == id; });
        if (found == m_rules.end())
            return false;
        gone.push_back(*found);
        m_rules.erase(found);
        m_any.store(!m_rules.empty(), std::memory_order_release);
    }
    tell(Change::Off, gone);
    return true;
}

void TestModes::switchAllOff()
{
    circuit::TestRules gone;
    {
        const std::lock_guard lock(m_mutex);
        gone.swap(m_rules);
        m_any.store(false, std::memory_order_release);
    }
    tell(Change::Off, gone);
}

std::optional<circuit::TestMode> TestModes::take(const circuit::Key &key, MonotonicTime now)
{
    if (!m_any.load(std::memory_order_acquire))
        return std::nullopt;
    circuit::TestRules gone;
    std::optional<circuit::TestMode> mode;
    {
        const std::lock_guard lock(m_mutex);
        gone = circuit::takeExpired(m_rules, now);
        const circuit::TestRules before = m_rules;
        mode = circuit::take(m_rules, key, now);
        // At most one rule is used up by it.
        const auto usedUp = std::find_if(
            before.begin(), before.end(), [this](const auto &rule) { return !isOn(rule.id); });
        if (usedUp != before.end())
            gone.push_back(*usedUp);
        m_any.store(!m_rules.empty(), std::memory_order_release);
    }
    tell(Change::Off, gone);
    return mode;
}

bool TestModes::isOn(qint64 id) const
{
    return std::any_of(
        m_rules.begin(), m_rules.end(), [id](const auto &rule) { return rule.id == id; });
}

circuit::TestRules TestModes::rules(MonotonicTime now)
{
    circuit::TestRules gone;
    circuit::TestRules left;
    {
        const std::lock_guard lock(m_mutex);
        gone = circuit::takeExpired(m_rules, now);
        left = m_rules;
        m_any.store(!m_rules.empty(), std::memory_order_release);
    }
    tell(Change::Off, gone);
    return left;
}

} // namespace llmproxy::storage
