// SPDX-License-Identifier: MIT
#pragma once

#include <QTimer>

#include <chrono>
#include <functional>

namespace llmproxy::ui {

/// How much a window may work: nothing while nobody can see it, little while another is in use.
enum class Pace { Stopped, Slow, Full };

/// Calls a function again and again. The next call is armed only when the last one has returned,
/// so a slow window makes fewer calls and never a queue of them.
class Pulse final : public QObject
{
public:
    /// `beat` is called every `full` at full pace, and every second at slow pace.
    Pulse(std::chrono::milliseconds full, std::function<void()> beat, QObject *parent);

    /// Any change to a pace that beats beats at once.
    void setPace(Pace pace);
    Pace pace() const { return m_pace; }

    /// Inside a beat: there is more to do, so come again as soon as input has been handled.
    void hurry() { m_hurries = true; }

private:
    void run();

    QTimer m_timer;
    std::chrono::milliseconds m_full;
    std::function<void()> m_beat;
    Pace m_pace = Pace::Stopped;
    bool m_hurries = false;
};

} // namespace llmproxy::ui
