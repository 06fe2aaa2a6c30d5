// SPDX-License-Identifier: MIT
#include "ui/circuit_view.h"
#include "ui/key_words.h"

namespace llmproxy::ui {
namespace {

using circuit::EventType;

struct EventWords
{
    ShownState state = ShownState::Closed;
    QString what;
};

std::optional<EventWords> wordsOf(const circuit::Event &event)
{
    const bool isForced = event.reason == circuit::Reason::Forced;
    switch (event.type) {
    case EventType::Opened:
        if (isForced)
            return EventWords{ShownState::Forced, CircuitView::tr("Forced open")};
        return EventWords{ShownState::Open,
                          event.reason == circuit::Reason::ProbeFailed
                              ? CircuitView::tr("Re-opened")
                              : CircuitView::tr("Tripped open")};
    case EventType::Closed:
        return EventWords{ShownState::Closed,
                          isForced ? CircuitView::tr("Closed by hand")
                                   : CircuitView::tr("Closed (recovered)")};
    case EventType::ProbeStarted:
        return EventWords{ShownState::HalfOpen, CircuitView::tr("Recovery probe")};
    case EventType::ProbeLost:
        return EventWords{ShownState::HalfOpen, CircuitView::tr("Probe lost")};
    case EventType::RollupOpened:
        return EventWords{ShownState::Open, CircuitView::tr("Blocked as a whole")};
    case EventType::RollupClosed:
        return EventWords{ShownState::Closed, CircuitView::tr("No longer blocked as a whole")};
    case EventType::Forced:
        return EventWords{ShownState::Forced, CircuitView::tr("Changed by hand")};
    default:
        return std::nullopt; // a failed probe is told by what it leads to
    }
}

QString causeOf(const circuit::Event &event)
{
    if (event.reason == circuit::Reason::Forced)
        return CircuitView::tr("by %1").arg(KeyWords::person(event.by));
    const QString cause = CircuitView::textOf(event.cause);
    if (event.reason == circuit::Reason::ProbeFailed)
        return CircuitView::tr("probe failed: %1").arg(cause);
    return event.reason == circuit::Reason::ProbeSuccess ? CircuitView::tr("probe succeeded")
                                                         : cause;
}

bool isOfRollup(EventType type)
{
    return type == EventType::RollupOpened || type == EventType::RollupClosed;
}

/// A forced change of state is told twice: that it was forced, and what it led to.
bool isToldByTheNext(const QList<stats::CircuitChange> &changes, qsizetype i)
{
    if (changes[i].event.type != EventType::Forced || i + 1 >= changes.size())
        return false;
    const circuit::Event &next = changes[i + 1].event;
    return next.key == changes[i].event.key && next.reason == circuit::Reason::Forced
           && next.type != EventType::Forced;
}

} // namespace

QList<CircuitEventView> CircuitView::events(const stats::EngineSnapshot &snapshot, qsizetype most)
{
    QList<CircuitEventView> views;
    const QList<stats::CircuitChange> &changes = snapshot.circuitChanges;
    for (qsizetype i = changes.size() - 1; i >= 0 && views.size() < most; --i) {
        const circuit::Event &event = changes[i].event;
        const auto words = wordsOf(event);
        if (!words || isToldByTheNext(changes, i))
            continue;
        views.append(
            {.at = changes[i].at,
             .key = event.key,
             .name = nameOf(isOfRollup(event.type) ? circuit::wholeProvider(event.key.provider)
                                                   : event.key),
             .state = words->state,
             .what = words->what,
             .cause = causeOf(event),
             .exchange = event.cause.exchange});
    }
    return views;
}

} // namespace llmproxy::ui
