// SPDX-License-Identifier: MIT
#include "ui/circuit_view.h"

#include "ui/circuit_bands.h"
#include "ui/format.h"
#include "ui/key_words.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

using circuit::KeyStatus;

qsizetype countUnwell(const circuit::ProviderStatus &circuits)
{
    return std::count_if(circuits.keys.begin(), circuits.keys.end(), [](const KeyStatus &key) {
        return shownState(key) > ShownState::Closed;
    });
}

QString summaryOf(const circuit::ProviderStatus &circuits, const stats::EngineSnapshot &snapshot)
{
    const KeyStatus &worst = circuits.keys.constFirst();
    if (circuits.rollup.open)
        return CircuitView::tr("all of its models are blocked by the rollup");
    if (shownState(worst) == ShownState::Forced)
        return KeyWords(snapshot, worst).forced();
    const auto count = static_cast<int>(circuits.keys.size()) + circuits.keysLeftOut;
    const qsizetype unwell = countUnwell(circuits);
    if (unwell == 0)
        return CircuitView::tr("%n key(s) with failures, all closed", nullptr, count);
    const QString model = worst.key.model.isEmpty() ? CircuitView::tr("no model named")
                                                    : format::plain(worst.key.model);
    return worst.state == circuit::State::Open
               ? CircuitView::tr("%1 of %2 keys open: %3")
                     .arg(format::count(unwell), format::count(count), model)
               : CircuitView::tr("%1 of %2 keys half-open: %3")
                     .arg(format::count(unwell), format::count(count), model);
}

QString rollupOf(const circuit::RollupStatus &rollup)
{
    if (rollup.threshold <= 0 || rollup.count == 0)
        return {};
    QString text = CircuitView::tr("%1 of %2 models open within %3 s")
                       .arg(format::count(rollup.count),
                            format::count(rollup.threshold),
                            KeyWords::seconds(rollup.window));
    QStringList models;
    for (const circuit::Key &key : rollup.openKeys)
        models.append(format::plain(key.model));
    return models.isEmpty() ? text : text + u": "_s + models.join(u", "_s);
}

qint64 blockedOf(const stats::EngineSnapshot &snapshot, const QByteArray &provider)
{
    qint64 sum = 0;
    for (auto each = snapshot.circuitBlocked.begin(); each != snapshot.circuitBlocked.end(); ++each)
        sum += each.key().provider == provider ? each.value() : 0;
    return sum;
}

QString footerOf(const stats::EngineSnapshot &snapshot,
                 const stats::ProviderStatus &provider,
                 double perSecond)
{
    const stats::ProviderTraffic &recent = provider.recent;
    QStringList facts{CircuitView::tr("%1 req/s").arg(format::rate(perSecond))};
    if (recent.answered > 0)
        facts.append(CircuitView::tr("%1 % err")
                         .arg(QLocale().toString(100.0 * static_cast<double>(recent.failed)
                                                     / static_cast<double>(recent.answered),
                                                 'f',
                                                 1)));
    if (recent.firstByteP50)
        facts.append(CircuitView::tr("TTFT p50 %1").arg(format::duration(*recent.firstByteP50)));
    const qint64 blocked = blockedOf(snapshot, provider.name);
    if (blocked > 0)
        facts.append(snapshot.circuitFacts.observesOnly
                         ? CircuitView::tr("would have blocked %1").arg(format::count(blocked))
                         : CircuitView::tr("blocked %1").arg(format::count(blocked)));
    return facts.join(u" \u00B7 "_s);
}

/// What a card says of the circuits; none of them has failed yet if `circuits` is null.
void describe(ProviderView &view,
              const stats::EngineSnapshot &snapshot,
              const circuit::ProviderStatus *circuits)
{
    const stats::EngineSnapshot &all = snapshot;
    view.fuse.threshold = all.circuitFacts.policy.failureThreshold;
    if (!circuits || circuits->keys.isEmpty()) {
        view.summary = CircuitView::tr("no failures remembered");
        const KeyStatus none;
        view.failures = KeyWords(all, none).failures();
        view.reason = view.state == ShownState::NoData ? CircuitView::tr("no request so far")
                                                       : CircuitView::tr("healthy");
        return;
    }
    const KeyStatus &worst = circuits->keys.constFirst();
    const KeyWords words(all, worst);
    view.isBlockedByRollup = circuits->rollup.open;
    view.state = circuits->rollup.open ? ShownState::Open : shownState(worst);
    view.summary = summaryOf(*circuits, all);
    view.fuse.blown = words.blown();
    view.pips = words.pips();
    view.failures = words.failures();
    view.reason = words.reason();
    view.cooled = words.cooled();
    view.rollup = rollupOf(circuits->rollup);
    view.rollupCount = circuits->rollup.threshold > 0 ? circuits->rollup.count : 0;
    view.rollupThreshold = circuits->rollup.threshold;
}

} // namespace

QString CircuitView::nameOf(const circuit::Key &key)
{
    if (isWholeProvider(key))
        return tr("%1, all models").arg(format::plain(key.provider));
    if (key.model.isEmpty())
        return tr("%1 (no model named)").arg(format::plain(key.provider));
    return format::plain(circuit::textOf(key));
}

QString CircuitView::textOf(const circuit::Cause &cause)
{
    const QString kind = QString::fromLatin1(circuit::textOf(cause.kind));
    if (cause.status == 0)
        return kind;
    const QString status = QString::number(cause.status);
    return kind.isEmpty() || kind.startsWith(u"http_"_s) ? status : status + u' ' + kind;
}

ProviderView CircuitView::provider(const stats::EngineSnapshot &snapshot,
                                   const QByteArray &name,
                                   double perSecond)
{
    ProviderView view{.provider = name, .name = format::plain(name)};
    const auto known =
        std::find_if(snapshot.providers.begin(),
                     snapshot.providers.end(),
                     [&name](const stats::ProviderStatus &each) { return each.name == name; });
    if (known == snapshot.providers.end())
        return view;
    view.hasBreaker = snapshot.breaksCircuits && known->enabled;
    view.observesOnly = view.hasBreaker && snapshot.circuitFacts.observesOnly;
    view.footer = footerOf(snapshot, *known, perSecond);
    if (view.hasBreaker) {
        view.state = known->requests > 0 ? ShownState::Closed : ShownState::NoData;
        describe(view, snapshot, circuitsOf(snapshot, name));
        view.strip = {snapshot.at - CardSpan, snapshot.at, bandsOf(snapshot, name)};
        if (view.state == ShownState::NoData)
            view.strip.bands = {{TimePoint::min(), ShownState::NoData}};
    } else {
        view.summary = format::plain(known->baseUrl);
    }
    view.word = view.isBlockedByRollup ? tr("OPEN (ROLLUP)")
                : view.hasBreaker      ? StatePainter::word(view.state)
                : !known->enabled      ? tr("NOT ENABLED")
                                       : tr("BREAKER OFF");
    QStringList parts{view.name, view.word, view.summary, view.failures, view.reason};
    parts.removeAll(QString());
    view.sentence = parts.join(u", "_s);
    return view;
}

StateStrip
CircuitView::strip(const stats::EngineSnapshot &snapshot, const circuit::Key &key, Duration span)
{
    return {snapshot.at - span, snapshot.at, bandsOf(snapshot, key)};
}

ShownState CircuitView::worst(const stats::EngineSnapshot &snapshot)
{
    ShownState worst = ShownState::NoData;
    if (!snapshot.breaksCircuits)
        return worst;
    for (const stats::ProviderStatus &provider : snapshot.providers) {
        const circuit::ProviderStatus *circuits = circuitsOf(snapshot, provider.name);
        if (provider.enabled && provider.requests > 0)
            worst = std::max(worst, ShownState::Closed);
        if (circuits && circuits->rollup.open)
            worst = ShownState::Open;
        for (qsizetype i = 0; circuits && i < circuits->keys.size(); ++i)
            worst = std::max(worst, shownState(circuits->keys[i]));
    }
    return worst;
}

} // namespace llmproxy::ui
