// SPDX-License-Identifier: MIT
#pragma once

#include "engine/control.h"
#include "ui/exchange_reading.h"
#include "ui/pulse.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTabWidget;

namespace llmproxy::ui {

class Annotations;
class DetailTab;

/// One exchange from all sides. What is kept of it is asked for while it can be seen, at most four
/// times a second and only as long as it changes. Whatever it holds is shown as the characters it
/// is made of: no text from the wire is ever read as markup.
class ExchangeDetail final : public QWidget
{
    Q_OBJECT

public:
    /// `control` and `annotations` outlive it.
    ExchangeDetail(const Control *control, Annotations *annotations, QWidget *parent = nullptr);

    /// The exchange to show, or what is new of the one that is shown.
    void setRecord(const traffic::ExchangeRecord &record, TimePoint now);
    void clear(const QString &why);
    void setPace(Pace pace);

    qint64 shownId() const { return m_reading.record().id; } ///< 0: none
    const ExchangeReading &reading() const { return m_reading; }

    void showTab(const QString &title); ///< nothing happens if there is none
    void showNotes();                   ///< to write one
    void moveTab(int step);
    QString shownTab() const;

    /// Puts buttons at the right of the title.
    void addButton(QWidget *button);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void addTab(DetailTab *tab);
    void look();
    void showTitle();
    void showFront(bool isOther);
    DetailTab *front() const;

    const Control *m_control;
    Pulse m_pulse;
    QLabel *m_title;
    QWidget *m_buttons;
    QTabWidget *m_tabs;
    QList<DetailTab *> m_all;
    ExchangeReading m_reading;
    qint64 m_frontId = 0; ///< the exchange that the tab in front shows
    DetailTab *m_lastFront = nullptr;
    int m_looksLeft = 0;   ///< at what is done; it may become whole after its record
    int m_looksToSkip = 0; ///< where showing takes long, it is done less often
};

} // namespace llmproxy::ui
