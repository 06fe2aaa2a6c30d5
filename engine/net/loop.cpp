// SPDX-License-Identifier: MIT
#include "engine/net/loop.h"

#include <QCoreApplication>
#include <QEvent>

namespace llmproxy::net {

Loop::Loop()
{
    // What is reserved stays when the contents are resized away.
    m_scratch.reserve(2 * BufferSize);
    m_cipher.reserve(2 * BufferSize);
}

Loop::~Loop() = default;

void Loop::bury(std::unique_ptr<Mortal> mortal)
{
    if (m_dead.empty())
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
    m_dead.push_back(std::move(mortal));
}

bool Loop::event(QEvent *event)
{
    if (event->type() != QEvent::User)
        return QObject::event(event);
    // What dies may bury something else.
    const std::vector<std::unique_ptr<Mortal>> dead = std::exchange(m_dead, {});
    return true;
}

} // namespace llmproxy::net
