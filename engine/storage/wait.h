// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <utility>

namespace llmproxy::storage {

class Asked;

/// The wait of whoever asked a store that may answer later. When it ends before the answer is
/// there, by cancel() or with its own end, the answer is given to nobody, and the store takes back
/// what it granted. One wait at a time.
/// Lives in: the thread that asks. Owned by: whoever waits.
class Wait
{
public:
    Wait() = default;
    ~Wait() { cancel(); }
    Q_DISABLE_COPY_MOVE(Wait)

    bool isOpen() const { return m_asked != nullptr; }
    inline void cancel();

private:
    friend class Asked;
    Asked *m_asked = nullptr;
};

/// The store's end of a Wait, kept with the question.
class Asked
{
public:
    explicit Asked(Wait &wait)
        : m_wait(&wait)
    {
        Q_ASSERT(!wait.isOpen());
        wait.m_asked = this;
    }
    ~Asked() { end(); }
    Q_DISABLE_COPY_MOVE(Asked)

    /// Ends the wait, for the answer is there. Null: nobody waits any more.
    Wait *end()
    {
        if (m_wait != nullptr)
            m_wait->m_asked = nullptr;
        return std::exchange(m_wait, nullptr);
    }

private:
    friend class Wait;
    Wait *m_wait;
};

void Wait::cancel()
{
    if (m_asked != nullptr)
        std::exchange(m_asked, nullptr)->m_wait = nullptr;
}

} // namespace llmproxy::storage
