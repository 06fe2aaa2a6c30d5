// SPDX-License-Identifier: MIT
#include "ui/traffic_page.h"

#include "ui/action_table.h"
#include "ui/annotations.h"
#include "ui/endpoints.h"
#include "ui/exchange_commands.h"
#include "ui/exchange_detail.h"
#include "ui/exchange_filter.h"
#include "ui/exchange_list.h"
#include "ui/exchange_table.h"
#include "ui/format.h"
#include "ui/notice.h"
#include "ui/saved_filters.h"
#include "ui/traffic_tools.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace llmproxy::ui {
namespace {

/// The state of columns that were others would hide the wrong ones: another set, another name.
const QString HeaderKey = u"traffic/columns2"_s;

TimePoint now()
{
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

} // namespace

TrafficPage::TrafficPage(const Control *control, QWidget *parent)
    : Page(parent)
    , m_control(control)
    , m_pulse(
          100ms, [this] { pull(); }, this)
    , m_tools(new TrafficTools)
    , m_table(new ExchangeTable(this))
    , m_list(new ExchangeList)
    , m_annotations(new Annotations(this))
    , m_detail(new ExchangeDetail(control, m_annotations))
    , m_commands(new ExchangeCommands({.control = control,
                                       .table = m_table,
                                       .list = m_list,
                                       .annotations = m_annotations,
                                       .detail = m_detail,
                                       .page = this}))
{
    watchTable();
    m_filter = new ExchangeFilter(
        m_table, [this](qint64 id) { return m_control->detail(id); }, this);
    m_list->setModel(m_filter);
    connect(m_list->selectionModel(),
            &QItemSelectionModel::currentRowChanged,
            this,
            &TrafficPage::showCurrent);
    connect(m_table, &QAbstractItemModel::dataChanged, this, &TrafficPage::refreshDetail);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_tools);
    column->addWidget(buildBody(), 1);
    connect(m_tools, &TrafficTools::filterChanged, this, &TrafficPage::applyFilter);
    connect(m_tools, &TrafficTools::pauseChanged, this, &TrafficPage::setPaused);
    connect(m_tools, &TrafficTools::followWanted, m_list, &ExchangeList::setFollows);
    connect(m_list, &ExchangeList::followsChanged, this, &TrafficPage::showFollow);
    connect(m_list, &ExchangeList::unseenChanged, this, &TrafficPage::showFollow);
    wireCommands();
    showFollow();
    showEmptiness();
}

void TrafficPage::wireCommands()
{
    m_table->setAnnotations(m_annotations);
    m_table->setSessionOf(
        [this](const traffic::ExchangeRecord &record) { return m_commands->sessionOf(record); });
    connect(m_commands, &ExchangeCommands::said, m_tools, &TrafficTools::say);
    connect(m_commands, &ExchangeCommands::detailWanted, this, [this] {
        if (m_place == DetailPlace::Off)
            placeDetail(DetailPlace::Below);
    });
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_list, &QWidget::customContextMenuRequested, this, &TrafficPage::popUpRowMenu);
    connect(m_list, &QAbstractItemView::activated, this, [this] { m_detail->setFocus(); });
    addButtons();
}

void TrafficPage::addButtons()
{
    const auto add = [this](const QString &text, const QString &tip, auto run) {
        auto *button = new QPushButton(text);
        button->setAutoDefault(false);
        button->setToolTip(tip);
        connect(button, &QPushButton::clicked, m_commands, run);
        m_detail->addButton(button);
    };
    add(tr("Send again\u2026"), tr("Ctrl+R"), [this] { m_commands->sendAgain(false); });
    add(tr("Edit\u2026"), tr("Change the body and send it again: Ctrl+E"), [this] {
        m_commands->sendAgain(true);
    });
    add(tr("Differences"), tr("To the request before it in the conversation: Ctrl+D"), [this] {
        m_commands->diffWithPrevious();
    });
    auto *copy = new QPushButton(glyphIcon(Glyph::Copy), tr("Copy"));
    copy->setAutoDefault(false);
    auto *menu = new QMenu(copy);
    m_commands->fillCopyMenu(menu);
    copy->setMenu(menu);
    m_detail->addButton(copy);
}

void TrafficPage::popUpRowMenu(const QPoint &at)
{
    const QModelIndex source = m_filter->mapToSource(m_list->indexAt(at));
    if (!source.isValid())
        return;
    const traffic::ExchangeRecord &record = m_table->record(source.row());
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto filter = [this,
                         menu](const QString &text, const char *key, const QByteArray &value) {
        QString word = format::plain(value);
        word.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
        QAction *action = menu->addAction(text, this, [this, key, word] {
            m_tools->setFilter(u"%1\"%2\""_s.arg(QLatin1String(key), word));
        });
        action->setEnabled(!value.isEmpty());
    };
    filter(tr("Only this model"), "model=", record.model);
    filter(tr("Not this model"), "-model=", record.model);
    filter(tr("Only this provider"), "provider=", record.provider);
    filter(tr("Not this provider"), "-provider=", record.provider);
    filter(tr("Only this user"), "user=", record.user);
    filter(tr("Same failure"),
           "class:",
           record.failureClass.isEmpty() ? record.error : record.failureClass);
    menu->addSeparator();
    const QList<QAction *> actions = m_list->actions() + QWidget::actions();
    for (QAction *action : actions)
        menu->addAction(action);
    menu->popup(m_list->viewport()->mapToGlobal(at));
}

void TrafficPage::placeDetail(DetailPlace place)
{
    m_place = place;
    m_splitter->setOrientation(place == DetailPlace::Right ? Qt::Horizontal : Qt::Vertical);
    showEmptiness();
}

void TrafficPage::watchTable()
{
    // Connected before the filter and the view are: when the selected row leaves, the view would
    // move on to its neighbour, and the detail would show a request nobody asked for.
    connect(m_table,
            &QAbstractItemModel::rowsAboutToBeRemoved,
            this,
            [this](const QModelIndex &, int first, int last) {
                const int shown = m_table->rowOf(m_detail->shownId());
                if (shown < first || shown > last)
                    return;
                m_list->selectionModel()->clear();
                m_detail->clear(tr("The request shown here has left the list."));
            });
}

QString TrafficPage::title() const
{
    return tr("Traffic");
}

QString TrafficPage::badge(const stats::EngineSnapshot &snapshot) const
{
    return snapshot.totals.requests > 0 ? format::count(snapshot.totals.requests) : QString();
}

QWidget *TrafficPage::buildBody()
{
    m_pausedBar = new Notice(Notice::Shape::Bar, this);
    m_pausedBar->hide();
    connect(m_pausedBar, &Notice::wayTaken, m_tools, &TrafficTools::togglePause);
    m_empty = new Notice(Notice::Shape::Middle, this);
    connect(m_empty, &Notice::wayTaken, this, [this] {
        if (m_filter->text().isEmpty())
            copyUrls();
        else
            clearFilter();
    });
    m_rows = new QStackedWidget(this);
    m_rows->addWidget(m_list);
    m_rows->addWidget(m_empty);
    auto *upper = new QWidget(this);
    auto *column = new QVBoxLayout(upper);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_pausedBar);
    column->addWidget(m_rows, 1);
    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(upper);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setSizes({440, 230});
    return m_splitter;
}

void TrafficPage::showSnapshot(const stats::EngineSnapshot &snapshot)
{
    m_snapshot = snapshot;
    showEmptiness();
    if (!m_isPaused)
        return;
    const qint64 held = std::max<qint64>(0, snapshot.totals.requests - m_requestsAtPause);
    m_pausedBar->say(Glyph::Pause,
                     Ink::Text,
                     tr("Paused at %1. %2 new requests are held.")
                         .arg(format::timeOfDayToTheSecond(m_pausedAt), format::count(held)),
                     tr("Resume"));
}

void TrafficPage::setPace(Pace pace)
{
    m_pace = pace;
    m_pulse.setPace(m_isPaused ? Pace::Stopped : pace);
    m_detail->setPace(pace);
    m_commands->setPace(pace);
}

void TrafficPage::pull()
{
    const traffic::RecordDelta delta = m_control->recordsSince(m_cursor, BatchSize);
    m_cursor = delta.cursor;
    m_backlog.changed += delta.changed;
    m_backlog.evictedUpTo = delta.evictedUpTo;
    const bool isCaughtUp = delta.changed.size() < BatchSize;
    if (!isCaughtUp)
        m_pulse.hurry();
    // Catching up is shown as a whole: only then are the records in the order they arrived in.
    if (!isCaughtUp && m_backlog.changed.size() < ExchangeTable::Capacity)
        return;
    m_table->setNow(now());
    m_table->apply(std::exchange(m_backlog, {}));
    refreshFilter();
    chooseWanted();
    if (m_table->hasRunning()) {
        m_list->viewport()->update(); // their time runs on
        refreshDetail();
    }
    showCounts();
    showEmptiness();
}

void TrafficPage::setPaused(bool paused)
{
    m_isPaused = paused;
    m_pausedAt = m_snapshot.at;
    m_requestsAtPause = m_snapshot.totals.requests;
    m_pausedBar->setVisible(paused);
    setPace(m_pace);
    showSnapshot(stats::EngineSnapshot(m_snapshot));
}

void TrafficPage::setFilter(const QString &text)
{
    m_tools->setFilter(text);
}

void TrafficPage::showExchange(qint64 id)
{
    m_wanted = id;
    m_tools->clearFilter();
    chooseWanted();
}

void TrafficPage::chooseWanted()
{
    const int row = m_wanted == 0 ? -1 : m_table->rowOf(m_wanted);
    if (row < 0)
        return;
    m_wanted = 0;
    const QModelIndex shown = m_filter->mapFromSource(m_table->index(row, 0));
    m_list->setFollows(false);
    m_list->setCurrentIndex(shown);
    m_list->scrollTo(shown, QAbstractItemView::PositionAtCenter);
    m_list->setFocus();
}

void TrafficPage::applyFilter(const QString &text)
{
    if (const auto error = m_filter->setText(text, now())) {
        m_tools->showFilterError(text, *error);
        return;
    }
    m_tools->showFilter(m_filter->text().isEmpty() ? QString() : m_filter->sentence());
    if (m_list->follows())
        m_list->scrollToBottom();
    showCounts();
    showEmptiness();
}

void TrafficPage::refreshFilter()
{
    constexpr Duration interval = 1s;
    if (m_table->now() - m_filteredAt < interval)
        return;
    m_filteredAt = m_table->now();
    m_filter->refresh(m_filteredAt);
}

void TrafficPage::clearFilter()
{
    m_tools->clearFilter();
    m_list->setFocus();
}

void TrafficPage::showCurrent()
{
    const QModelIndex source = m_filter->mapToSource(m_list->currentIndex());
    if (source.isValid())
        m_detail->setRecord(m_table->record(source.row()), m_table->now());
    else if (m_detail->shownId() != 0)
        m_detail->clear(tr("Select a request to see what was said."));
}

void TrafficPage::refreshDetail()
{
    m_commands->refreshWindows();
    const int row = m_table->rowOf(m_detail->shownId());
    if (row >= 0 && m_detail->isVisible())
        m_detail->setRecord(m_table->record(row), m_table->now());
}

void TrafficPage::showCounts()
{
    m_tools->setCounts(m_filter->rowCount(), m_table->rowCount());
}

void TrafficPage::showFollow()
{
    m_tools->setFollow(m_list->follows(), m_list->unseen());
}

void TrafficPage::showEmptiness()
{
    const bool isEmpty = m_filter->rowCount() == 0;
    m_rows->setCurrentWidget(isEmpty ? static_cast<QWidget *>(m_empty) : m_list);
    m_detail->setVisible(m_table->rowCount() > 0 && m_place != DetailPlace::Off);
    if (!isEmpty)
        return;
    if (m_table->rowCount() > 0)
        m_empty->say(Glyph::Search,
                     Ink::Dim,
                     tr("0 of %1 match \u201C%2\u201D")
                         .arg(format::count(m_table->rowCount()), m_filter->text()),
                     tr("Clear filter (Esc)"));
    else if (!m_snapshot.running)
        m_empty->say(Glyph::Off, Ink::Off, tr("The gateway is stopped"));
    else
        m_empty->say(Glyph::NoData,
                     Ink::Dim,
                     tr("Waiting. Nothing has arrived since %1 on %2")
                         .arg(format::timeOfDayToTheSecond(m_snapshot.startedAt),
                              rootUrl(m_snapshot.listeners)),
                     tr("Copy URLs"));
}

void TrafficPage::copyRows() const
{
    QStringList lines;
    const QModelIndexList selected = m_list->selectedRows();
    for (const QModelIndex &index : selected) {
        const int row = m_filter->mapToSource(index).row();
        lines.append(ExchangeText::line(m_table->record(row), m_table->now()));
    }
    if (!lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

void TrafficPage::copyUrls() const
{
    QStringList urls;
    const QList<Endpoint> all = endpoints(m_snapshot);
    for (const Endpoint &endpoint : all)
        urls.append(endpoint.url);
    QGuiApplication::clipboard()->setText(urls.join(u'\n'));
}

void TrafficPage::addActionsTo(ActionTable &table)
{
    const auto add = [&table](const QString &name,
                              const QString &text,
                              const QKeySequence &key,
                              std::function<void()> run,
                              QWidget *where = nullptr) {
        return table.add({.name = u"traffic."_s + name,
                          .place = MenuPlace::Traffic,
                          .text = text,
                          .keys = {key},
                          .run = std::move(run),
                          .where = where});
    };
    add(u"filter"_s, tr("&Filter"), Qt::CTRL | Qt::Key_F, [this] {
        emit wanted();
        m_tools->editFilter();
    });
    add(
        u"clearFilter"_s, tr("&Clear filter"), Qt::Key_Escape, [this] { clearFilter(); }, this);
    add(u"pause"_s, tr("&Pause or resume the list"), Qt::CTRL | Qt::SHIFT | Qt::Key_P, [this] {
        emit wanted();
        m_tools->togglePause();
    });
    add(
        u"follow"_s,
        tr("Fo&llow the newest"),
        Qt::Key_End,
        [this] { m_list->setFollows(true); },
        m_list);
    add(
        u"copyRow"_s, tr("Copy &row as text"), QKeySequence::Copy, [this] { copyRows(); }, m_list);
    table.add({.name = u"view.detail"_s,
               .place = MenuPlace::View,
               .text = tr("Request &detail below, right, off"),
               .keys = {Qt::Key_F7},
               .run = [this] {
                   placeDetail(static_cast<DetailPlace>((static_cast<int>(m_place) + 1) % 3));
               }});
    table.add({.name = u"view.columns"_s,
               .place = MenuPlace::View,
               .text = tr("&Columns of the list\u2026"),
               .run = [this] {
                   emit wanted();
                   m_list->columnMenu()->popup(m_list->mapToGlobal(QPoint(0, 0)));
               }});
    m_commands->addActionsTo(table);
    const auto moveTab = [&table,
                          this](const QString &name, const QString &text, Qt::Key key, int by) {
        table.add({.name = name,
                   .place = MenuPlace::View,
                   .text = text,
                   .keys = {Qt::ALT | key},
                   .run = [this, by] { m_detail->moveTab(by); },
                   .where = this});
    };
    moveTab(u"view.nextTab"_s, tr("Next ta&b of the detail"), Qt::Key_Right, 1);
    moveTab(u"view.previousTab"_s, tr("Pre&vious tab of the detail"), Qt::Key_Left, -1);
}

void TrafficPage::save(QSettings &settings) const
{
    settings.setValue(u"traffic/splitter"_s, m_splitter->saveState());
    settings.setValue(HeaderKey, m_list->header()->saveState());
    settings.setValue(u"traffic/detailPlace"_s, static_cast<int>(m_place));
    settings.setValue(u"traffic/filters"_s, m_tools->saved()->filters());
}

void TrafficPage::restore(const QSettings &settings)
{
    m_splitter->restoreState(settings.value(u"traffic/splitter"_s).toByteArray());
    m_list->header()->restoreState(settings.value(HeaderKey).toByteArray());
    const int place = settings.value(u"traffic/detailPlace"_s, 0).toInt();
    placeDetail(static_cast<DetailPlace>(std::clamp(place, 0, 2)));
    m_tools->saved()->setFilters(settings.value(u"traffic/filters"_s).toStringList());
}

} // namespace llmproxy::ui
