// SPDX-License-Identifier: MIT
#include "ui/key_words.h"

#include "ui/circuit_bands.h"
#include "ui/format.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

QByteArray personHere()
{
    return QByteArrayLiteral("dashboard");
}

KeyWords::KeyWords(const stats::EngineSnapshot &snapshot, const circuit::KeyStatus &key)
    : m_snapshot(snapshot)
    , m_key(key)
    , m_policy(snapshot.circuitFacts.policy)
{}

QString KeyWords::person(const QByteArray &by)
{
    return by == personHere() ? tr("you") : format::plain(by);
}

QString KeyWords::seconds(Duration length)
{
    return format::count((length.count() + 500) / 1000);
}

bool KeyWords::isTripped() const
{
    return m_key.state != circuit::State::Closed && m_key.forcedBy.isEmpty();
}

Duration KeyWords::left() const
{
    return m_key.until ? *m_key.until - m_snapshot.at : Duration(0);
}

// While it is open: the failures that opened it, though they are out of the window by now.
int KeyWords::blown() const
{
    return isTripped() ? m_policy.failureThreshold
                       : std::min(m_key.failures, m_policy.failureThreshold);
}

QList<Pip> KeyWords::pips() const
{
    QList<Pip> made;
    const qsizetype shown = std::min<qsizetype>(blown(), m_key.recent.size());
    for (qsizetype i = 0; i < shown; ++i) {
        const circuit::RecentFailure &failure = m_key.recent[i];
        made.prepend({failure.at, failure.cause.exchange, CircuitView::textOf(failure.cause)});
    }
    return made;
}

QString KeyWords::failures() const
{
    const int threshold = m_policy.failureThreshold;
    if (!isTripped())
        return tr("%1 of %2 failures in %3 s")
            .arg(format::count(m_key.failures), format::count(threshold), seconds(m_policy.window));
    const QList<Pip> shown = pips();
    const QString tripped = tr("tripped by %n failure(s)", nullptr, threshold);
    if (shown.size() < threshold)
        return tripped;
    return tr("%1 in %2 s", "tripped by 5 failures; seconds")
        .arg(tripped, seconds(shown.last().at - shown.first().at));
}

QString KeyWords::cause() const
{
    if (m_key.recent.isEmpty())
        return {};
    const circuit::RecentFailure &latest = m_key.recent.constFirst();
    return tr("%1 at %2", "a failure, its time")
        .arg(CircuitView::textOf(latest.cause), format::timeOfDayToTheSecond(latest.at));
}

QString KeyWords::next() const
{
    if (!m_key.forcedBy.isEmpty())
        return m_key.until ? tr("by %1, %2 left", "person, time")
                                 .arg(person(m_key.forcedBy), format::countdown(left()))
                           : tr("by %1, for good").arg(person(m_key.forcedBy));
    if (m_key.state == circuit::State::Open && m_key.until)
        return tr("probe in %1").arg(format::countdown(left()));
    if (m_key.state != circuit::State::HalfOpen)
        return {};
    return m_key.probeSince
               ? tr("probe running %1").arg(format::duration(m_snapshot.at - *m_key.probeSince))
               : tr("probes with the next call");
}

QString KeyWords::forced() const
{
    if (m_key.forcedBy.isEmpty())
        return {};
    const QString by = person(m_key.forcedBy);
    const QString what = m_key.state == circuit::State::Closed ? tr("forced closed by %1").arg(by)
                                                               : tr("forced open by %1").arg(by);
    return m_key.until ? tr("%1, %2 left").arg(what, format::countdown(left())) : what;
}

QString KeyWords::reason() const
{
    switch (shownState(m_key)) {
    case ShownState::Forced:
        return m_key.state == circuit::State::Closed ? tr("failures do not open it")
                                                     : tr("answers 503 to every caller");
    case ShownState::Open:
        return cause().isEmpty()
                   ? next()
                   : tr("%1 \u2014 %2", "cause, what comes next").arg(cause(), next());
    case ShownState::HalfOpen:
        return next();
    case ShownState::Closed:
    case ShownState::NoData:
        break;
    }
    if (m_key.failures == 0 || m_key.recent.isEmpty())
        return tr("healthy");
    const Duration out = m_key.recent.constFirst().at + m_policy.window - m_snapshot.at;
    return tr("healthy \u00B7 last failure %1, out in %2 s")
        .arg(cause(), seconds(std::max(out, Duration(0))));
}

std::optional<double> KeyWords::cooled() const
{
    if (m_key.state != circuit::State::Open || !m_key.until || !m_key.openedAt)
        return std::nullopt;
    const auto whole = static_cast<double>((*m_key.until - *m_key.openedAt).count());
    const auto past = static_cast<double>((m_snapshot.at - *m_key.openedAt).count());
    return whole <= 0 ? 1.0 : std::clamp(past / whole, 0.0, 1.0);
}

} // namespace llmproxy::ui
