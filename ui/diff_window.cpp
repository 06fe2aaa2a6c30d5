// SPDX-License-Identifier: MIT
#include "ui/diff_window.h"

#include "engine/transcript/json_text.h"
#include "ui/conversation.h"
#include "ui/format.h"
#include "ui/line_diff.h"
#include "ui/lines_view.h"
#include "ui/segment_bar.h"

#include <QAction>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

constexpr qsizetype Context = 3; ///< lines that are the same, shown around what is not

ExchangeReading readingOf(const DiffWindow::Side &side)
{
    ExchangeReading reading;
    reading.take(side.record, side.detail, side.record.at);
    return reading;
}

QString pretty(const transcript::Content &content)
{
    return QString::fromUtf8(transcript::prettyJson(transcript::decoded(content)));
}

QString answerText(const ExchangeReading &reading)
{
    QStringList lines;
    const Lines answered = Conversation::answered(reading);
    for (const Line &line : answered) {
        if (line.style != Line::Style::Gap)
            lines.append(line.label.isEmpty() ? line.text : line.label + u": "_s + line.text);
    }
    return lines.join(u'\n');
}

Line shown(const DiffLine &line)
{
    Line made{line.text, Line::Style::Mono};
    if (line.kind == DiffLine::Kind::Removed)
        made.label = u"\u2212"_s;
    else if (line.kind == DiffLine::Kind::Added)
        made.label = u"+"_s;
    else
        made.style = Line::Style::MonoDim;
    return made;
}

} // namespace

DiffWindow::DiffWindow(Side before, Side after, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_before(std::move(before))
    , m_after(std::move(after))
    , m_which(new SegmentBar(tr("What is compared"), this))
    , m_view(new LinesView(tr("Differences"), this))
{
    setObjectName(u"diffWindow"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("#%1 and #%2").arg(m_before.record.id).arg(m_after.record.id));
    m_which->setWords({tr("Requests"), tr("Answers")});
    connect(m_which, &SegmentBar::chosenChanged, this, &DiffWindow::refill);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 0, 0);
    layout->addWidget(m_which, 0, Qt::AlignLeft);
    layout->addWidget(m_view, 1);
    auto *close = new QAction(this);
    close->setShortcuts({Qt::Key_Escape, QKeySequence(Qt::CTRL | Qt::Key_W)});
    connect(close, &QAction::triggered, this, &QWidget::close);
    addAction(close);
    resize(860, 600);
    refill();
}

void DiffWindow::refill()
{
    const ExchangeReading before = readingOf(m_before);
    const ExchangeReading after = readingOf(m_after);
    const bool isRequests = m_which->chosen() == 0;
    Lines lines = isRequests
                      ? linesOf(pretty(before.requestContent()), pretty(after.requestContent()))
                      : linesOf(answerText(before), answerText(after));
    QStringList missing;
    for (const ExchangeReading *reading : {&before, &after}) {
        const QString why = Conversation::missing(*reading, isRequests);
        if (!why.isEmpty())
            missing.append(u"#%1: %2"_s.arg(QString::number(reading->record().id), why));
    }
    for (const QString &why : missing)
        lines.prepend({why, Line::Style::Dim});
    m_view->setLines(lines, true);
}

Lines DiffWindow::linesOf(const QString &before, const QString &after)
{
    const QList<DiffLine> all = lineDiff(before.split(u'\n'), after.split(u'\n'));
    Lines lines;
    qsizetype changes = 0;
    for (qsizetype i = 0; i < all.size();) {
        qsizetype end = i;
        while (end < all.size() && all.at(end).kind == DiffLine::Kind::Same)
            ++end;
        const qsizetype from = i == 0 ? i : i + Context;
        const qsizetype to = end == all.size() ? end : end - Context;
        const bool folds = to - from > 2;
        for (qsizetype same = i; same < end; ++same) {
            if (folds && same == from) {
                const QString told = tr("%1 lines that are the same").arg(format::count(to - from));
                lines.append({told, Line::Style::Dim, {}, true});
            }
            Line like = shown(all.at(same));
            like.inFold = folds && same >= from && same < to;
            addText(lines, all.at(same).text, like);
        }
        for (i = end; i < all.size() && all.at(i).kind != DiffLine::Kind::Same; ++i) {
            addText(lines, all.at(i).text, shown(all.at(i)));
            ++changes;
        }
    }
    if (changes == 0)
        lines.prepend({tr("There is no difference."), Line::Style::Strong});
    return lines;
}

QString DiffWindow::text() const
{
    return m_view->text();
}

} // namespace llmproxy::ui
