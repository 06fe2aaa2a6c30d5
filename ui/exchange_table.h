// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_record.h"
#include "ui/exchange_text.h"

#include <QAbstractTableModel>
#include <QHash>

#include <deque>
#include <functional>

namespace llmproxy::ui {

class Annotations;

/// The live list: a bounded ring of records, oldest first. A batch costs one removal, one
/// insertion and a change per run of touched rows; a record is found by its id in O(1).
class ExchangeTable final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr qsizetype Capacity = 20'000;
    static constexpr qsizetype EvictionChunk = 1'000;

    explicit ExchangeTable(QObject *parent = nullptr,
                           qsizetype capacity = Capacity,
                           qsizetype evictionChunk = EvictionChunk);

    /// Takes in what changed. Rows leave at the front in whole chunks only: when the ring is full,
    /// or when the engine has dropped a chunk's worth of them.
    void apply(const traffic::RecordDelta &delta);

    /// Marks and comments, which are shown with the rows. They outlive the table.
    void setAnnotations(const Annotations *annotations);

    /// Tells the conversation that a record belongs to; asked only for what can be seen.
    void setSessionOf(std::function<QString(const traffic::ExchangeRecord &)> sessionOf)
    {
        m_sessionOf = std::move(sessionOf);
    }

    /// The time that running rows are measured to.
    void setNow(TimePoint now) { m_now = now; }
    TimePoint now() const { return m_now; }

    const traffic::ExchangeRecord &record(int row) const;
    int rowOf(qint64 id) const; ///< -1 if it is not here
    bool hasRunning() const { return m_running > 0; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void change(const QList<traffic::ExchangeRecord> &known);
    void evict(qint64 evictedUpTo, qsizetype arriving);
    void append(const QList<traffic::ExchangeRecord> &added);
    void count(const traffic::ExchangeRecord &record, int step);
    QString cell(const traffic::ExchangeRecord &record, Column column) const;

    qsizetype m_capacity;
    qsizetype m_evictionChunk;
    std::deque<traffic::ExchangeRecord> m_records;
    QHash<qint64, qint64> m_sequences; ///< id -> how many rows came before it, ever
    qint64 m_firstSequence = 0;
    qint64 m_evictedUpTo = 0; ///< ids up to this one do not come back
    int m_running = 0;
    TimePoint m_now;
    const Annotations *m_annotations = nullptr;
    std::function<QString(const traffic::ExchangeRecord &)> m_sessionOf;
};

} // namespace llmproxy::ui
