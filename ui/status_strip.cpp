// SPDX-License-Identifier: MIT
#include "ui/status_strip.h"

#include "ui/circuit_view.h"
#include "ui/endpoints.h"
#include "ui/format.h"
#include "ui/glyph.h"
#include "ui/rate_history.h"
#include "ui/usage_rows.h"

#include <QToolButton>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

QString withoutScheme(const QString &url)
{
    return url.mid(url.indexOf(u"//"_s) + 2);
}

void setPart(QToolButton *part, const QString &text)
{
    if (part->text() == text)
        return;
    part->setText(text);
    part->setAccessibleDescription(text);
}

/// "breakers 1 open 1 half 1 forced"; "breakers closed" where all are.
QString breakerText(const stats::EngineSnapshot &snapshot)
{
    int open = 0;
    int half = 0;
    int forced = 0;
    const QList<KeyView> keys = CircuitView::keys(snapshot);
    for (const KeyView &key : keys) {
        open += key.state == ShownState::Open ? 1 : 0;
        half += key.state == ShownState::HalfOpen ? 1 : 0;
        forced += key.state == ShownState::Forced ? 1 : 0;
    }
    QStringList parts;
    if (open > 0)
        parts.append(StatusStrip::tr("%1 open").arg(open));
    if (half > 0)
        parts.append(StatusStrip::tr("%1 half-open").arg(half));
    if (forced > 0)
        parts.append(StatusStrip::tr("%1 forced").arg(forced));
    return parts.isEmpty() ? StatusStrip::tr("breakers closed")
                           : StatusStrip::tr("breakers %1").arg(parts.join(u", "_s));
}

} // namespace

StatusStrip::StatusStrip(QWidget *parent)
    : QStatusBar(parent)
    , m_address(addPart(tr("Listen address")))
    , m_rate(addPart(tr("Requests per second")))
    , m_inFlight(addPart(tr("Requests in flight")))
    , m_totals(addPart(tr("Requests since the start")))
    , m_breakers(addPart(tr("Circuit breakers")))
    , m_test(addPart(tr("Test mode")))
    , m_cost(addPart(tr("Cost and tokens today")))
    , m_dropped(addPart(tr("Requests not recorded")))
{
    setSizeGripEnabled(false);
    m_address->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_dropped->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_dropped->setIcon(glyphIcon(Glyph::Warning, Ink::Warning));
    m_dropped->hide();
    m_breakers->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_test->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_test->setIcon(glyphIcon(Glyph::Flask, Ink::Warning));
    connect(m_breakers, &QToolButton::clicked, this, &StatusStrip::breakersWanted);
    connect(m_test, &QToolButton::clicked, this, &StatusStrip::testModesWanted);
    connect(m_cost, &QToolButton::clicked, this, &StatusStrip::usageWanted);
    connect(m_address, &QToolButton::clicked, this, &StatusStrip::overviewWanted);
    connect(m_rate, &QToolButton::clicked, this, &StatusStrip::overviewWanted);
    connect(m_inFlight, &QToolButton::clicked, this, &StatusStrip::trafficWanted);
    connect(m_totals, &QToolButton::clicked, this, &StatusStrip::trafficWanted);
    connect(m_dropped, &QToolButton::clicked, this, &StatusStrip::trafficWanted);
}

QToolButton *StatusStrip::addPart(const QString &name)
{
    auto *part = new QToolButton(this);
    part->setAutoRaise(true);
    part->setFocusPolicy(Qt::TabFocus);
    part->setAccessibleName(name);
    part->setToolTip(name);
    addWidget(part);
    return part;
}

void StatusStrip::showSnapshot(const stats::EngineSnapshot &snapshot, const RateHistories &rates)
{
    const bool listens = snapshot.running && !snapshot.listeners.isEmpty();
    m_address->setIcon(
        glyphIcon(listens ? Glyph::Fine : Glyph::Off, listens ? Ink::Fine : Ink::Off));
    setPart(m_address, listens ? withoutScheme(rootUrl(snapshot.listeners)) : tr("not listening"));
    setPart(m_rate, tr("%1 req/s").arg(format::rate(rates.total().current())));
    setPart(m_inFlight, tr("%1 in flight").arg(format::count(snapshot.totals.inFlight)));
    const qint64 errors = snapshot.totals.clientErrors + snapshot.totals.serverErrors;
    setPart(m_totals,
            tr("%1 requests, %2 errors, %3 out")
                .arg(format::count(snapshot.totals.requests),
                     format::count(errors),
                     format::bytes(snapshot.totals.bytesOut)));
    showFeatures(snapshot);
    m_dropped->setVisible(snapshot.totals.recordsDropped > 0);
    setPart(m_dropped,
            tr("%1 not shown: buffer full").arg(format::count(snapshot.totals.recordsDropped)));
}

void StatusStrip::showFeatures(const stats::EngineSnapshot &snapshot)
{
    m_breakers->setVisible(snapshot.breaksCircuits);
    if (snapshot.breaksCircuits) {
        const ShownState worst = CircuitView::worst(snapshot);
        m_breakers->setIcon(glyphIcon(StatePainter::glyph(worst), StatePainter::ink(worst)));
        setPart(m_breakers, breakerText(snapshot));
    }
    m_test->setVisible(!snapshot.testModes.isEmpty());
    setPart(m_test, tr("TEST on"));
    const stats::CostTotals today = UsageRows::today(snapshot);
    m_cost->setVisible(today.exchanges > 0);
    setPart(m_cost,
            tr("today %1, %2 tok")
                .arg(UsageRows::cost(today),
                     format::compact(UsageRows::allInput(today) + UsageRows::allOutput(today))));
}

} // namespace llmproxy::ui
