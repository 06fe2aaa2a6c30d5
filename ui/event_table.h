// SPDX-License-Identifier: MIT
#pragma once

#include "engine/transcript/transcript.h"

#include <QAbstractTableModel>

namespace llmproxy::ui {

/// The events of a stream, one row each. A stream that goes on only adds rows.
class EventTable final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum EventColumn : int { Number, At, Gap, Type, Size, Summary, EventColumnCount };

    /// A pause between two events that is marked.
    static constexpr Duration LongGap = std::chrono::seconds(1);

    using QAbstractTableModel::QAbstractTableModel;

    void setEvents(const QList<transcript::Event> &events, bool isOther);
    const transcript::Event &event(int row) const { return m_events.at(row); }
    Duration gapBefore(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString cell(int row, int column) const;

    QList<transcript::Event> m_events;
};

} // namespace llmproxy::ui
