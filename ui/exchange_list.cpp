// SPDX-License-Identifier: MIT
#include "ui/exchange_list.h"

#include "ui/exchange_text.h"

#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

ExchangeList::ExchangeList(QWidget *parent)
    : QTreeView(parent)
{
    setObjectName(u"exchangeList"_s);
    setAccessibleName(tr("Requests"));
    setUniformRowHeights(true);
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setAllColumnsShowFocus(true);
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setVerticalScrollMode(ScrollPerItem);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setTextElideMode(Qt::ElideMiddle);
    setFrameShape(QFrame::NoFrame);
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, &ExchangeList::noticeScroll);
}

void ExchangeList::setModel(QAbstractItemModel *model)
{
    QTreeView::setModel(model);
    connect(model, &QAbstractItemModel::rowsInserted, this, [this](const auto &, int from, int to) {
        noticeInserted(to - from + 1);
    });
    connect(model, &QAbstractItemModel::rowsRemoved, this, [this](const auto &, int from, int to) {
        keepPlace(from, to);
    });
    sizeColumns();
}

void ExchangeList::sizeColumns()
{
    // Sizing to the contents would measure every row on every change.
    const int padding = fontMetrics().averageCharWidth() * 3;
    for (int column = 0; column < ColumnCount; ++column) {
        const QString heading = ExchangeText::heading(static_cast<Column>(column));
        const QString sample = sampleText(static_cast<Column>(column));
        const int text = std::max(fontMetrics().horizontalAdvance(sample),
                                  fontMetrics().horizontalAdvance(heading));
        header()->resizeSection(column, text + padding);
        setColumnHidden(column, column >= FirstHiddenColumn);
    }
    header()->setStretchLastSection(true);
    header()->setSectionsMovable(true);
    header()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header(), &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        columnMenu()->popup(header()->mapToGlobal(at));
    });
}

QMenu *ExchangeList::columnMenu()
{
    auto *menu = new QMenu(tr("Columns"), this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    // The number stays, so that the list can never be without a column.
    for (int column = 1; column < ColumnCount; ++column) {
        if (column == FirstHiddenColumn)
            menu->addSeparator();
        QAction *action = menu->addAction(ExchangeText::heading(static_cast<Column>(column)));
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool isShown) {
            setColumnHidden(column, !isShown);
        });
    }
    return menu;
}

void ExchangeList::setFollows(bool follows)
{
    if (follows) {
        scrollToBottom();
        if (m_unseen > 0) {
            m_unseen = 0;
            emit unseenChanged(0);
        }
    }
    if (follows == m_follows)
        return;
    m_follows = follows;
    emit followsChanged(follows);
}

QModelIndexList ExchangeList::selectedRows() const
{
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    return rows;
}

void ExchangeList::mousePressEvent(QMouseEvent *event)
{
    QTreeView::mousePressEvent(event);
    if (selectionModel()->hasSelection())
        setFollows(false);
}

void ExchangeList::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex before = currentIndex();
    QTreeView::keyPressEvent(event);
    if (currentIndex() != before && selectionModel()->hasSelection())
        setFollows(false);
}

void ExchangeList::noticeInserted(int rows)
{
    if (m_follows) {
        scrollToBottom();
        return;
    }
    m_unseen += rows;
    emit unseenChanged(m_unseen);
}

void ExchangeList::keepPlace(int first, int last)
{
    if (m_follows)
        return;
    QScrollBar *bar = verticalScrollBar();
    const int top = bar->value(); // rows, not pixels
    const int removedAbove = std::clamp(top - first, 0, last - first + 1);
    bar->setValue(top - removedAbove);
}

void ExchangeList::noticeScroll()
{
    const QScrollBar *bar = verticalScrollBar();
    setFollows(bar->sliderPosition() >= bar->maximum());
}

} // namespace llmproxy::ui
