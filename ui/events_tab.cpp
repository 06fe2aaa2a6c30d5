// SPDX-License-Identifier: MIT
#include "ui/events_tab.h"

#include "engine/transcript/json_text.h"
#include "ui/event_table.h"
#include "ui/format.h"
#include "ui/lines_view.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

#include <array>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

EventsTab::EventsTab(QWidget *parent)
    : DetailTab(parent)
    , m_table(new EventTable(this))
    , m_list(new QTreeView(this))
    , m_event(new LinesView(tr("Event"), this))
{
    m_list->setObjectName(u"events"_s);
    m_list->setAccessibleName(tr("Events"));
    m_list->setModel(m_table);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setFrameShape(QFrame::NoFrame);
    const std::array samples = {
        u"10000"_s, u"99 min 59 s"_s, u"+ 99.99 s  "_s, u"content_block_delta"_s, u"999.9 kB"_s};
    for (int column = 0; column < static_cast<int>(samples.size()); ++column)
        m_list->header()->resizeSection(
            column,
            m_list->fontMetrics().horizontalAdvance(samples.at(static_cast<std::size_t>(column)))
                + m_list->fontMetrics().averageCharWidth() * 3);
    m_list->header()->setStretchLastSection(true);
    connect(m_list->selectionModel(),
            &QItemSelectionModel::currentRowChanged,
            this,
            &EventsTab::showCurrent);

    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_list);
    splitter->addWidget(m_event);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    setFocusProxy(m_list);
}

QString EventsTab::count(const traffic::ExchangeRecord &record) const
{
    return record.streaming && record.pieces > 0 ? format::count(record.pieces) : QString();
}

void EventsTab::showReading(const ExchangeReading &reading, bool isOther)
{
    const QScrollBar *bar = m_list->verticalScrollBar();
    const bool isAtEnd = !isOther && bar->maximum() > 0 && bar->value() == bar->maximum();
    m_table->setEvents(reading.events(), isOther);
    if (isAtEnd)
        m_list->scrollToBottom();
    if (isOther)
        showCurrent();
}

void EventsTab::showCurrent()
{
    const QModelIndex current = m_list->currentIndex();
    Lines lines;
    if (current.isValid()) {
        const transcript::Event &event = m_table->event(current.row());
        addText(
            lines, QString::fromUtf8(transcript::prettyJson(event.data)), {{}, Line::Style::Mono});
    } else {
        lines.append({m_table->rowCount() == 0 ? tr("Nothing came, or nothing of it is kept.")
                                               : tr("Select an event to see all of it."),
                      Line::Style::Dim});
    }
    m_event->setLines(lines, true);
}

} // namespace llmproxy::ui
