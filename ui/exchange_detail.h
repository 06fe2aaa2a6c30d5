// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_record.h"

#include <QWidget>

class QLabel;
class QTextEdit;

namespace llmproxy::ui {

/// The fields of one record. Whatever they hold is shown as the characters it is made of: no
/// text from the wire is ever read as markup.
class ExchangeDetail final : public QWidget
{
    Q_OBJECT

public:
    explicit ExchangeDetail(QWidget *parent = nullptr);

    void setRecord(const traffic::ExchangeRecord &record, TimePoint now);
    void clear(const QString &why);

    qint64 shownId() const { return m_shownId; } ///< 0: none
    QString text() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();

    QLabel *m_title;
    QTextEdit *m_fields;
    qint64 m_shownId = 0;
    traffic::ExchangeRecord m_record;
    TimePoint m_now;
};

} // namespace llmproxy::ui
