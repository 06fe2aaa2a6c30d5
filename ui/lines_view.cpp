// SPDX-License-Identifier: MIT
#include "ui/lines_view.h"

#include "ui/lines_gutter.h"
#include "ui/theme.h"

#include <QFontDatabase>
#include <QMimeData>
#include <QScrollBar>
#include <QTextBlock>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace llmproxy::ui {
namespace {

constexpr qsizetype FirstLines = 300;
constexpr qsizetype MoreLines = 1'500;

} // namespace

LinesView::LinesView(const QString &name, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_gutter(new Gutter(this))
{
    setAccessibleName(name);
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setFrameShape(QFrame::NoFrame);
    setTabChangesFocus(true);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    document()->setDocumentMargin(6);
    viewport()->setMouseTracking(true);
    m_more.setInterval(0ms);
    connect(&m_more, &QTimer::timeout, this, [this] { takeIn(m_taken + MoreLines); });
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &area, int dy) {
        if (dy != 0)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, area.y(), m_gutter->width(), area.height());
    });
    placeGutter();
}

void LinesView::setLines(const Lines &lines, bool isOther)
{
    QScrollBar *bar = verticalScrollBar();
    const bool isAtEnd = !isOther && bar->maximum() > 0 && bar->value() == bar->maximum();
    if (isOther) {
        clear();
        m_lines.clear();
        m_unfolded.clear();
        m_taken = 0;
    }
    const qsizetype common = std::min(m_taken, lines.size());
    for (qsizetype i = 0; i < common; ++i) {
        if (m_lines.at(i) != lines.at(i))
            replace(i, lines.at(i));
    }
    if (m_taken > lines.size()) {
        QTextCursor tail(document());
        tail.movePosition(QTextCursor::End);
        if (lines.isEmpty())
            tail.setPosition(0, QTextCursor::KeepAnchor);
        else
            tail.setPosition(document()->findBlockByNumber(static_cast<int>(common)).position() - 1,
                             QTextCursor::KeepAnchor);
        tail.removeSelectedText();
        m_taken = lines.size();
    }
    const qsizetype old = m_taken;
    m_lines = lines;
    placeGutter();
    takeIn(std::max(FirstLines, old + MoreLines));
    showFolds(0, old);
    if (isOther) {
        moveCursor(QTextCursor::Start);
        bar->setValue(0);
    } else if (isAtEnd) {
        bar->setValue(bar->maximum());
    }
    m_gutter->update();
}

void LinesView::takeIn(qsizetype lines)
{
    const qsizetype end = std::min(lines, m_lines.size());
    const qsizetype from = m_taken;
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    cursor.beginEditBlock();
    while (m_taken < end) {
        const Line::Style style = m_lines.at(m_taken).style;
        const QTextCharFormat format = formatOf(style);
        if (m_taken > 0)
            cursor.insertBlock(QTextBlockFormat(), format);
        else
            cursor.setBlockCharFormat(format);
        // Lines of one kind go in as one text, which is much faster.
        QString text = m_lines.at(m_taken++).text;
        while (m_taken < end && m_lines.at(m_taken).style == style)
            text += u'\n' + m_lines.at(m_taken++).text;
        cursor.insertText(text, format);
    }
    cursor.endEditBlock();
    showFolds(from, m_taken);
    if (m_taken < m_lines.size())
        m_more.start();
    else
        m_more.stop();
}

void LinesView::replace(qsizetype index, const Line &line)
{
    const Line &old = m_lines.at(index);
    if (old.text == line.text && old.style == line.style)
        return;
    QTextCursor cursor(document()->findBlockByNumber(static_cast<int>(index)));
    const QTextCharFormat format = formatOf(line.style);
    const bool grows = old.style == line.style && line.text.startsWith(old.text);
    cursor.movePosition(QTextCursor::EndOfBlock,
                        grows ? QTextCursor::MoveAnchor : QTextCursor::KeepAnchor);
    cursor.setBlockCharFormat(format);
    cursor.insertText(grows ? line.text.mid(old.text.size()) : line.text, format);
}

void LinesView::showFolds(qsizetype from, qsizetype to)
{
    if (from >= to)
        return;
    qsizetype head = from;
    while (head > 0 && !m_lines.at(head).isHead)
        --head;
    QTextBlock block = document()->findBlockByNumber(static_cast<int>(from));
    bool isChanged = false;
    for (qsizetype i = from; i < to && block.isValid(); ++i, block = block.next()) {
        if (m_lines.at(i).isHead)
            head = i;
        const bool isVisible = !isHidden(i, head);
        if (block.isVisible() == isVisible)
            continue;
        block.setVisible(isVisible);
        block.setLineCount(isVisible ? std::max(1, block.layout()->lineCount()) : 0);
        isChanged = true;
    }
    if (!isChanged)
        return;
    const int begin = document()->findBlockByNumber(static_cast<int>(from)).position();
    const int end = block.isValid() ? block.position() : document()->characterCount() - 1;
    document()->markContentsDirty(begin, std::max(0, end - begin));
}

bool LinesView::isHidden(qsizetype index, qsizetype head) const
{
    return m_lines.at(index).inFold && m_lines.at(head).isHead && !m_unfolded.contains(head);
}

void LinesView::toggle(qsizetype index)
{
    if (index < 0 || index >= m_taken || !m_lines.at(index).isHead)
        return;
    if (!m_unfolded.remove(index))
        m_unfolded.insert(index);
    qsizetype end = index + 1;
    while (end < m_taken && m_lines.at(end).inFold && !m_lines.at(end).isHead)
        ++end;
    showFolds(index + 1, end);
    document()->documentLayout()->documentSizeChanged(document()->documentLayout()->documentSize());
    viewport()->update();
    m_gutter->update();
}

QTextCharFormat LinesView::formatOf(Line::Style style) const
{
    const Shades shades = shadesOf(palette());
    QTextCharFormat format;
    format.setForeground(shades.text);
    switch (style) {
    case Line::Style::Text:
        break;
    case Line::Style::MonoDim:
        format.setForeground(shades.dim);
        [[fallthrough]];
    case Line::Style::Mono: {
        QFont mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        mono.setPointSizeF(font().pointSizeF() > 0 ? font().pointSizeF() * 0.95 : 9);
        format.setFont(mono);
        break;
    }
    case Line::Style::Strong:
        format.setFontWeight(QFont::DemiBold);
        break;
    case Line::Style::Dim:
        format.setForeground(shades.dim);
        break;
    case Line::Style::Alarm:
        format.setForeground(shades.error);
        format.setFontWeight(QFont::DemiBold);
        break;
    case Line::Style::Gap:
        format.setFontPointSize(font().pointSizeF() > 0 ? font().pointSizeF() * 0.8 : 7);
        break;
    }
    return format;
}

QString LinesView::text() const
{
    QString text;
    for (const Line &line : m_lines) {
        if (!text.isEmpty() && !line.continues)
            text += u'\n';
        text += line.text;
    }
    return text;
}

QMimeData *LinesView::createMimeDataFromSelection() const
{
    const QTextCursor selection = textCursor();
    const int from = selection.selectionStart();
    const int to = selection.selectionEnd();
    QString text;
    for (QTextBlock block = document()->findBlock(from); block.isValid() && block.position() <= to;
         block = block.next()) {
        const bool continues = m_lines.value(block.blockNumber()).continues;
        if (block.position() > from && !continues)
            text += u'\n';
        const int begin = std::max(0, from - block.position());
        text += block.text().mid(begin, to - block.position() - begin);
    }
    auto *copied = new QMimeData;
    copied->setText(text);
    return copied;
}

bool LinesView::findNext(const QString &needle, bool isBackward)
{
    if (needle.isEmpty())
        return false;
    takeInAll();
    const QTextDocument::FindFlags flags =
        isBackward ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    QTextCursor found = document()->find(needle, textCursor(), flags);
    if (found.isNull()) { // once more, from the other end
        QTextCursor start(document());
        start.movePosition(isBackward ? QTextCursor::End : QTextCursor::Start);
        found = document()->find(needle, start, flags);
    }
    if (found.isNull())
        return false;
    qsizetype head = found.blockNumber();
    while (head > 0 && !m_lines.at(head).isHead)
        --head;
    if (!found.block().isVisible())
        toggle(head);
    setTextCursor(found);
    centerCursor();
    return true;
}

qsizetype LinesView::count(const QString &needle) const
{
    qsizetype count = 0;
    if (!needle.isEmpty())
        for (const Line &line : m_lines)
            count += line.text.count(needle, Qt::CaseInsensitive);
    return count;
}

bool LinesView::toggleAt(int y)
{
    const qsizetype index = cursorForPosition({0, y}).blockNumber();
    if (index >= m_lines.size() || !m_lines.at(index).isHead)
        return false;
    toggle(index);
    return true;
}

void LinesView::mouseReleaseEvent(QMouseEvent *event)
{
    QPlainTextEdit::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton && !textCursor().hasSelection())
        toggleAt(event->position().toPoint().y());
}

void LinesView::mouseMoveEvent(QMouseEvent *event)
{
    QPlainTextEdit::mouseMoveEvent(event);
    const QTextCursor under = cursorForPosition(event->position().toPoint());
    const bool isHead = m_lines.value(under.blockNumber()).isHead;
    viewport()->setCursor(isHead ? Qt::PointingHandCursor : Qt::IBeamCursor);
}

void LinesView::keyPressEvent(QKeyEvent *event)
{
    const qsizetype index = textCursor().blockNumber();
    const bool isHead = m_lines.value(index).isHead;
    const int key = event->key();
    if (isHead && (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space))
        toggle(index);
    else
        QPlainTextEdit::keyPressEvent(event);
}

void LinesView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    placeGutter();
}

void LinesView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange)
        return;
    const Lines lines = std::exchange(m_lines, {});
    const QSet<qsizetype> unfolded = m_unfolded;
    setLines(lines, true);
    m_unfolded = unfolded;
    showFolds(0, m_taken);
}

} // namespace llmproxy::ui
