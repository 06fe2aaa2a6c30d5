// SPDX-License-Identifier: MIT
#include "ui/traffic_page.h"

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

#include <QHeaderView>
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
