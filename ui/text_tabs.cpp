// SPDX-License-Identifier: MIT
#include "ui/text_tabs.h"

#include "ui/conversation.h"
#include "ui/exchange_text.h"
#include "ui/head_lines.h"
#include "ui/lines_view.h"

#include <QVBoxLayout>

namespace llmproxy::ui {
namespace {

LinesView *fill(QWidget *tab, const QString &name)
{
    auto *view = new LinesView(name, tab);
    auto *layout = new QVBoxLayout(tab);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(view);
    tab->setFocusProxy(view);
    return view;
}

} // namespace

MessagesTab::MessagesTab(QWidget *parent)
    : DetailTab(parent)
    , m_view(fill(this, tr("Conversation")))
{}

void MessagesTab::showReading(const ExchangeReading &reading, bool isOther)
{
    m_view->setLines(Conversation::asked(reading) + Conversation::answered(reading), isOther);
}

QString MessagesTab::text() const
{
    return m_view->text();
}

HeadersTab::HeadersTab(QWidget *parent)
    : DetailTab(parent)
    , m_view(fill(this, tr("Headers")))
{}

void HeadersTab::showReading(const ExchangeReading &reading, bool isOther)
{
    m_view->setLines(HeadLines::of(reading), isOther);
}

QString HeadersTab::text() const
{
    return m_view->text();
}

SummaryTab::SummaryTab(QWidget *parent)
    : DetailTab(parent)
    , m_view(fill(this, tr("Summary")))
{}

void SummaryTab::showReading(const ExchangeReading &reading, bool isOther)
{
    Lines lines;
    const QList<ExchangeText::Field> fields = ExchangeText::fields(reading.record(), reading.now());
    for (const ExchangeText::Field &field : fields) {
        Line like;
        like.label = field.name;
        addText(lines, field.value, like);
    }
    m_view->setLines(lines, isOther);
}

QString SummaryTab::text() const
{
    return m_view->text();
}

} // namespace llmproxy::ui
