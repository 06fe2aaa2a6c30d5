// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <utility>

namespace llmproxy::admin {

/// A value that another thread brings.
template<class T>
class Awaited
{
public:
    /// `ready` is called behind put(), in its thread; may be empty.
    explicit Awaited(std::function<void()> ready)
        : m_ready(std::move(ready))
    {}

    void put(T value)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_value = std::move(value);
        }
        if (m_ready)
            m_ready();
    }
    /// Nullopt: it is not there yet.
    std::optional<T> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_value, std::nullopt);
    }

private:
    const std::function<void()> m_ready;
    std::mutex m_mutex;
    std::optional<T> m_value; // guarded by m_mutex
};

} // namespace llmproxy::admin
