// SPDX-License-Identifier: MIT
#include "ui/status_strip.h"

#include "ui/endpoints.h"
#include "ui/format.h"
#include "ui/glyph.h"
#include "ui/rate_history.h"

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

} // namespace

StatusStrip::StatusStrip(QWidget *parent)
    : QStatusBar(parent)
    , m_address(addPart(tr("Listen address")))
    , m_rate(addPart(tr("Requests per second")))
    , m_inFlight(addPart(tr("Requests in flight")))
    , m_totals(addPart(tr("Requests since the start")))
    , m_dropped(addPart(tr("Requests not recorded")))
{
    setSizeGripEnabled(false);
    m_address->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_dropped->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_dropped->setIcon(glyphIcon(Glyph::Warning, Ink::Warning));
    m_dropped->hide();
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
    m_dropped->setVisible(snapshot.totals.recordsDropped > 0);
    setPart(m_dropped,
            tr("%1 not shown: buffer full").arg(format::count(snapshot.totals.recordsDropped)));
}

} // namespace llmproxy::ui
