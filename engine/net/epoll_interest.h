// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

struct epoll_event;

namespace llmproxy::net {

/// An epoll instance and what it was told to watch, level-triggered.
///
/// Interest is set at no cost and reaches the kernel with apply(): a socket that turns its write
/// interest on and off between two waits costs no system call. Whoever is about to close a
/// descriptor must apply() first, for the kernel may give its number to another.
/// Lives in the thread of its dispatcher.
class EpollInterest
{
public:
    EpollInterest();
    ~EpollInterest();
    Q_DISABLE_COPY_MOVE(EpollInterest)

    /// `events` is an epoll mask; 0 for no interest.
    void set(int fd, std::uint32_t events);
    /// False when the kernel refuses the descriptor: not open, or not one that can be waited for.
    [[nodiscard]] bool apply(int fd);
    /// The next descriptor whose interest changed since it was applied.
    std::optional<int> takeChanged();
    /// The number now stands for another file than the kernel was told about.
    void forget(int fd);

    /// As epoll_wait(): how many of `ready` were filled; 0 also when a signal came in between.
    int wait(std::span<epoll_event> ready, int timeoutMs) const;
    /// The descriptor an event is about, or nothing when it was given up since the event arose.
    std::optional<int> descriptorOf(const epoll_event &event) const;

    quint64 controls() const { return m_controls; }

private:
    struct Descriptor
    {
        std::uint32_t wanted = 0;
        std::uint32_t applied = 0;    // what the kernel knows; 0: not in the epoll instance
        std::uint32_t generation = 0; // of the registration in the kernel
        bool changed = false;         // listed in m_changed
    };

    bool control(int operation, int fd, Descriptor &descriptor);

    int m_epoll;
    std::vector<Descriptor> m_descriptors; // by number
    std::vector<int> m_changed;
    quint64 m_controls = 0;
};

} // namespace llmproxy::net
