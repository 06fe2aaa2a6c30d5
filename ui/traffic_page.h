// SPDX-License-Identifier: MIT
#pragma once

#include "engine/control.h"
#include "ui/page.h"

class QSplitter;
class QStackedWidget;

namespace llmproxy::ui {

class Annotations;
class ExchangeCommands;
class ExchangeDetail;
class ExchangeFilter;
class ExchangeList;
class ExchangeTable;
class Notice;
class TrafficTools;

/// What was sent, what came, who answered?
class TrafficPage final : public Page
{
    Q_OBJECT

public:
    static constexpr qsizetype BatchSize = 2'000;

    /// `control` outlives the page.
    explicit TrafficPage(const Control *control, QWidget *parent = nullptr);

    QString title() const override;
    Glyph glyph() const override { return Glyph::Traffic; }
    QString badge(const stats::EngineSnapshot &snapshot) const override;
    void showSnapshot(const stats::EngineSnapshot &snapshot) override;
    void setPace(Pace pace) override;
    void addActionsTo(ActionTable &table) override;

    void setFilter(const QString &text);
    /// Chooses it in the list, as soon as it is there; the filter gives way.
    void showExchange(qint64 id);
    void save(QSettings &settings) const override;
    void restore(const QSettings &settings) override;

private:
    enum class DetailPlace { Below, Right, Off };

    QWidget *buildBody();
    void watchTable();
    void pull();
    void setPaused(bool paused);
    void applyFilter(const QString &text);
    void refreshFilter();
    void clearFilter();
    void showCurrent();
    void refreshDetail();
    void chooseWanted();
    void showCounts();
    void showFollow();
    void showEmptiness();
    void copyRows() const;
    void copyUrls() const;
    void wireCommands();
    void addButtons();
    void placeDetail(DetailPlace place);
    void popUpRowMenu(const QPoint &at);

    const Control *m_control;
    Pulse m_pulse;
    Pace m_pace = Pace::Stopped;
    quint64 m_cursor = 0;
    traffic::RecordDelta m_backlog; ///< pulled, and not yet all there is
    stats::EngineSnapshot m_snapshot;
    qint64 m_wanted = 0; ///< the request to be chosen once it is there; 0: none
    bool m_isPaused = false;
    DetailPlace m_place = DetailPlace::Below;
    TimePoint m_pausedAt;
    qint64 m_requestsAtPause = 0;
    TimePoint m_filteredAt; ///< when rows that are too old were last let go

    TrafficTools *m_tools;
    ExchangeTable *m_table;
    ExchangeFilter *m_filter = nullptr;
    ExchangeList *m_list;
    Annotations *m_annotations;
    ExchangeDetail *m_detail;
    ExchangeCommands *m_commands;
    Notice *m_pausedBar = nullptr;
    Notice *m_empty = nullptr;
    QStackedWidget *m_rows = nullptr; ///< the list, or why it is empty
    QSplitter *m_splitter = nullptr;
};

} // namespace llmproxy::ui
