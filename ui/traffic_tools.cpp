// SPDX-License-Identifier: MIT
#include "ui/traffic_tools.h"

#include "ui/format.h"
#include "ui/glyph.h"
#include "ui/saved_filters.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace llmproxy::ui {

TrafficTools::TrafficTools(QWidget *parent)
    : QWidget(parent)
    , m_filter(new QLineEdit(this))
    , m_understood(new QLabel(this))
    , m_counts(new QLabel(this))
    , m_said(new QLabel(this))
    , m_saved(new SavedFilters(this))
    , m_pause(new QPushButton(this))
    , m_follow(new QPushButton(glyphIcon(Glyph::Follow), tr("Follow"), this))
{
    m_filter->setObjectName(u"filter"_s);
    m_filter->setClearButtonEnabled(true);
    m_filter->setPlaceholderText(
        tr("Filter: words, or model:\u2026 status:5xx ttft>2s -by:upstream since:5m\u2026"));
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->addAction(glyphIcon(Glyph::Search, Ink::Dim), QLineEdit::LeadingPosition);
    m_understood->setObjectName(u"filterSentence"_s);
    m_understood->setTextFormat(Qt::PlainText);
    m_understood->setWordWrap(true);
    m_understood->hide();
    makeDim(m_understood);
    m_counts->setAccessibleName(tr("Rows shown"));
    makeDim(m_counts);
    m_said->setTextFormat(Qt::PlainText);
    m_said->setObjectName(u"said"_s);
    m_saidDelay.setSingleShot(true);
    m_saidDelay.setInterval(5s);
    connect(&m_saidDelay, &QTimer::timeout, m_said, &QLabel::clear);
    connect(m_saved, &SavedFilters::chosen, this, &TrafficTools::setFilter);
    m_pause->setCheckable(true);
    m_pause->setToolTip(tr("Freezes the list, not the gateway"));
    m_follow->setCheckable(true);
    m_follow->setToolTip(tr("Keeps the newest request in sight"));
    m_follow->setAccessibleName(tr("Follow"));
    showPause(false);

    m_filterDelay.setSingleShot(true);
    m_filterDelay.setInterval(250ms);
    connect(&m_filterDelay, &QTimer::timeout, this, &TrafficTools::announceFilter);
    connect(m_filter, &QLineEdit::textChanged, &m_filterDelay, qOverload<>(&QTimer::start));
    connect(m_filter, &QLineEdit::returnPressed, this, &TrafficTools::announceFilter);
    connect(m_pause, &QPushButton::toggled, this, [this](bool isPaused) {
        showPause(isPaused);
        emit pauseChanged(isPaused);
    });
    connect(m_follow, &QPushButton::clicked, this, &TrafficTools::followWanted);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 10, 12, 10);
    column->setSpacing(6);
    auto *row = new QHBoxLayout;
    column->addLayout(row);
    column->addWidget(m_understood);
    row->setSpacing(10);
    row->addWidget(m_filter, 1);
    row->addWidget(m_saved);
    row->addWidget(m_said);
    row->addWidget(m_counts);
    row->addWidget(m_pause);
    row->addWidget(m_follow);
}

void TrafficTools::setCounts(qint64 shown, qint64 all)
{
    m_counts->setText(shown == all ? format::count(all)
                                   : tr("%1 of %2").arg(format::count(shown), format::count(all)));
}

void TrafficTools::setFollow(bool follows, int unseen)
{
    m_follow->setChecked(follows);
    m_follow->setText(unseen > 0 ? tr("%1 new", "requests").arg(format::count(unseen))
                                 : tr("Follow"));
}

void TrafficTools::showFilter(const QString &sentence)
{
    m_understood->setVisible(!sentence.isEmpty());
    m_understood->setText(tr("Understood: %1").arg(sentence));
}

void TrafficTools::showFilterError(const QString &text, const traffic::FilterError &error)
{
    const QString wrong = text.sliced(error.position, error.length).simplified();
    m_understood->setVisible(true);
    m_understood->setText(
        tr("Not understood: %1. Look at \u201C%2\u201D; what was understood last is "
           "in force.")
            .arg(error.text, wrong));
}

void TrafficTools::say(const QString &what)
{
    m_said->setText(what);
    m_saidDelay.start();
}

void TrafficTools::editFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void TrafficTools::clearFilter()
{
    m_filter->clear();
    announceFilter();
}

void TrafficTools::setFilter(const QString &text)
{
    m_filter->setText(text);
    announceFilter();
}

void TrafficTools::togglePause()
{
    m_pause->toggle();
}

void TrafficTools::announceFilter()
{
    m_filterDelay.stop();
    m_saved->setCurrent(m_filter->text().trimmed());
    emit filterChanged(m_filter->text());
}

void TrafficTools::showPause(bool isPaused)
{
    m_pause->setText(isPaused ? tr("Resume") : tr("Pause"));
    m_pause->setIcon(glyphIcon(isPaused ? Glyph::Resume : Glyph::Pause));
    m_pause->setAccessibleName(m_pause->text());
}

} // namespace llmproxy::ui
