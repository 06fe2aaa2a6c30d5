// SPDX-License-Identifier: MIT
#include "ui/breakers_page.h"

#include "ui/action_table.h"
#include "ui/breaker_card.h"
#include "ui/breaker_rows.h"
#include "ui/format.h"
#include "ui/key_words.h"
#include "ui/notice.h"
#include "ui/segment_bar.h"
#include "ui/table_view.h"
#include "ui/theme.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QToolButton>

#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace llmproxy::ui {
namespace {

constexpr int CardsPerRow = 4;
constexpr int Spacing = 12;
constexpr std::array<Duration, 3> Spans{15min, 1h, 24h};

QPushButton *button(const QString &text)
{
    auto *made = new QPushButton(text);
    made->setAccessibleName(text);
    made->setAutoDefault(false);
    return made;
}

} // namespace

BreakersPage::BreakersPage(Control *control, QWidget *parent)
    : Page(parent)
    , m_control(control)
    , m_stack(new QStackedWidget(this))
    , m_off(new Notice(Notice::Shape::Middle, this))
{
    m_off->say(Glyph::NoData,
               Ink::Dim,
               tr("The circuit breaker is off (enabled: false). Failures pass through untouched."),
               tr("Show the setting"));
    connect(m_off, &Notice::wayTaken, this, [this] {
        emit settingWanted("features.circuit_breaker.enabled");
    });
    m_stack->addWidget(m_off);
    m_stack->addWidget(buildBody());
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_stack);
}

QString BreakersPage::title() const
{
    return tr("Breakers");
}

QWidget *BreakersPage::buildBody()
{
    auto *body = new QWidget;
    body->setBackgroundRole(QPalette::Base);
    body->setAutoFillBackground(true);
    m_facts = new QLabel(body);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setWordWrap(true);
    makeDim(m_facts);
    m_cardGrid = new QGridLayout;
    m_cardGrid->setSpacing(Spacing);
    m_keyTable = new TableView(
        tr("Circuits"), new RowsModel(BreakerRows::keyHeadings()), {25, 15, 11, 18, 10, 9, 17, 20});
    connect(m_keyTable, &TableView::currentIdChanged, this, &BreakersPage::showActions);
    connect(m_keyTable, &QTreeView::activated, this, [this] {
        const KeyView *key = currentKey();
        if (key && !key->pips.isEmpty() && key->pips.last().exchange > 0)
            emit exchangeWanted(key->pips.last().exchange);
    });
    m_eventTable = new TableView(
        tr("What happened"), new RowsModel(BreakerRows::eventHeadings()), {10, 30, 26, 40, 10});
    connect(m_eventTable, &QTreeView::activated, this, [this] {
        const qint64 exchange = BreakerRows::exchangeOf(m_eventTable->currentId());
        if (exchange > 0)
            emit exchangeWanted(exchange);
    });

    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(20, 16, 20, 20);
    column->setSpacing(Spacing);
    column->addWidget(m_facts);
    column->addLayout(m_cardGrid);
    column->addLayout(buildTools());
    column->addWidget(m_keyTable, 3);
    column->addLayout(buildEventHead());
    column->addWidget(m_eventTable, 2);
    showActions();
    return body;
}

QLayout *BreakersPage::buildTools()
{
    m_span = new SegmentBar(tr("Time shown"));
    m_span->setWords({tr("15 min"), tr("1 h"), tr("24 h")});
    connect(m_span, &SegmentBar::chosenChanged, this, &BreakersPage::showKeys);
    auto *probe = button(tr("Probe now"));
    connect(probe, &QPushButton::clicked, this, [this] {
        force(circuit::Force::What::Probe, std::nullopt);
    });
    auto *release = button(tr("Release"));
    release->setToolTip(
        tr("Ends what was forced; the circuit is closed and its failures forgotten"));
    connect(release, &QPushButton::clicked, this, [this] {
        force(circuit::Force::What::Close, std::nullopt);
    });
    auto *copy = button(tr("Copy state"));
    connect(copy, &QPushButton::clicked, this, &BreakersPage::copyState);
    auto *row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(addForceMenu(tr("Force open"), circuit::Force::What::Open));
    row->addWidget(addForceMenu(tr("Force closed"), circuit::Force::What::Close));
    for (QPushButton *each : {probe, release, copy}) {
        row->addWidget(each);
        m_actions.append(each);
    }
    m_probe = probe;
    m_release = release;
    row->addStretch(1);
    row->addWidget(m_span);
    return row;
}

QToolButton *BreakersPage::addForceMenu(const QString &text, circuit::Force::What what)
{
    auto *made = new QToolButton;
    made->setText(text);
    made->setAccessibleName(text);
    made->setFocusPolicy(Qt::StrongFocus);
    made->setPopupMode(QToolButton::InstantPopup);
    made->setToolButtonStyle(Qt::ToolButtonTextOnly);
    auto *menu = new QMenu(made);
    for (const auto minutes : {5min, 10min, 60min})
        menu->addAction(tr("for %n minute(s)", nullptr, static_cast<int>(minutes.count())),
                        this,
                        [this, what, minutes] { force(what, minutes); });
    menu->addAction(
        tr("until it is released"), this, [this, what] { force(what, Duration::max()); });
    made->setMenu(menu);
    m_actions.append(made);
    return made;
}

QLayout *BreakersPage::buildEventHead()
{
    m_eventCaption = new QLabel(tr("What happened"));
    m_eventCaption->setFont(scaled(font(), 1, true));
    auto *row = new QHBoxLayout;
    row->addWidget(m_eventCaption);
    row->addStretch(1);
    return row;
}

QString BreakersPage::badge(const stats::EngineSnapshot &snapshot) const
{
    int open = 0;
    int others = 0;
    const QList<KeyView> keys = CircuitView::keys(snapshot);
    for (const KeyView &key : keys) {
        open += key.state == ShownState::Open ? 1 : 0;
        others += key.state == ShownState::HalfOpen || key.state == ShownState::Forced ? 1 : 0;
    }
    if (!snapshot.breaksCircuits || open + others == 0)
        return {};
    return open > 0 ? tr("%1 open").arg(open) : u"%1"_s.arg(others);
}

void BreakersPage::showSnapshot(const stats::EngineSnapshot &snapshot)
{
    m_snapshot = snapshot;
    m_stack->setCurrentIndex(snapshot.breaksCircuits ? 1 : 0);
    if (!snapshot.breaksCircuits)
        return;
    m_facts->setText(BreakerRows::facts(snapshot.circuitFacts));
    showCards();
    showKeys();
    showEvents();
}

void BreakersPage::showCards()
{
    QList<QByteArray> names;
    for (const stats::ProviderStatus &provider : std::as_const(m_snapshot.providers)) {
        if (provider.enabled)
            names.append(provider.name);
    }
    while (m_cards.size() > names.size())
        delete m_cards.takeLast();
    while (m_cards.size() < names.size()) {
        auto *card = new BreakerCard(BreakerCard::Shape::Compact);
        const int place = static_cast<int>(m_cards.size());
        m_cardGrid->addWidget(card, place / CardsPerRow, place % CardsPerRow);
        m_cards.append(card);
        connect(card, &BreakerCard::exchangeWanted, this, &Page::exchangeWanted);
        connect(card, &BreakerCard::pressed, this, [this, card] {
            chooseProvider(card->provider() == m_provider ? QByteArray() : card->provider());
        });
    }
    for (qsizetype i = 0; i < names.size(); ++i) {
        m_cards[i]->setProvider(CircuitView::provider(m_snapshot, names[i], 0), {});
        m_cards[i]->setChosen(names[i] == m_provider);
    }
}

void BreakersPage::showKeys()
{
    m_keys = CircuitView::keys(m_snapshot);
    if (!m_provider.isEmpty())
        m_keys.removeIf([this](const KeyView &view) { return view.key.provider != m_provider; });
    const Duration span = Spans.at(static_cast<std::size_t>(std::max(0, m_span->chosen())));
    m_keyTable->setRows(BreakerRows::keys(m_keys, m_snapshot, span));
    showActions();
}

void BreakersPage::showEvents()
{
    QList<CircuitEventView> events = CircuitView::events(m_snapshot);
    if (!m_provider.isEmpty())
        events.removeIf(
            [this](const CircuitEventView &view) { return view.key.provider != m_provider; });
    m_eventTable->setRows(BreakerRows::events(events));
    const QString of = m_provider.isEmpty()
                           ? tr("What happened")
                           : tr("What happened at %1").arg(format::plain(m_provider));
    m_eventCaption->setText(
        events.isEmpty()
            ? tr("%1: nothing since %2").arg(of, format::timeOfDayToTheSecond(m_snapshot.startedAt))
            : of);
}

void BreakersPage::chooseProvider(const QByteArray &name)
{
    m_provider = name;
    if (m_snapshot.breaksCircuits)
        showSnapshot(stats::EngineSnapshot(m_snapshot));
}

const KeyView *BreakersPage::currentKey() const
{
    const QByteArray id = m_keyTable->currentId();
    for (const KeyView &view : m_keys) {
        if (circuit::textOf(view.key) == id)
            return &view;
    }
    return nullptr;
}

void BreakersPage::showActions()
{
    const KeyView *key = currentKey();
    for (QWidget *action : m_actions)
        action->setEnabled(key);
    if (!key)
        return;
    m_probe->setEnabled(key->state > ShownState::Closed && !isWholeProvider(key->key));
    m_release->setEnabled(key->state == ShownState::Forced);
}

void BreakersPage::force(circuit::Force::What what, std::optional<Duration> length)
{
    const KeyView *key = currentKey();
    if (!key)
        return;
    std::optional<MonotonicTime> until;
    if (length)
        until = *length == Duration::max() ? MonotonicTime::max()
                                           : MonotonicTime::clock::now() + *length;
    m_control->forceCircuit(key->key, {what, personHere(), until});
    showSnapshot(*m_control->snapshot());
}

void BreakersPage::goToNextUnwell()
{
    const auto count = static_cast<int>(m_keys.size());
    const int current = m_keyTable->currentIndex().row();
    for (int step = 1; step <= count; ++step) {
        const KeyView &key = m_keys[(current + step + count) % count];
        if (!key.isUnwell())
            continue;
        m_keyTable->setCurrentId(circuit::textOf(key.key));
        m_keyTable->setFocus();
        return;
    }
}

void BreakersPage::copyState() const
{
    if (const KeyView *key = currentKey())
        QGuiApplication::clipboard()->setText(BreakerRows::json(*key));
}

void BreakersPage::addActionsTo(ActionTable &table)
{
    const auto add = [&table](const QString &name,
                              const QString &text,
                              const QList<QKeySequence> &keys,
                              std::function<void()> run) {
        table.add({.name = u"breakers."_s + name,
                   .place = MenuPlace::Breakers,
                   .text = text,
                   .keys = keys,
                   .run = std::move(run)});
    };
    add(u"nextUnwell"_s, tr("&Next unhealthy circuit"), {Qt::Key_F8}, [this] {
        emit wanted();
        chooseProvider({});
        goToNextUnwell();
    });
    add(u"probe"_s, tr("&Probe the chosen circuit now"), {}, [this] {
        emit wanted();
        force(circuit::Force::What::Probe, std::nullopt);
    });
    add(u"release"_s, tr("&Release the chosen circuit"), {}, [this] {
        emit wanted();
        force(circuit::Force::What::Close, std::nullopt);
    });
    add(u"copy"_s, tr("&Copy the chosen circuit's state"), {}, [this] { copyState(); });
}

void BreakersPage::save(QSettings &settings) const
{
    settings.setValue(u"breakers/span"_s, m_span->chosen());
}

void BreakersPage::restore(const QSettings &settings)
{
    m_span->choose(settings.value(u"breakers/span"_s).toInt());
}

} // namespace llmproxy::ui
