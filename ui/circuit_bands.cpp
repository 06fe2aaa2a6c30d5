// SPDX-License-Identifier: MIT
#include "ui/circuit_bands.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace llmproxy::ui {
namespace {

using circuit::EventType;
using stats::CircuitChange;

TimePoint knownSince(const stats::EngineSnapshot &snapshot)
{
    const bool someAreForgotten =
        snapshot.circuitChanges.size() >= stats::CircuitHistory::MaxChanges;
    return someAreForgotten ? snapshot.circuitChanges.constFirst().at : snapshot.startedAt;
}

const circuit::KeyStatus *statusOf(const stats::EngineSnapshot &snapshot, const circuit::Key &key)
{
    const circuit::ProviderStatus *circuits = circuitsOf(snapshot, key.provider);
    if (!circuits)
        return nullptr;
    const auto found =
        std::find_if(circuits->keys.begin(),
                     circuits->keys.end(),
                     [&key](const circuit::KeyStatus &each) { return each.key == key; });
    return found == circuits->keys.end() ? nullptr : &*found;
}

void append(QList<Band> &bands, TimePoint at, ShownState state)
{
    if (bands.last().state == state)
        return;
    if (bands.last().from == at)
        bands.removeLast();
    if (bands.isEmpty() || bands.last().state != state)
        bands.append({at, state});
}

/// What a change leads to; none: it says nothing of the state.
std::optional<ShownState> stateAfter(const circuit::Event &event)
{
    switch (event.type) {
    case EventType::Opened:
        return event.reason == circuit::Reason::Forced ? ShownState::Forced : ShownState::Open;
    case EventType::RollupOpened:
        return ShownState::Open;
    case EventType::Closed:
    case EventType::RollupClosed:
        return ShownState::Closed;
    case EventType::ProbeStarted:
    case EventType::ProbeLost:
        return ShownState::HalfOpen;
    default:
        return std::nullopt;
    }
}

bool isOfRollup(EventType type)
{
    return type == EventType::RollupOpened || type == EventType::RollupClosed;
}

/// The changes of a key alone, oldest first: those of a rollup bear the bare key, too.
QList<CircuitChange> changesOf(const stats::EngineSnapshot &snapshot, const circuit::Key &key)
{
    QList<CircuitChange> some;
    for (const CircuitChange &change : snapshot.circuitChanges) {
        if (change.event.key == key && !isOfRollup(change.event.type))
            some.append(change);
    }
    return some;
}

QList<Band> rollupBands(const stats::EngineSnapshot &snapshot, const QByteArray &provider)
{
    QList<Band> bands{{TimePoint::min(), ShownState::NoData}};
    append(bands, knownSince(snapshot), ShownState::Closed);
    for (const CircuitChange &change : snapshot.circuitChanges) {
        if (isOfRollup(change.event.type) && change.event.key.provider == provider)
            append(bands, change.at, *stateAfter(change.event));
    }
    return bands;
}

QList<Band> ownBands(const stats::EngineSnapshot &snapshot, const circuit::Key &key)
{
    QList<Band> bands{{TimePoint::min(), ShownState::NoData}};
    append(bands, knownSince(snapshot), ShownState::Closed);
    const circuit::KeyStatus *status = statusOf(snapshot, key);
    const bool isForced = status && !status->forcedBy.isEmpty();
    const Duration cooldown = snapshot.circuitFacts.policy.cooldown;
    const QList<CircuitChange> changes = changesOf(snapshot, key);
    std::optional<TimePoint> lastForced;
    for (const CircuitChange &change : changes) {
        if (change.event.type == EventType::Forced)
            lastForced = change.at;
    }
    for (qsizetype i = 0; i < changes.size(); ++i) {
        const circuit::Event &event = changes[i].event;
        if (isForced && event.type == EventType::Forced && changes[i].at == lastForced)
            append(bands, changes[i].at, ShownState::Forced);
        const std::optional<ShownState> state = stateAfter(event);
        if (!state || (isForced && lastForced && changes[i].at >= *lastForced))
            continue;
        append(bands, changes[i].at, *state);
        // Nobody tells when a cooldown is over: it is half-open from then on.
        const TimePoint next = i + 1 < changes.size() ? changes[i + 1].at : snapshot.at;
        if (*state == ShownState::Open && changes[i].at + cooldown < next)
            append(bands, changes[i].at + cooldown, ShownState::HalfOpen);
    }
    return bands;
}

/// The worst of several circuits at each time.
QList<Band> worstOf(const QList<QList<Band>> &lines)
{
    struct Turn
    {
        TimePoint at;
        qsizetype line = 0;
        ShownState state = ShownState::NoData;
    };
    std::vector<Turn> turns;
    for (qsizetype line = 0; line < lines.size(); ++line) {
        for (const Band &band : lines[line])
            turns.push_back({band.from, line, band.state});
    }
    std::stable_sort(turns.begin(), turns.end(), [](const Turn &left, const Turn &right) {
        return left.at < right.at;
    });
    QList<ShownState> now(lines.size(), ShownState::NoData);
    QList<Band> bands{{TimePoint::min(), ShownState::NoData}};
    for (const Turn &turn : turns) {
        now[turn.line] = turn.state;
        append(bands, turn.at, *std::max_element(now.cbegin(), now.cend()));
    }
    return bands;
}

} // namespace

const circuit::ProviderStatus *circuitsOf(const stats::EngineSnapshot &snapshot,
                                          const QByteArray &provider)
{
    const auto &all = snapshot.circuits.providers;
    const auto found =
        std::find_if(all.begin(), all.end(), [&provider](const circuit::ProviderStatus &each) {
            return each.provider == provider;
        });
    return found == all.end() ? nullptr : &*found;
}

ShownState shownState(const circuit::KeyStatus &key)
{
    if (!key.forcedBy.isEmpty())
        return ShownState::Forced;
    switch (key.state) {
    case circuit::State::Closed:
        return ShownState::Closed;
    case circuit::State::HalfOpen:
        return ShownState::HalfOpen;
    case circuit::State::Open:
        return ShownState::Open;
    }
    return ShownState::NoData;
}

QList<Band> bandsOf(const stats::EngineSnapshot &snapshot, const circuit::Key &key)
{
    QList<Band> own = ownBands(snapshot, key);
    return isWholeProvider(key) ? worstOf({own, rollupBands(snapshot, key.provider)}) : own;
}

QList<Band> bandsOf(const stats::EngineSnapshot &snapshot, const QByteArray &provider)
{
    QSet<circuit::Key> keys;
    for (const CircuitChange &change : snapshot.circuitChanges) {
        if (change.event.key.provider == provider)
            keys.insert(change.event.key);
    }
    QList<QList<Band>> lines{rollupBands(snapshot, provider)};
    for (const circuit::Key &key : std::as_const(keys))
        lines.append(ownBands(snapshot, key));
    return worstOf(lines);
}

} // namespace llmproxy::ui
