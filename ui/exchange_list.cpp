// SPDX-License-Identifier: MIT
#include "ui/exchange_list.h"

#include "ui/exchange_text.h"

#include <QHeaderView>
#include <QScrollBar>

#include <algorithm>
#include <array>

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
    // Typical longest texts: sizing to the contents would measure every row on every change.
    const std::array samples = {u"88888"_s,
                                u"00:00:00.00"_s,
                                u"upstream"_s,
                                u"anthropic"_s,
                                u"claude-sonnet-4-5-2025"_s,
                                u"POST chat/completions"_s,
                                u"    none"_s,
                                u"99 min 59 s >"_s,
                                u"999.9 kB \u2192 999.9 kB"_s};
    const int padding = fontMetrics().averageCharWidth() * 3;
    for (int column = 0; column < ColumnCount; ++column) {
        const QString &sample = samples.at(static_cast<std::size_t>(column));
        const QString heading = ExchangeText::heading(static_cast<Column>(column));
        const int text = std::max(fontMetrics().horizontalAdvance(sample),
                                  fontMetrics().horizontalAdvance(heading));
        header()->resizeSection(column, text + padding);
    }
    header()->setStretchLastSection(true);
    header()->setSectionsMovable(true);
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
