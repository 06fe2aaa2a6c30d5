// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/filter_word.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace llmproxy::ui {

class SavedFilters;

/// The row above the live list: filter, counts, pause, follow.
class TrafficTools final : public QWidget
{
    Q_OBJECT

public:
    explicit TrafficTools(QWidget *parent = nullptr);

    void setCounts(qint64 shown, qint64 all);
    void setFollow(bool follows, int unseen);

    /// How it is understood; empty: there is none.
    void showFilter(const QString &sentence);
    void showFilterError(const QString &text, const traffic::FilterError &error);

    /// What was done, for a moment.
    void say(const QString &what);

    SavedFilters *saved() const { return m_saved; }

    void editFilter(); ///< puts the focus into the filter's box
    void clearFilter();
    void setFilter(const QString &text); ///< and announces it at once
    void togglePause();

signals:
    /// A quarter of a second after the last letter, at once on Return and when it is cleared.
    void filterChanged(const QString &text);
    void pauseChanged(bool isPaused);
    void followWanted(bool follows);

private:
    void announceFilter();
    void showPause(bool isPaused);

    QTimer m_filterDelay;
    QTimer m_saidDelay;
    QLineEdit *m_filter;
    QLabel *m_understood; ///< below the box; hidden where there is nothing to say
    QLabel *m_counts;
    QLabel *m_said;
    SavedFilters *m_saved;
    QPushButton *m_pause;
    QPushButton *m_follow;
};

} // namespace llmproxy::ui
