// SPDX-License-Identifier: MIT
#include "app/signals.h"

#include <QSocketNotifier>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace llmproxy::app {

namespace {

constexpr std::array Signalled{SIGINT, SIGTERM, SIGHUP};

/// What the signal handler may touch: it runs in any thread, between any two instructions.
struct Mailslot
{
    std::atomic<int> readEnd{-1};
    std::atomic<int> writeEnd{-1};
    std::atomic<int> stops{0};
    std::array<struct sigaction, Signalled.size()> before{};
};
static_assert(std::atomic<int>::is_always_lock_free, "an atomic with a lock is not signal safe");

// A global, as a function's static would take a lock when it is first used.
Mailslot mailslot; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): see above

extern "C" void dropIntoMailslot(int number)
{
    const int errnoBefore = errno;
    if (number != SIGHUP && ++mailslot.stops > 2)
        _exit(128 + number);
    const char byte = static_cast<char>(number);
    // A full pipe holds thousands of signals that nobody has read: one more says nothing new.
    [[maybe_unused]] const ssize_t written = ::write(mailslot.writeEnd, &byte, 1);
    errno = errnoBefore;
}

bool openPipe()
{
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0)
        return false;
    for (const int end : ends) {
        fcntl(end, F_SETFL, O_NONBLOCK);
        fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    mailslot.readEnd = ends[0];
    mailslot.writeEnd = ends[1];
    mailslot.stops = 0;
    return true;
}

} // namespace

Signals::Signals(Reactions reactions, QObject *parent)
    : QObject(parent)
    , m_reactions(std::move(reactions))
{
    if (!openPipe()) {
        qWarning("signals end the program at once: no pipe for them could be opened");
        return;
    }
    m_notifier = new QSocketNotifier(mailslot.readEnd, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] { readPipe(); });
    struct sigaction action
    {};
    action.sa_handler = dropIntoMailslot;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < Signalled.size(); ++i)
        sigaction(Signalled.at(i), &action, &mailslot.before.at(i));
}

Signals::~Signals()
{
    if (!m_notifier)
        return;
    for (std::size_t i = 0; i < Signalled.size(); ++i)
        sigaction(Signalled.at(i), &mailslot.before.at(i), nullptr);
    delete std::exchange(m_notifier, nullptr); // before the descriptor that it watches
    close(mailslot.readEnd.exchange(-1));
    close(mailslot.writeEnd.exchange(-1));
}

void Signals::readPipe()
{
    char number = 0;
    while (::read(mailslot.readEnd, &number, 1) == 1) {
        if (number == SIGHUP)
            m_reactions.reload();
        else if (++m_stopsSeen == 1)
            m_reactions.stop();
        else
            m_reactions.stopNow();
    }
}

} // namespace llmproxy::app
