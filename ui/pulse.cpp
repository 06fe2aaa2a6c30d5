// SPDX-License-Identifier: MIT
#include "ui/pulse.h"

#include <algorithm>

using namespace std::chrono_literals;

namespace llmproxy::ui {

Pulse::Pulse(std::chrono::milliseconds full, std::function<void()> beat, QObject *parent)
    : QObject(parent)
    , m_full(full)
    , m_beat(std::move(beat))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Pulse::run);
}

void Pulse::setPace(Pace pace)
{
    if (pace == m_pace)
        return;
    m_pace = pace;
    if (pace == Pace::Stopped)
        m_timer.stop();
    else
        m_timer.start(0ms);
}

void Pulse::run()
{
    m_hurries = false;
    m_beat();
    if (m_pace == Pace::Stopped)
        return;
    const auto wait = m_pace == Pace::Full ? m_full : std::max(m_full, 1000ms);
    m_timer.start(m_hurries ? 0ms : wait);
}

} // namespace llmproxy::ui
