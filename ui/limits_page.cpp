// SPDX-License-Identifier: MIT
#include "ui/limits_page.h"

#include "ui/format.h"
#include "ui/limit_rows.h"
#include "ui/notice.h"
#include "ui/segment_bar.h"
#include "ui/table_view.h"
#include "ui/theme.h"
#include "ui/window_clock.h"

#include <QBoxLayout>
#include <QLabel>
#include <QSettings>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

constexpr int Spacing = 12;

} // namespace

LimitsPage::LimitsPage(QWidget *parent)
    : Page(parent)
    , m_stack(new QStackedWidget(this))
    , m_off(new Notice(Notice::Shape::Middle, this))
{
    m_off->say(Glyph::NoData,
               Ink::Dim,
               tr("The rate limiter is off (enabled: false). Nothing is counted or refused."),
               tr("Show the setting"));
    connect(m_off, &Notice::wayTaken, this, [this] {
        emit settingWanted("features.rate_limiting.enabled");
    });
    m_stack->addWidget(m_off);
    m_stack->addWidget(buildBody());
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_stack);
}

QString LimitsPage::title() const
{
    return tr("Rate limits");
}

QWidget *LimitsPage::buildBody()
{
    auto *body = new QWidget;
    body->setBackgroundRole(QPalette::Base);
    body->setAutoFillBackground(true);
    m_facts = new QLabel(body);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setWordWrap(true);
    makeDim(m_facts);
    m_clock = new WindowClock(body);
    m_window = new SegmentBar(tr("Window"));
    m_window->setWords({tr("Minute"), tr("Day")});
    connect(m_window, &SegmentBar::chosenChanged, this, &LimitsPage::showScopes);
    m_unlimited = new Notice(Notice::Shape::Bar, body);
    m_unlimited->say(Glyph::NoData,
                     Ink::Dim,
                     tr("No limit is set: everything is \u221E. Use is still counted."),
                     tr("Show the setting"));
    connect(m_unlimited, &Notice::wayTaken, this, [this] {
        emit settingWanted("features.rate_limiting.limits");
    });
    m_scopes = new TableView(tr("Scopes"), new RowsModel(LimitRows::scopeHeadings()), {24, 52, 46});
    m_denialCaption = new QLabel(body);
    m_denialCaption->setFont(scaled(font(), 1, true));
    m_denials = new TableView(
        tr("Refused calls"), new RowsModel(LimitRows::denialHeadings()), {11, 28, 26, 14, 24, 10});
    connect(m_denials, &QTreeView::activated, this, [this] {
        const qint64 exchange = LimitRows::exchangeOf(m_denials->currentId());
        if (exchange > 0)
            emit exchangeWanted(exchange);
    });

    auto *head = new QHBoxLayout;
    head->addWidget(m_clock);
    head->addStretch(1);
    head->addWidget(m_window);
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(20, 16, 20, 20);
    column->setSpacing(Spacing);
    column->addWidget(m_facts);
    column->addLayout(head);
    column->addWidget(m_unlimited);
    column->addWidget(m_scopes, 3);
    column->addWidget(m_denialCaption);
    column->addWidget(m_denials, 2);
    return body;
}

QString LimitsPage::badge(const stats::EngineSnapshot &snapshot) const
{
    const int full = snapshot.limitsRates ? LimitRows::rejecting(snapshot.limits) : 0;
    return full > 0 ? tr("%1 full").arg(full) : QString();
}

void LimitsPage::showSnapshot(const stats::EngineSnapshot &snapshot)
{
    m_stack->setCurrentIndex(snapshot.limitsRates ? 1 : 0);
    if (!snapshot.limitsRates)
        return;
    m_limits = snapshot.limits;
    m_facts->setText(LimitRows::facts(m_limits));
    m_clock->setNow(snapshot.at);
    m_unlimited->setVisible(!LimitRows::hasLimits(m_limits));
    showScopes();
    m_denials->setRows(LimitRows::denials(m_limits));
    m_denialCaption->setText(
        m_limits.denials.isEmpty()
            ? tr("Nothing was refused since %1")
                  .arg(format::timeOfDayToTheSecond(snapshot.startedAt))
            : tr("Refused, the newest %1").arg(format::count(m_limits.denials.size())));
}

void LimitsPage::showScopes()
{
    using ratelimit::Window;
    m_scopes->setRows(
        LimitRows::scopes(m_limits, m_window->chosen() == 1 ? Window::Day : Window::Minute));
}

void LimitsPage::save(QSettings &settings) const
{
    settings.setValue(u"limits/window"_s, m_window->chosen());
}

void LimitsPage::restore(const QSettings &settings)
{
    m_window->choose(settings.value(u"limits/window"_s).toInt());
}

} // namespace llmproxy::ui
