// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

#include <functional>
#include <mutex>
#include <vector>

namespace llmproxy::net {

/// The only door between two threads: anyone may post(), and the task runs in the thread the
/// mailbox lives in, in the order posted. Tasks that were not run when it dies are dropped.
///
/// It exists because the lock is a std::mutex, which ThreadSanitizer can see; a queued signal is
/// guarded inside Qt's own library, which it cannot, and every one would be reported as a race.
class Mailbox final : public QObject
{
public:
    using Task = std::function<void()>;

    void post(Task task);

protected:
    bool event(QEvent *event) override;

private:
    std::mutex m_mutex;
    std::vector<Task> m_tasks; // guarded by m_mutex
};

} // namespace llmproxy::net
