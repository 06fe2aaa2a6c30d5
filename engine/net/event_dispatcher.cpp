// SPDX-License-Identifier: MIT
#include "engine/net/event_dispatcher.h"

#ifdef Q_OS_LINUX
#include "engine/net/epoll_dispatcher.h"
#endif

namespace llmproxy::net {

EventDispatcher *EventDispatcher::ofCurrentThread()
{
    return dynamic_cast<EventDispatcher *>(QAbstractEventDispatcher::instance());
}

std::unique_ptr<QAbstractEventDispatcher> makeEventDispatcher(EventDispatcher::Choice choice)
{
#ifdef Q_OS_LINUX
    if (choice == EventDispatcher::Choice::Epoll)
        return std::make_unique<EpollDispatcher>();
#else
    Q_UNUSED(choice);
#endif
    return nullptr;
}

} // namespace llmproxy::net
