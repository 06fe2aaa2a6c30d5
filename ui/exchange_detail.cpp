// SPDX-License-Identifier: MIT
#include "ui/exchange_detail.h"

#include "ui/detail_tab.h"
#include "ui/elided_label.h"
#include "ui/events_tab.h"
#include "ui/exchange_text.h"
#include "ui/format.h"
#include "ui/notes_tab.h"
#include "ui/raw_tab.h"
#include "ui/table_tabs.h"
#include "ui/text_tabs.h"
#include "ui/theme.h"
#include "ui/timing_tab.h"

#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace llmproxy::ui {
namespace {

constexpr int LooksAtTheEnd = 3;
constexpr int CheapShowMs = 25;

} // namespace

ExchangeDetail::ExchangeDetail(const Control *control, Annotations *annotations, QWidget *parent)
    : QWidget(parent)
    , m_control(control)
    , m_pulse(
          250ms, [this] { look(); }, this)
    , m_title(new ElidedLabel({}, this))
    , m_buttons(new QWidget(this))
    , m_tabs(new QTabWidget(this))
{
    setObjectName(u"exchangeDetail"_s);
    m_title->setContentsMargins(12, 8, 12, 4);
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(u"detailTabs"_s);
    auto *buttons = new QHBoxLayout(m_buttons);
    buttons->setContentsMargins(0, 6, 10, 2);
    buttons->setSpacing(6);
    auto *top = new QHBoxLayout;
    top->setSpacing(0);
    top->addWidget(m_title, 1);
    top->addWidget(m_buttons);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_tabs, 1);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);

    addTab(new MessagesTab);
    addTab(new EventsTab);
    addTab(new TimingTab);
    addTab(new AttemptsTab);
    addTab(new UsageTab);
    addTab(new HeadersTab);
    addTab(new RawTab);
    addTab(new SummaryTab);
    addTab(new NotesTab(annotations));
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] { showFront(true); });
    clear(tr("Select a request to see what was said."));
}

void ExchangeDetail::addTab(DetailTab *tab)
{
    m_all.append(tab);
    m_tabs->addTab(tab, tab->title());
}

void ExchangeDetail::addButton(QWidget *button)
{
    m_buttons->layout()->addWidget(button);
}

void ExchangeDetail::setRecord(const traffic::ExchangeRecord &record, TimePoint now)
{
    const bool isOther = record.id != shownId();
    if (!isOther && m_reading.record() == record)
        return;
    const std::shared_ptr<const traffic::ExchangeDetail> known =
        isOther ? m_control->detail(record.id) : m_reading.sharedDetail();
    m_reading.take(record, known, now);
    m_looksLeft = LooksAtTheEnd;
    showTitle();
    if (!isOther)
        return; // its body is looked at with the next beat
    m_looksToSkip = 0;
    m_tabs->show();
    m_buttons->show();
    showFront(true);
}

void ExchangeDetail::clear(const QString &why)
{
    m_reading.clear();
    m_frontId = 0;
    m_title->setFont(font());
    makeDim(m_title);
    m_title->setText(why);
    m_tabs->hide();
    m_buttons->hide();
}

void ExchangeDetail::setPace(Pace pace)
{
    m_pulse.setPace(pace);
}

void ExchangeDetail::look()
{
    if (shownId() == 0 || !isVisible() || m_looksLeft <= 0)
        return;
    if (m_looksToSkip > 0) {
        --m_looksToSkip;
        return;
    }
    if (m_reading.isDone())
        --m_looksLeft;
    const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    m_reading.take(traffic::ExchangeRecord(m_reading.record()), m_control->detail(shownId()), now);
    showFront(false);
}

void ExchangeDetail::showFront(bool isOther)
{
    if (shownId() == 0 || !isVisible())
        return;
    QElapsedTimer timer;
    timer.start();
    front()->showReading(m_reading, isOther || m_frontId != shownId() || m_lastFront != front());
    m_frontId = shownId();
    m_lastFront = front();
    // Never more than about a tenth of the time.
    m_looksToSkip = static_cast<int>(timer.elapsed() / CheapShowMs);
}

void ExchangeDetail::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    showFront(true);
}

void ExchangeDetail::showTitle()
{
    const traffic::ExchangeRecord &record = m_reading.record();
    m_title->setFont(scaled(font(), 1.1, true));
    m_title->setForegroundRole(QPalette::Text);
    QStringList told = {u"#%1"_s.arg(record.id),
                        ExchangeText::operation(record),
                        ExchangeText::cell(record, Column::Status, m_reading.now())};
    if (record.total)
        told.last() += tr(" in %1", "after a status").arg(format::duration(*record.total));
    if (record.attempts > 1)
        told.last() += tr(" after %1 tries").arg(format::count(record.attempts));
    if (!record.model.isEmpty())
        told.append(format::plain(record.model));
    if (record.cost.total)
        told.append(QString::fromLatin1(cost::shownUsd(*record.cost.total)));
    m_title->setText(told.join(u"   "_s));
    for (int i = 0; i < m_all.size(); ++i) {
        const QString count = m_all.at(i)->count(record);
        m_tabs->setTabText(
            i, count.isEmpty() ? m_all.at(i)->title() : m_all.at(i)->title() + u' ' + count);
    }
}

DetailTab *ExchangeDetail::front() const
{
    return m_all.at(m_tabs->currentIndex());
}

void ExchangeDetail::showTab(const QString &title)
{
    for (DetailTab *tab : m_all) {
        if (tab->title() == title)
            m_tabs->setCurrentWidget(tab);
    }
}

void ExchangeDetail::showNotes()
{
    m_tabs->setCurrentWidget(m_all.constLast());
    m_all.constLast()->setFocus();
}

void ExchangeDetail::moveTab(int step)
{
    const auto count = static_cast<int>(m_all.size());
    m_tabs->setCurrentIndex((m_tabs->currentIndex() + step + count) % count);
}

QString ExchangeDetail::shownTab() const
{
    return front()->title();
}

} // namespace llmproxy::ui
