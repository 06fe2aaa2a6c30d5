// SPDX-License-Identifier: MIT
#pragma once

#include "engine/net/mailbox.h"

#include <mutex>
#include <utility>

namespace llmproxy::admin {

/// A way to a thread's mailbox for those who may outlive the thread: what comes later is dropped.
class Letterbox
{
public:
    explicit Letterbox(net::Mailbox &mailbox)
        : m_mailbox(&mailbox)
    {}

    /// From any thread.
    void post(net::Mailbox::Task task)
    {
        const std::lock_guard lock(m_mutex);
        if (m_mailbox != nullptr)
            m_mailbox->post(std::move(task));
    }
    /// Before the mailbox dies.
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_mailbox = nullptr;
    }

private:
    std::mutex m_mutex;
    net::Mailbox *m_mailbox; // guarded by m_mutex; null: closed
};

} // namespace llmproxy::admin
