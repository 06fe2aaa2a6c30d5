// SPDX-License-Identifier: MIT
#include "engine/net/epoll_interest.h"

#include <QString>

#include <algorithm>
#include <cerrno>
#include <sys/epoll.h>
#include <unistd.h>

namespace llmproxy::net {

EpollInterest::EpollInterest()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
{
    if (m_epoll < 0)
        qFatal("epoll_create1 failed: %s", qPrintable(qt_error_string(errno)));
}

EpollInterest::~EpollInterest()
{
    ::close(m_epoll);
}

void EpollInterest::set(int fd, std::uint32_t events)
{
    const auto index = static_cast<std::size_t>(fd);
    if (index >= m_descriptors.size())
        m_descriptors.resize(std::max(index + 64, 2 * m_descriptors.size()));
    Descriptor &descriptor = m_descriptors[index];
    descriptor.wanted = events;
    if (descriptor.wanted == descriptor.applied || descriptor.changed)
        return;
    descriptor.changed = true;
    m_changed.push_back(fd);
}

std::optional<int> EpollInterest::takeChanged()
{
    if (m_changed.empty())
        return std::nullopt;
    const int fd = m_changed.back();
    m_changed.pop_back();
    m_descriptors[static_cast<std::size_t>(fd)].changed = false;
    return fd;
}

void EpollInterest::forget(int fd)
{
    const auto index = static_cast<std::size_t>(fd);
    if (index >= m_descriptors.size())
        return;
    m_descriptors[index].applied = 0;
    ++m_descriptors[index].generation;
}

bool EpollInterest::control(int operation, int fd, Descriptor &descriptor)
{
    if (operation == EPOLL_CTL_ADD)
        ++descriptor.generation;
    epoll_event event{};
    event.events = descriptor.wanted;
    event.data.u64 = (std::uint64_t(descriptor.generation) << 32) | std::uint32_t(fd);
    ++m_controls;
    return ::epoll_ctl(m_epoll, operation, fd, &event) == 0;
}

bool EpollInterest::apply(int fd)
{
    Descriptor &descriptor = m_descriptors[static_cast<std::size_t>(fd)];
    if (descriptor.wanted == descriptor.applied)
        return true;
    bool done = false;
    if (descriptor.wanted == 0) {
        control(EPOLL_CTL_DEL, fd, descriptor);
        done = true; // a descriptor that was closed too early has left by itself
    } else if (descriptor.applied == 0) {
        done = control(EPOLL_CTL_ADD, fd, descriptor)
               || (errno == EEXIST && control(EPOLL_CTL_MOD, fd, descriptor));
    } else {
        done = control(EPOLL_CTL_MOD, fd, descriptor)
               || (errno == ENOENT && control(EPOLL_CTL_ADD, fd, descriptor));
    }
    descriptor.applied = done ? descriptor.wanted : 0;
    return done;
}

int EpollInterest::wait(std::span<epoll_event> ready, int timeoutMs) const
{
    const int count =
        ::epoll_wait(m_epoll, ready.data(), static_cast<int>(ready.size()), timeoutMs);
    if (count >= 0)
        return count;
    if (errno != EINTR)
        qFatal("epoll_wait failed: %s", qPrintable(qt_error_string(errno)));
    return 0;
}

std::optional<int> EpollInterest::descriptorOf(const epoll_event &event) const
{
    const auto fd = std::uint32_t(event.data.u64);
    const auto generation = std::uint32_t(event.data.u64 >> 32);
    const Descriptor &descriptor = m_descriptors[fd];
    if (descriptor.applied == 0 || descriptor.generation != generation)
        return std::nullopt;
    return int(fd);
}

} // namespace llmproxy::net
