// SPDX-License-Identifier: MIT
#pragma once

#include "engine/control.h"
#include "engine/exports/replay.h"
#include "ui/pulse.h"

#include <QHash>
#include <QKeySequence>
#include <QObject>
#include <QPointer>

#include <functional>

class QMenu;
class QWidget;

namespace llmproxy::ui {

class ActionTable;
class Annotations;
class ExchangeDetail;
class ExchangeList;
class ExchangeTable;

/// What can be done with the exchanges of the list: mark, copy, export, compare, send again, open.
class ExchangeCommands final : public QObject
{
    Q_OBJECT

public:
    /// What the commands work on; all of it outlives them.
    struct Parts
    {
        const Control *control = nullptr;
        ExchangeTable *table = nullptr;
        ExchangeList *list = nullptr; ///< over `table`, perhaps by way of a filter
        Annotations *annotations = nullptr;
        ExchangeDetail *detail = nullptr;
        QWidget *page = nullptr;
    };

    explicit ExchangeCommands(const Parts &parts);

    void addActionsTo(ActionTable &table);

    /// The ways to copy the exchange that is shown.
    void fillCopyMenu(QMenu *menu);

    /// The conversation that a record belongs to, as far as its request is kept.
    QString sessionOf(const traffic::ExchangeRecord &record);

    /// Tells windows of their own what is new of the exchanges that they show.
    void refreshWindows();
    void setPace(Pace pace);

    void diffWithPrevious();    ///< of the conversation
    void sendAgain(bool edits); ///< once a dialog has asked

    QList<qint64> selected() const; ///< ids, in the list's order

signals:
    void detailWanted();
    void said(const QString &what); ///< what was done, in a few words

private:
    using Record = traffic::ExchangeRecord;

    /// One entry of the menu.
    struct Entry
    {
        QString name;
        QString text;
        QKeySequence key;
        std::function<void()> run;
        bool isOfTheList = false; ///< its key holds in the list alone, else in the page
        bool startsGroup = false;
    };

    void add(ActionTable &table, const Entry &entry);
    void addCopyActionsTo(ActionTable &table);
    void toggleMark();
    void comment();
    void copyProgram(QByteArray (*write)(const exports::Replay &));
    void copyUrl();
    void exportLines();
    void exportHar();
    void saveTo(const QString &name, const QString &title, std::function<QByteArray()> bytes);
    void diffSelected();
    void showDiff(qint64 before, qint64 after);
    void openWindow();
    const Record *find(qint64 id) const;
    qint64 current() const; ///< 0: none

    Parts m_parts;
    QHash<qint64, QString> m_sessions;
    QHash<QByteArray, QString> m_secrets; ///< told for sending again; gone with the window
    QList<QPointer<ExchangeDetail>> m_windows;
    Pace m_pace = Pace::Stopped;
};

} // namespace llmproxy::ui
