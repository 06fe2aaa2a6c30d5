// SPDX-License-Identifier: MIT
#pragma once

#include "ui/detail_tab.h"

class QCheckBox;
class QPlainTextEdit;

namespace llmproxy::ui {

class Annotations;

/// What a person notes on the exchange.
class NotesTab final : public DetailTab
{
    Q_OBJECT

public:
    /// `annotations` outlives the tab.
    explicit NotesTab(Annotations *annotations, QWidget *parent = nullptr);

    QString title() const override { return tr("Notes"); }
    QString count(const traffic::ExchangeRecord &record) const override;
    void showReading(const ExchangeReading &reading, bool isOther) override;

private:
    void showNotes();

    Annotations *m_annotations;
    QCheckBox *m_mark;
    QPlainTextEdit *m_comment;
    qint64 m_id = 0;
};

} // namespace llmproxy::ui
