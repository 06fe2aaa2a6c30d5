// SPDX-License-Identifier: MIT
#include "ui/notes_tab.h"

#include "ui/annotations.h"

#include <QCheckBox>
#include <QPlainTextEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

NotesTab::NotesTab(Annotations *annotations, QWidget *parent)
    : DetailTab(parent)
    , m_annotations(annotations)
    , m_mark(new QCheckBox(tr("Marked"), this))
    , m_comment(new QPlainTextEdit(this))
{
    m_mark->setToolTip(tr("M in the list does the same"));
    m_comment->setObjectName(u"comment"_s);
    m_comment->setAccessibleName(tr("Comment"));
    m_comment->setPlaceholderText(
        tr("A comment of your own. It stays in this window and is gone with it."));
    m_comment->setTabChangesFocus(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->setSpacing(8);
    layout->addWidget(m_mark);
    layout->addWidget(m_comment, 1);
    setFocusProxy(m_comment);
    connect(m_mark, &QCheckBox::clicked, this, [this](bool isMarked) {
        m_annotations->setMarked(m_id, isMarked);
    });
    connect(m_comment, &QPlainTextEdit::textChanged, this, [this] {
        m_annotations->setComment(m_id, m_comment->toPlainText());
    });
    connect(m_annotations, &Annotations::changed, this, [this](qint64 id) {
        if (id == m_id)
            showNotes();
    });
}

QString NotesTab::count(const traffic::ExchangeRecord &record) const
{
    return m_annotations->comment(record.id).isEmpty() ? QString() : u"1"_s;
}

void NotesTab::showReading(const ExchangeReading &reading, bool isOther)
{
    if (!isOther)
        return;
    m_id = 0; // so that emptying the box is not taken for a word on the one before
    m_comment->clear();
    m_id = reading.record().id;
    showNotes();
}

void NotesTab::showNotes()
{
    m_mark->setChecked(m_annotations->isMarked(m_id));
    const QString comment = m_annotations->comment(m_id);
    if (m_comment->toPlainText() != comment)
        m_comment->setPlainText(comment);
}

} // namespace llmproxy::ui
