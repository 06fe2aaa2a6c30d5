// SPDX-License-Identifier: MIT
#include "ui/event_table.h"

#include "ui/format.h"
#include "ui/glyph.h"

#include <QIcon>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

bool isNumber(int column)
{
    return column == EventTable::Number || column == EventTable::At || column == EventTable::Gap
           || column == EventTable::Size;
}

} // namespace

void EventTable::setEvents(const QList<transcript::Event> &events, bool isOther)
{
    if (isOther || events.size() < m_events.size()) {
        beginResetModel();
        m_events = events;
        endResetModel();
        return;
    }
    if (events.size() == m_events.size())
        return;
    beginInsertRows({}, rowCount(), static_cast<int>(events.size()) - 1);
    m_events = events;
    endInsertRows();
}

Duration EventTable::gapBefore(int row) const
{
    return row == 0 ? Duration::zero() : m_events.at(row).at - m_events.at(row - 1).at;
}

int EventTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

int EventTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : EventColumnCount;
}

QString EventTable::cell(int row, int column) const
{
    const transcript::Event &event = m_events.at(row);
    switch (column) {
    case Number:
        return QString::number(row + 1);
    case At:
        return format::duration(event.at);
    case Gap:
        return row == 0 ? QString() : u'+' + format::duration(gapBefore(row));
    case Type:
        return event.isCutOff ? tr("%1 (cut off)").arg(format::plain(event.type))
                              : format::plain(event.type);
    case Size:
        return format::bytes(event.data.size());
    case Summary:
        return format::plainLine(event.summary);
    default:
        return {};
    }
}

QVariant EventTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const bool isLong = index.column() == Gap && gapBefore(index.row()) >= LongGap;
    switch (role) {
    case Qt::DisplayRole:
        return cell(index.row(), index.column());
    case Qt::DecorationRole:
        return isLong ? QVariant(glyphIcon(Glyph::Warning, Ink::Warning)) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

QVariant EventTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= EventColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (isNumber(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    const QStringList headings = {
        u"#"_s, tr("At"), tr("Gap"), tr("Event"), tr("Size"), tr("What it says")};
    return headings.at(section);
}

} // namespace llmproxy::ui
