// SPDX-License-Identifier: MIT
#include "ui/overview_page.h"

#include "ui/breaker_card.h"
#include "ui/chart_card.h"
#include "ui/connection_card.h"
#include "ui/counter_tile.h"
#include "ui/elided_label.h"
#include "ui/endpoints.h"
#include "ui/format.h"
#include "ui/glyph_mark.h"
#include "ui/rate_history.h"
#include "ui/snippet_pane.h"
#include "ui/theme.h"
#include "ui/traffic_curves.h"
#include "ui/usage_rows.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

constexpr int PageMargin = 20;
constexpr int Spacing = 12;
constexpr int ProvidersPerRow = 2;

} // namespace

OverviewPage::OverviewPage(const RateHistories &rates,
                           const QStringList &configFiles,
                           QWidget *parent)
    : Page(parent)
    , m_rates(rates)
    , m_connection(new ConnectionCard)
{
    auto *content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    content->setAutoFillBackground(true);
    m_providerGrid = new QGridLayout;
    m_providerGrid->setSpacing(Spacing);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(PageMargin, PageMargin, PageMargin, PageMargin);
    column->setSpacing(Spacing);
    column->addWidget(buildHead(configFiles));
    column->addWidget(m_connection);
    column->addWidget(buildTiles());
    column->addLayout(m_providerGrid);
    column->addLayout(buildCharts(), 1);

    auto *scroller = new QScrollArea(this);
    scroller->setWidgetResizable(true);
    scroller->setFrameShape(QFrame::NoFrame);
    scroller->setAccessibleName(title());
    scroller->setWidget(content);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroller);
}

QString OverviewPage::title() const
{
    return tr("Overview");
}

QWidget *OverviewPage::buildHead(const QStringList &configFiles)
{
    auto *head = new QWidget;
    m_stateMark = new GlyphMark(Glyph::NoData, Ink::Dim, head);
    m_stateMark->setFont(scaled(font(), 1.3));
    m_state = new QLabel(head);
    m_state->setFont(scaled(font(), 1.4, true));
    m_address = new QLabel(head);
    m_address->setTextFormat(Qt::PlainText);
    m_address->setFont(scaled(font(), 1.4));
    m_address->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_address->setAccessibleName(tr("Listen address"));
    m_facts = new ElidedLabel({}, head);
    m_facts->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    makeDim(m_facts);
    m_copyMenu = new QMenu(head);
    m_copyUrls = new QToolButton(head);
    m_copyUrls->setText(tr("Copy URLs"));
    m_copyUrls->setIcon(glyphIcon(Glyph::Copy, Ink::Dim));
    m_copyUrls->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_copyUrls->setPopupMode(QToolButton::InstantPopup);
    m_copyUrls->setMenu(m_copyMenu);
    m_copyUrls->setFocusPolicy(Qt::StrongFocus);
    m_copyUrls->setAccessibleName(m_copyUrls->text());
    QStringList names;
    for (const QString &file : configFiles)
        names.append(QFileInfo(file).fileName());
    m_configNames = names.join(u", "_s);

    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    row->addWidget(m_stateMark);
    row->addWidget(m_state);
    row->addWidget(m_address);
    row->addWidget(m_facts, 1);
    row->addSpacing(6);
    row->addWidget(m_copyUrls);
    return head;
}

QWidget *OverviewPage::buildTiles()
{
    auto *tiles = new QWidget;
    m_tiles.requests = new CounterTile(tr("Requests"), tr("Since the start, by complete heads"));
    m_tiles.inFlight = new CounterTile(tr("In flight"), tr("Requests without their last byte"));
    m_tiles.clientErrors = new CounterTile(tr("Client errors"), tr("Answered 4xx"));
    m_tiles.serverErrors = new CounterTile(tr("Server errors"), tr("Answered 5xx, or broken off"));
    m_tiles.tokens = new CounterTile(tr("Tokens today"),
                                     tr("In and out, since 00:00 UTC or the start; in memory"));
    m_tiles.cost = new CounterTile(tr("Cost today"),
                                   tr("Since 00:00 UTC or the start, by the prices of the "
                                      "configuration; what has none is counted beside it"));
    m_tiles.bytes = new CounterTile(tr("Bytes out"), tr("Bodies of answers and of requests"));
    auto *row = new QHBoxLayout(tiles);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Spacing);
    for (CounterTile *tile : {m_tiles.requests,
                              m_tiles.inFlight,
                              m_tiles.clientErrors,
                              m_tiles.serverErrors,
                              m_tiles.tokens,
                              m_tiles.cost,
                              m_tiles.bytes})
        row->addWidget(tile);
    return tiles;
}

QLayout *OverviewPage::buildCharts()
{
    m_answers = new ChartCard(tr("Answers per second, last 15 minutes"),
                              {{tr("upstream"), Ink::Fine, Qt::SolidLine},
                               {tr("breaker 503"), Ink::Error, Qt::DashLine},
                               {tr("limit 429"), Ink::Warning, Qt::DotLine},
                               {tr("test"), Ink::Off, Qt::DashDotLine}});
    m_firstByte =
        new ChartCard(tr("Seconds to the first token"),
                      {{tr("p50"), Ink::Fine, Qt::SolidLine}, {tr("p95"), Ink::Text, Qt::DotLine}});
    auto *row = new QHBoxLayout;
    row->setSpacing(Spacing);
    row->addWidget(m_answers, 3);
    row->addWidget(m_firstByte, 2);
    return row;
}

void OverviewPage::showSnapshot(const stats::EngineSnapshot &snapshot)
{
    showHead(snapshot);
    fillCopyMenu(snapshot);
    m_connection->showSnapshot(snapshot);
    showTotals(snapshot);
    showProviders(snapshot);
    showCharts(snapshot.recent);
}

void OverviewPage::showCharts(const QList<stats::TrafficSlot> &recent)
{
    if (recent == m_recent)
        return; // a slot is over every few seconds; the charts are the dear part of the page
    m_recent = recent;
    QStringList answered;
    for (const qint64 sum : TrafficCurves::sums(recent))
        answered.append(format::count(sum));
    m_answers->show(TrafficCurves::answers(recent), answered);
    const QList<QList<QPointF>> firstByte = TrafficCurves::firstByte(recent);
    QStringList latest;
    for (const QList<QPointF> &line : firstByte)
        latest.append(line.isEmpty() ? u"\u2013"_s
                                     : u"%1 s"_s.arg(QLocale().toString(line.last().y(), 'f', 2)));
    m_firstByte->show(firstByte, latest);
}

void OverviewPage::showHead(const stats::EngineSnapshot &snapshot)
{
    m_stateMark->setGlyph(snapshot.running ? Glyph::Fine : Glyph::Off,
                          snapshot.running ? Ink::Fine : Ink::Off);
    m_state->setText(snapshot.running ? tr("Running") : tr("Stopped"));
    m_address->setText(rootUrl(snapshot.listeners));
    QStringList facts;
    if (snapshot.demo)
        facts.append(tr("demo: answered by the built-in provider"));
    if (snapshot.running)
        facts.append(tr("up %1").arg(format::uptime(snapshot.at - snapshot.startedAt)));
    facts.append(m_configNames.isEmpty() ? tr("built-in configuration") : m_configNames);
    m_facts->setText(facts.join(u"   \u00B7   "_s));
}

void OverviewPage::fillCopyMenu(const stats::EngineSnapshot &snapshot)
{
    const QList<Endpoint> all = endpoints(snapshot);
    QStringList urls;
    QStringList exports;
    for (const Endpoint &endpoint : all) {
        urls.append(endpoint.url);
        if (!endpoint.variable.isEmpty())
            exports.append(Snippets::text(endpoint, Language::Environment));
    }
    m_copyUrls->setEnabled(!all.isEmpty());
    if (urls == m_copied)
        return;
    m_copied = urls;
    m_copyMenu->clear();
    const auto offer = [this](const QString &label, const QString &text) {
        m_copyMenu->addAction(label, this, [text] { QGuiApplication::clipboard()->setText(text); });
    };
    for (const Endpoint &endpoint : all)
        offer(tr("%1: %2", "provider, URL").arg(endpoint.title, endpoint.url), endpoint.url);
    m_copyMenu->addSeparator();
    offer(tr("All as environment variables"), exports.join(u'\n'));
}

void OverviewPage::showTotals(const stats::EngineSnapshot &snapshot)
{
    const stats::Totals &totals = snapshot.totals;
    const auto share = [&totals](qint64 part) {
        const qint64 ended = totals.succeeded + totals.clientErrors + totals.serverErrors;
        const double percent =
            ended == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(ended);
        return ended == 0 ? QString() : u"%1 %"_s.arg(QLocale().toString(percent, 'f', 1));
    };
    m_tiles.requests->setValue(format::count(totals.requests),
                               totals.succeeded > 0
                                   ? tr("%1 succeeded").arg(share(totals.succeeded))
                                   : tr("%1 connections").arg(format::count(totals.connections)));
    m_tiles.inFlight->setValue(
        format::count(totals.inFlight),
        tr("%1 /s", "requests per second").arg(format::rate(m_rates.total().current())));
    m_tiles.clientErrors->setValue(format::count(totals.clientErrors), share(totals.clientErrors));
    m_tiles.serverErrors->setValue(format::count(totals.serverErrors), share(totals.serverErrors));
    if (totals.clientErrors > 0)
        m_tiles.clientErrors->setMark(Glyph::Warning, Ink::Warning);
    if (totals.serverErrors > 0)
        m_tiles.serverErrors->setMark(Glyph::Error, Ink::Error);
    const stats::CostTotals today = UsageRows::today(snapshot);
    const qint64 input = UsageRows::allInput(today);
    const qint64 output = UsageRows::allOutput(today);
    m_tiles.tokens->setValue(
        format::compact(input + output),
        tr("%1 in, %2 out").arg(format::compact(input), format::compact(output)));
    const bool isPriced = today.unknown < today.exchanges || today.exchanges == 0;
    m_tiles.cost->setValue(isPriced ? QString::fromLatin1(cost::shownUsd(today.total))
                                    : u"\u2013"_s,
                           UsageRows::unpriced(today.unknown));
    m_tiles.bytes->setValue(format::bytes(totals.bytesOut),
                            tr("%1 in", "bytes in").arg(format::bytes(totals.bytesIn)));
}

void OverviewPage::showProviders(const stats::EngineSnapshot &snapshot)
{
    while (m_cards.size() > snapshot.providers.size())
        delete m_cards.takeLast();
    while (m_cards.size() < snapshot.providers.size())
        addCard();
    for (qsizetype i = 0; i < m_cards.size(); ++i) {
        const QByteArray &name = snapshot.providers[i].name;
        const RateHistory &rates = m_rates.provider(name);
        m_cards[i]->setProvider(CircuitView::provider(snapshot, name, rates.current()),
                                rates.newest(BreakerCard::CurvePoints));
    }
}

void OverviewPage::addCard()
{
    auto *card = new BreakerCard(BreakerCard::Shape::Full);
    const int place = static_cast<int>(m_cards.size());
    m_providerGrid->addWidget(card, place / ProvidersPerRow, place % ProvidersPerRow);
    m_cards.append(card);
    connect(card, &BreakerCard::exchangeWanted, this, &Page::exchangeWanted);
    connect(
        card, &BreakerCard::pressed, this, [this, card] { emit providerWanted(card->provider()); });
}

void OverviewPage::save(QSettings &settings) const
{
    m_connection->snippets()->save(settings);
}

void OverviewPage::restore(const QSettings &settings)
{
    m_connection->snippets()->restore(settings);
}

} // namespace llmproxy::ui
