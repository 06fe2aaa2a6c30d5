// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

#include <functional>

class QSocketNotifier;

namespace llmproxy::app {

/// Turns the process's signals into calls in the thread it lives in, which needs an event loop.
/// One at a time per process. Should the event loop no longer turn: a third SIGINT or SIGTERM ends
/// the process where it stands, with 128 and the signal's number as the exit code.
class Signals final : public QObject
{
public:
    struct Reactions
    {
        std::function<void()> stop;    ///< the first SIGINT or SIGTERM
        std::function<void()> stopNow; ///< the second
        std::function<void()> reload;  ///< each SIGHUP
    };

    explicit Signals(Reactions reactions, QObject *parent = nullptr);
    /// The signals act as before.
    ~Signals() override;
    Q_DISABLE_COPY_MOVE(Signals)

private:
    void readPipe();

    Reactions m_reactions;
    QSocketNotifier *m_notifier = nullptr; // a child; null if there is no pipe
    int m_stopsSeen = 0;
};

} // namespace llmproxy::app
