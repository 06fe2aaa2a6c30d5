// SPDX-License-Identifier: MIT
#include "ui/exchange_detail.h"

#include "ui/elided_label.h"
#include "ui/exchange_text.h"
#include "ui/format.h"
#include "ui/theme.h"

#include <QEvent>
#include <QLabel>
#include <QScrollBar>
#include <QTextCursor>
#include <QTextEdit>
#include <QTextTable>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

ExchangeDetail::ExchangeDetail(QWidget *parent)
    : QWidget(parent)
    , m_title(new ElidedLabel({}, this))
    , m_fields(new QTextEdit(this))
{
    setObjectName(u"exchangeDetail"_s);
    m_title->setFont(scaled(font(), 1.1, true));
    m_title->setContentsMargins(12, 8, 12, 4);
    m_fields->setReadOnly(true);
    m_fields->setAcceptRichText(false);
    m_fields->setFrameShape(QFrame::NoFrame);
    m_fields->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_fields->setAccessibleName(tr("Fields of the selected request"));
    m_fields->document()->setDocumentMargin(8);
    m_fields->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_fields->setUndoRedoEnabled(false);
    m_fields->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // everything wraps
    m_fields->setTabChangesFocus(true);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_title);
    layout->addWidget(m_fields);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    clear(tr("Select a request to see its fields."));
}

void ExchangeDetail::setRecord(const traffic::ExchangeRecord &record, TimePoint now)
{
    if (m_shownId == record.id && m_record == record && record.phase == traffic::Phase::Done)
        return;
    const bool isOther = m_shownId != record.id;
    if (!isOther && m_fields->textCursor().hasSelection())
        return; // somebody is about to copy from it
    m_shownId = record.id;
    m_record = record;
    m_now = now;
    const int scrolled = m_fields->verticalScrollBar()->value();
    fill();
    m_fields->verticalScrollBar()->setValue(isOther ? 0 : scrolled);
}

void ExchangeDetail::clear(const QString &why)
{
    m_shownId = 0;
    m_title->setFont(font());
    makeDim(m_title);
    m_title->setText(why);
    m_fields->clear();
    m_fields->hide();
}

void ExchangeDetail::fill()
{
    m_title->setFont(scaled(font(), 1.1, true));
    m_title->setForegroundRole(QPalette::Text);
    m_title->setText(u"#%1   %2   %3"_s.arg(QString::number(m_record.id),
                                            ExchangeText::operation(m_record),
                                            ExchangeText::cell(m_record, Column::Status, m_now)));
    m_fields->show();
    m_fields->clear();
    QTextCharFormat dim;
    dim.setForeground(shadesOf(palette()).dim);
    const QTextCharFormat normal;
    QTextTableFormat format;
    format.setBorder(0);
    format.setCellPadding(2);
    format.setCellSpacing(0);
    format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
    format.setColumnWidthConstraints({QTextLength(QTextLength::PercentageLength, 16),
                                      QTextLength(QTextLength::PercentageLength, 34),
                                      QTextLength(QTextLength::PercentageLength, 16),
                                      QTextLength(QTextLength::PercentageLength, 34)});
    const QList<ExchangeText::Field> fields = ExchangeText::fields(m_record, m_now);
    const int pairedRows = static_cast<int>(fields.size()) / 2;
    // The request's target may be long: it has the first row for itself.
    QTextTable *table = m_fields->textCursor().insertTable(1 + pairedRows, 4, format);
    table->mergeCells(0, 1, 1, 3);
    for (int i = 0; i < fields.size(); ++i) {
        const int row = i == 0 ? 0 : 1 + (i - 1) % pairedRows;
        const int column = i == 0 ? 0 : (i - 1) / pairedRows * 2;
        table->cellAt(row, column).firstCursorPosition().insertText(fields[i].name, dim);
        table->cellAt(row, column + 1).firstCursorPosition().insertText(fields[i].value, normal);
    }
    m_fields->moveCursor(QTextCursor::Start);
}

QString ExchangeDetail::text() const
{
    return m_fields->toPlainText();
}

void ExchangeDetail::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_shownId != 0)
        fill();
}

} // namespace llmproxy::ui
