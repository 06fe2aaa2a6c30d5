// SPDX-License-Identifier: MIT
#include "ui/action_table.h"
#include "ui/annotations.h"
#include "ui/endpoints.h"
#include "ui/exchange_commands.h"
#include "ui/exchange_detail.h"
#include "ui/exchange_filter.h"
#include "ui/exchange_list.h"
#include "ui/exchange_table.h"
#include "ui/format.h"
#include "ui/traffic_page.h"
#include "ui/traffic_tools.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

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

} // namespace llmproxy::ui
