// SPDX-License-Identifier: MIT
#include "ui/usage_page.h"

#include "ui/counter_tile.h"
#include "ui/elided_label.h"
#include "ui/format.h"
#include "ui/notice.h"
#include "ui/segment_bar.h"
#include "ui/table_view.h"
#include "ui/theme.h"

#include <QBoxLayout>
#include <QSettings>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

constexpr int Spacing = 12;

QString transportText(const QList<stats::TransportStatus> &transports)
{
    QStringList parts;
    for (const stats::TransportStatus &transport : transports) {
        QString text = UsagePage::tr("%1: %2 written")
                           .arg(format::plain(transport.name), format::count(transport.written));
        if (transport.dropped > 0)
            text += u", "_s + UsagePage::tr("%1 lost").arg(format::count(transport.dropped));
        if (!transport.lastError.isEmpty())
            text += u" \u2014 "_s + format::plain(transport.lastError);
        parts.append(text);
    }
    return parts.join(u" \u00B7 "_s);
}

} // namespace

UsagePage::UsagePage(QWidget *parent)
    : Page(parent)
    , m_stack(new QStackedWidget(this))
    , m_empty(new Notice(Notice::Shape::Middle, this))
{
    m_empty->say(Glyph::NoData, Ink::Dim, tr("No request has used tokens so far"));
    m_stack->addWidget(m_empty);
    m_stack->addWidget(buildBody());
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_stack);
}

QString UsagePage::title() const
{
    return tr("Usage and cost");
}

QWidget *UsagePage::buildBody()
{
    auto *body = new QWidget;
    body->setBackgroundRole(QPalette::Base);
    body->setAutoFillBackground(true);
    m_by = new SegmentBar(tr("Summed up by"));
    m_by->setWords({tr("Model"), tr("Provider"), tr("Key"), tr("User"), tr("Day")});
    connect(m_by, &SegmentBar::chosenChanged, this, &UsagePage::showRows);
    m_transports = new ElidedLabel({}, body);
    m_transports->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    makeDim(m_transports);
    m_model = new RowsModel(UsageRows::headings(UsageRows::By::Model));
    m_table = new TableView(tr("Usage"), m_model, {26, 10, 12, 12, 11, 11, 11, 11, 10});
    connect(m_table, &TableView::currentIdChanged, this, &UsagePage::showArithmetic);
    m_caption = new QLabel(body);
    m_caption->setTextFormat(Qt::PlainText);
    m_caption->setFont(scaled(font(), 1, true));
    m_arithmetic = new TableView(
        tr("The arithmetic"), new RowsModel(UsageRows::arithmeticHeadings()), {24, 14, 20, 14, 50});

    auto *head = new QHBoxLayout;
    head->addWidget(m_by);
    head->addWidget(m_transports, 1);
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(20, 20, 20, 20);
    column->setSpacing(Spacing);
    column->addWidget(buildTiles());
    column->addLayout(head);
    column->addWidget(m_table, 1);
    column->addWidget(m_caption);
    column->addWidget(m_arithmetic);
    return body;
}

QWidget *UsagePage::buildTiles()
{
    auto *tiles = new QWidget;
    m_today = new CounterTile(tr("Cost today"), tr("Since 00:00 UTC or the start, in memory"));
    m_cost = new CounterTile(tr("Cost"), tr("Since the start, in memory"));
    m_input = new CounterTile(tr("Tokens in"), tr("With those from and to the cache"));
    m_output = new CounterTile(tr("Tokens out"), tr("With reasoning"));
    auto *row = new QHBoxLayout(tiles);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Spacing);
    for (CounterTile *tile : {m_today, m_cost, m_input, m_output})
        row->addWidget(tile);
    return tiles;
}

UsageRows::By UsagePage::by() const
{
    return static_cast<UsageRows::By>(std::max(0, m_by->chosen()));
}

void UsagePage::showSnapshot(const stats::EngineSnapshot &snapshot)
{
    m_stack->setCurrentIndex(snapshot.costs.all.exchanges > 0 ? 1 : 0);
    showTiles(snapshot);
    const QString transports = transportText(snapshot.transports);
    m_transports->setText(transports);
    if (snapshot.costs == m_costs)
        return;
    m_costs = snapshot.costs;
    showRows();
}

void UsagePage::showTiles(const stats::EngineSnapshot &snapshot)
{
    const auto usd = [](const stats::CostTotals &totals) {
        const bool isKnown = totals.unknown < totals.exchanges || totals.exchanges == 0;
        return isKnown ? QString::fromLatin1(cost::shownUsd(totals.total)) : u"\u2013"_s;
    };
    const stats::CostTotals today = UsageRows::today(snapshot);
    const stats::CostTotals &all = snapshot.costs.all;
    m_today->setValue(usd(today), UsageRows::unpriced(today.unknown));
    m_cost->setValue(usd(all), UsageRows::unpriced(all.unknown));
    const QString cached = UsageRows::cacheShare(all);
    m_input->setValue(format::compact(UsageRows::allInput(all)),
                      cached.isEmpty() ? QString() : tr("%1 from the cache").arg(cached));
    m_output->setValue(format::compact(UsageRows::allOutput(all)),
                       tr("%1 reasoning").arg(format::compact(all.thought)));
}

void UsagePage::showRows()
{
    m_model->setHeading(0, UsageRows::headings(by()).constFirst());
    m_table->setRows(UsageRows::rows(m_costs, by()));
    showArithmetic();
}

void UsagePage::showArithmetic()
{
    const QByteArray id = m_table->currentId();
    const QString name = m_table->currentIndex().siblingAtColumn(0).data().toString();
    m_caption->setText(id.isEmpty() ? tr("All of it") : name);
    m_arithmetic->setRows(UsageRows::arithmetic(UsageRows::totalsOf(m_costs, by(), id)));
    m_arithmetic->fitRows(6, 6);
}

void UsagePage::save(QSettings &settings) const
{
    settings.setValue(u"usage/by"_s, m_by->chosen());
}

void UsagePage::restore(const QSettings &settings)
{
    m_by->choose(settings.value(u"usage/by"_s).toInt());
}

} // namespace llmproxy::ui
