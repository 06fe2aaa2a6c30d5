// SPDX-License-Identifier: MIT
#include "ui/circuit_bands.h"
#include "ui/circuit_view.h"
#include "ui/key_words.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

using circuit::KeyStatus;

bool comesFirst(const KeyStatus &left, const KeyStatus &right)
{
    const bool leftIsWhole = isWholeProvider(left.key);
    const bool rightIsWhole = isWholeProvider(right.key);
    if (leftIsWhole != rightIsWhole)
        return leftIsWhole;
    return left.key.model < right.key.model;
}

KeyView viewOf(const stats::EngineSnapshot &snapshot, const KeyStatus &key)
{
    const KeyWords words(snapshot, key);
    KeyView view{.key = key.key, .name = CircuitView::nameOf(key.key)};
    view.state = shownState(key);
    if (!isWholeProvider(key.key)) {
        view.fuse = {words.blown(), snapshot.circuitFacts.policy.failureThreshold};
        view.pips = words.pips();
        view.failures = words.failures();
    }
    view.next = words.next();
    view.forced = words.forced();
    view.cause = words.cause();
    view.openedAt = key.openedAt;
    view.cooled = words.cooled();
    view.blocked = snapshot.circuitBlocked.value(key.key);
    QStringList parts{view.name,
                      StatePainter::word(view.state),
                      view.failures,
                      view.forced.isEmpty() ? view.next : view.forced};
    parts.removeAll(QString());
    view.sentence = parts.join(u", "_s);
    return view;
}

} // namespace

QList<KeyView> CircuitView::keys(const stats::EngineSnapshot &snapshot)
{
    QList<KeyView> views;
    for (const stats::ProviderStatus &provider : snapshot.providers) {
        if (!provider.enabled)
            continue;
        QList<KeyStatus> keys;
        if (const circuit::ProviderStatus *circuits = circuitsOf(snapshot, provider.name))
            keys = circuits->keys;
        std::sort(keys.begin(), keys.end(), comesFirst);
        const bool isHeld = !keys.isEmpty() && isWholeProvider(keys.constFirst().key);
        if (!isHeld)
            keys.prepend({.key = circuit::wholeProvider(provider.name)});
        for (const KeyStatus &key : std::as_const(keys))
            views.append(viewOf(snapshot, key));
        const ProviderView whole = CircuitView::provider(snapshot, provider.name, 0);
        KeyView &row = views[views.size() - keys.size()];
        if (!isHeld) { // nobody's word holds over it: then its rollup alone blocks it
            const bool hasRollup = whole.isBlockedByRollup;
            row.state = hasRollup                ? ShownState::Open
                        : provider.requests == 0 ? ShownState::NoData
                                                 : ShownState::Closed;
            row.next = hasRollup ? whole.rollup : QString();
            row.sentence = row.name + u", "_s + StatePainter::word(row.state);
        }
    }
    return views;
}

} // namespace llmproxy::ui
