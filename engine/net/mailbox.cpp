// SPDX-License-Identifier: MIT
#include "engine/net/mailbox.h"

#include <QCoreApplication>
#include <QEvent>

#include <utility>

namespace llmproxy::net {

void Mailbox::post(Task task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
        if (m_tasks.size() > 1)
            return; // an earlier post already woke the thread
    }
    QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

bool Mailbox::event(QEvent *event)
{
    if (event->type() != QEvent::User)
        return QObject::event(event);

    std::vector<Task> tasks;
    {
        const std::lock_guard lock(m_mutex);
        tasks.swap(m_tasks);
    }
    for (const Task &task : tasks)
        task();
    return true;
}

} // namespace llmproxy::net
