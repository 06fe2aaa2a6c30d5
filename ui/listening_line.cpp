// SPDX-License-Identifier: MIT
#include "ui/listening_line.h"

#include "ui/format.h"
#include "ui/glyph_mark.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

ListeningLine::ListeningLine(QWidget *parent)
    : QWidget(parent)
    , m_test(new TestRequest(this))
    , m_mark(new GlyphMark(Glyph::NoData, Ink::Dim, this))
    , m_text(new QLabel(this))
    , m_send(new QPushButton(tr("Send a test request"), this))
    , m_resultMark(new GlyphMark(Glyph::NoData, Ink::Dim, this))
    , m_result(new QLabel(this))
{
    m_send->setAutoDefault(false);
    m_send->setAccessibleName(m_send->text());
    m_send->setAccessibleDescription(tr("answered by the gateway, costs nothing"));
    m_result->setTextFormat(Qt::PlainText);
    m_result->setText(tr("answered by the gateway, costs nothing"));
    m_result->setWordWrap(true);
    makeDim(m_result);
    m_resultMark->hide();

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_mark);
    row->addWidget(m_text);
    row->addSpacing(16);
    row->addWidget(m_send);
    row->addWidget(m_resultMark);
    row->addWidget(m_result, 1);

    connect(m_send, &QPushButton::clicked, this, [this] {
        if (m_listeners.isEmpty())
            return;
        m_send->setEnabled(false);
        m_resultMark->hide();
        m_result->setText(tr("waiting for the answer\u2026"));
        m_test->send(m_listeners.first());
    });
    connect(m_test, &TestRequest::finished, this, &ListeningLine::showAnswer);
}

void ListeningLine::setState(const QList<stats::Listener> &listeners, qint64 requests)
{
    m_listeners = listeners;
    m_send->setEnabled(!listeners.isEmpty() && !m_test->isUnderWay());
    if (requests > 0) {
        m_mark->setGlyph(Glyph::Fine, Ink::Fine);
        m_text->setText(tr("%n request(s) received", nullptr, static_cast<int>(requests)));
        return;
    }
    m_step = (m_step + 1) % 8;
    m_mark->setGlyph(m_step < 4 ? Glyph::Listening : Glyph::NoData, Ink::Fine);
    m_text->setText(listeners.isEmpty() ? tr("Not listening")
                                        : tr("Listening for the first request\u2026"));
}

void ListeningLine::showAnswer(const TestRequest::Answer &answer)
{
    m_send->setEnabled(!m_listeners.isEmpty());
    const bool isGood = answer.status >= 200 && answer.status < 300;
    m_resultMark->setGlyph(isGood ? Glyph::Fine : Glyph::Error, isGood ? Ink::Fine : Ink::Error);
    m_resultMark->show();
    if (answer.status == 0)
        m_result->setText(tr("No answer: %1").arg(answer.error));
    else
        m_result->setText(tr("GET /health answered %1 in %2")
                              .arg(QString::number(answer.status), format::duration(answer.took)));
}

} // namespace llmproxy::ui
