// SPDX-License-Identifier: MIT
#include "ui/exchange_table.h"

#include "ui/annotations.h"
#include "ui/format.h"

#include <QIcon>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

using traffic::ExchangeRecord;

QVariant markIcon(const ExchangeRecord &record, Column column)
{
    std::optional<ExchangeText::Mark> mark;
    if (column == Column::By)
        mark = ExchangeText::originMark(record);
    else if (column == Column::Status)
        mark = ExchangeText::statusMark(record);
    return mark ? QVariant(glyphIcon(mark->glyph, mark->ink)) : QVariant();
}

} // namespace

ExchangeTable::ExchangeTable(QObject *parent, qsizetype capacity, qsizetype evictionChunk)
    : QAbstractTableModel(parent)
    , m_capacity(capacity)
    , m_evictionChunk(evictionChunk)
{}

void ExchangeTable::apply(const traffic::RecordDelta &delta)
{
    QList<ExchangeRecord> known;
    QList<ExchangeRecord> added;
    QHash<qint64, qsizetype> places; // the last word on an id that comes twice in a batch wins
    for (const ExchangeRecord &record : delta.changed) {
        if (rowOf(record.id) >= 0) {
            known.append(record);
        } else if (const auto twice = places.constFind(record.id); twice != places.constEnd()) {
            added[*twice] = record;
        } else if (record.id > m_evictedUpTo) {
            places.insert(record.id, added.size());
            added.append(record);
        }
    }
    // A record comes at the place of its last change; the list is in the order of arrival.
    std::sort(added.begin(), added.end(), [](const ExchangeRecord &a, const ExchangeRecord &b) {
        return a.id < b.id;
    });
    if (added.size() > m_capacity)
        added = added.last(m_capacity);
    change(known);
    evict(delta.evictedUpTo, added.size());
    append(added);
}

void ExchangeTable::change(const QList<ExchangeRecord> &known)
{
    QList<int> rows;
    rows.reserve(known.size());
    for (const ExchangeRecord &record : known) {
        const int row = rowOf(record.id);
        ExchangeRecord &old = m_records[static_cast<std::size_t>(row)];
        count(old, -1);
        old = record;
        count(old, 1);
        rows.append(row);
    }
    std::sort(rows.begin(), rows.end());
    for (qsizetype i = 0; i < rows.size();) {
        qsizetype end = i + 1;
        while (end < rows.size() && rows[end] <= rows[end - 1] + 1)
            ++end;
        emit dataChanged(index(rows[i], 0), index(rows[end - 1], ColumnCount - 1));
        i = end;
    }
}

void ExchangeTable::evict(qint64 evictedUpTo, qsizetype arriving)
{
    const auto size = static_cast<qsizetype>(m_records.size());
    qsizetype droppable = 0;
    while (droppable < size && m_records[static_cast<std::size_t>(droppable)].id <= evictedUpTo)
        ++droppable;
    qsizetype leaving = droppable / m_evictionChunk * m_evictionChunk;
    const qsizetype excess = size + arriving - m_capacity;
    if (excess > leaving)
        leaving = (excess + m_evictionChunk - 1) / m_evictionChunk * m_evictionChunk;
    leaving = std::min(leaving, size);
    if (leaving <= 0)
        return;
    beginRemoveRows({}, 0, static_cast<int>(leaving - 1));
    for (qsizetype i = 0; i < leaving; ++i) {
        const ExchangeRecord &record = m_records.front();
        m_evictedUpTo = std::max(m_evictedUpTo, record.id);
        m_sequences.remove(record.id);
        count(record, -1);
        m_records.pop_front();
    }
    m_firstSequence += leaving;
    endRemoveRows();
}

void ExchangeTable::append(const QList<ExchangeRecord> &added)
{
    if (added.isEmpty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(added.size()) - 1);
    for (const ExchangeRecord &record : added) {
        m_sequences.insert(record.id, m_firstSequence + static_cast<qint64>(m_records.size()));
        m_records.push_back(record);
        count(record, 1);
    }
    endInsertRows();
}

void ExchangeTable::count(const ExchangeRecord &record, int step)
{
    if (record.phase != traffic::Phase::Done)
        m_running += step;
}

const ExchangeRecord &ExchangeTable::record(int row) const
{
    return m_records.at(static_cast<std::size_t>(row));
}

int ExchangeTable::rowOf(qint64 id) const
{
    const auto found = m_sequences.constFind(id);
    return found == m_sequences.constEnd() ? -1 : static_cast<int>(*found - m_firstSequence);
}

int ExchangeTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_records.size());
}

int ExchangeTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ExchangeTable::cell(const traffic::ExchangeRecord &record, Column column) const
{
    if (column == Column::Session)
        return m_sessionOf ? m_sessionOf(record) : QString();
    if (column == Column::Comment)
        return m_annotations ? format::plainLine(m_annotations->comment(record.id).simplified())
                             : QString();
    QString text = ExchangeText::cell(record, column, m_now);
    if (column == Column::Flags && m_annotations && m_annotations->isMarked(record.id))
        text += text.isEmpty() ? u"M"_s : u" M"_s;
    return text;
}

void ExchangeTable::setAnnotations(const Annotations *annotations)
{
    m_annotations = annotations;
    connect(annotations, &Annotations::changed, this, [this](qint64 id) {
        const int row = rowOf(id);
        if (row >= 0)
            emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    });
}

QVariant ExchangeTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ExchangeRecord &record = this->record(index.row());
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return cell(record, column);
    case Qt::DecorationRole:
        if (column == Column::Number && m_annotations && m_annotations->isMarked(record.id))
            return glyphIcon(Glyph::Mark, Ink::Text);
        return markIcon(record, column);
    case Qt::ToolTipRole: // never text from the wire: a tool tip would read it as HTML
        if (column == Column::By || column == Column::Status)
            return ExchangeText::outcome(record);
        return column == Column::Flags ? ExchangeText::flagWords(record) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (alignsRight(column) ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

QVariant ExchangeTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::DisplayRole)
        return ExchangeText::heading(column);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (alignsRight(column) ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

} // namespace llmproxy::ui
