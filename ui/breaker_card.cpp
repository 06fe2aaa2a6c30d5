// SPDX-License-Identifier: MIT
#include "ui/breaker_card.h"

#include "ui/format.h"
#include "ui/sparkline.h"
#include "ui/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

constexpr int StripeWidth = 5;
constexpr int Left = 17;
constexpr int Margin = 12;
constexpr int LineGap = 6;
constexpr int GraphGap = 9;
constexpr int CurveHeight = 28;
constexpr int StripHeight = 12;
constexpr int CooldownHeight = 3;
constexpr int FuseGap = 8;

} // namespace

BreakerCard::BreakerCard(Shape shape, QWidget *parent)
    : Card(parent)
    , m_shape(shape)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setCursor(Qt::PointingHandCursor);
}

void BreakerCard::setProvider(const ProviderView &view, const QList<double> &rates)
{
    if (view == m_view && rates == m_rates)
        return;
    const bool isOther = view.state != m_view.state || view.word != m_view.word
                         || view.summary != m_view.summary || view.provider != m_view.provider
                         || view.fuse != m_view.fuse;
    const bool isOtherHeight =
        view.hasBreaker != m_view.hasBreaker || view.rollup.isEmpty() != m_view.rollup.isEmpty();
    m_view = view;
    m_rates = rates;
    if (isOther) { // a countdown is not read out again and again
        setAccessibleName(view.name);
        setAccessibleDescription(view.sentence);
    }
    if (isOtherHeight)
        updateGeometry();
    update();
}

void BreakerCard::setChosen(bool isChosen)
{
    if (isChosen == m_isChosen)
        return;
    m_isChosen = isChosen;
    update();
}

QFont BreakerCard::nameFont() const
{
    return scaled(font(), m_shape == Shape::Full ? 1.2 : 1.1, true);
}

QRect BreakerCard::inner() const
{
    return rect().adjusted(Left, Margin, -Margin, -Margin);
}

QRect BreakerCard::lineAt(int row) const
{
    const QRect box = inner();
    const int first = box.top() + QFontMetrics(nameFont()).height() + LineGap;
    return {box.left(),
            first + row * (fontMetrics().height() + LineGap),
            box.width(),
            fontMetrics().height()};
}

QRect BreakerCard::fuseBox() const
{
    QRect line = lineAt(1);
    line.setWidth(static_cast<int>(m_view.fuse.width()) + 1);
    return line;
}

// Summary, fuse, reason; the footer is below the graphs.
int BreakerCard::lineCount() const
{
    return m_view.hasBreaker ? 3 : 1;
}

QSize BreakerCard::sizeHint() const
{
    const int line = fontMetrics().height();
    int height = 2 * Margin + QFontMetrics(nameFont()).height() + lineCount() * (LineGap + line);
    if (m_view.hasBreaker)
        height += GraphGap + StripHeight;
    if (m_shape == Shape::Full)
        height += GraphGap + CurveHeight + GraphGap + line;
    return {fontMetrics().averageCharWidth() * (m_shape == Shape::Full ? 52 : 26), height};
}

QSize BreakerCard::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * (m_shape == Shape::Full ? 40 : 22),
            sizeHint().height()};
}

void BreakerCard::paintEvent(QPaintEvent * /*event*/)
{
    const Shades shades = shadesOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintFrame(painter, shades);
    paintHead(painter, shades);
    paintLines(painter, shades);
    paintGraphs(painter, shades);
}

void BreakerCard::paintFrame(QPainter &painter, const Shades &shades) const
{
    const bool isMarked = hasFocus() || m_isChosen;
    QPen edge(isMarked ? shades.fine : shades.line, isMarked ? 2 : 1);
    if (m_view.observesOnly)
        edge.setStyle(Qt::DashLine);
    painter.setPen(edge);
    painter.setBrush(shades.card);
    const double half = edge.widthF() / 2;
    painter.drawRoundedRect(QRectF(rect()).adjusted(half, half, -half, -half), 4, 4);
    if (m_view.hasBreaker)
        painter.fillRect(QRect(0, 0, StripeWidth, height()),
                         m_view.state == ShownState::NoData
                             ? shades.line
                             : inkColor(StatePainter::ink(m_view.state), palette()));
}

void BreakerCard::paintHead(QPainter &painter, const Shades &shades) const
{
    const QRect box = inner();
    const QFontMetrics nameMetrics(nameFont());
    const QRect head(box.left(), box.top(), box.width(), nameMetrics.height());
    const QFont bold = scaled(font(), 1, true);
    int right = head.right() + 1;
    if (m_view.hasBreaker) {
        right -= StatePainter::widthOf(bold, m_view.word);
        painter.setFont(bold);
        StatePainter::paint(painter,
                            QRectF(right, head.top(), head.right() + 1 - right, head.height()),
                            m_view.state,
                            m_view.word,
                            palette());
    } else {
        right -= fontMetrics().horizontalAdvance(m_view.word);
        painter.setFont(font());
        painter.setPen(shades.dim);
        painter.drawText(head, Qt::AlignRight | Qt::AlignVCenter, m_view.word);
    }
    if (m_view.observesOnly && m_shape == Shape::Full) {
        const QFont small = scaled(font(), 0.85);
        const QString chip = tr("OBSERVE ONLY");
        const int width = QFontMetrics(small).horizontalAdvance(chip) + 10;
        right -= width + FuseGap;
        const QRectF frame(right + 0.5, head.top() + 1.5, width, head.height() - 3);
        painter.setFont(small);
        painter.setPen(QPen(shades.dim, 1, Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(frame, 3, 3);
        painter.drawText(frame, Qt::AlignCenter, chip);
    }
    painter.setFont(nameFont());
    painter.setPen(shades.text);
    painter.drawText(
        head,
        Qt::AlignLeft | Qt::AlignVCenter,
        nameMetrics.elidedText(m_view.name, Qt::ElideRight, right - head.left() - FuseGap));
    painter.setFont(font());
}

void BreakerCard::paintLine(QPainter &painter,
                            int row,
                            const QColor &color,
                            const QString &text) const
{
    const QRect line = lineAt(row);
    painter.setPen(color);
    painter.drawText(line,
                     Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(text, Qt::ElideRight, line.width()));
}

void BreakerCard::paintLines(QPainter &painter, const Shades &shades) const
{
    paintLine(painter, 0, shades.dim, m_view.summary);
    if (!m_view.hasBreaker)
        return;
    const QRect fuse = fuseBox();
    m_view.fuse.paint(painter, fuse, shades);
    QRect words = lineAt(1).adjusted(fuse.width() + FuseGap, 0, 0, 0);
    const bool hasMeter = m_view.rollupCount > 0 && m_shape == Shape::Full;
    if (hasMeter) {
        const QString meter =
            tr("rollup %1 of %2").arg(m_view.rollupCount).arg(m_view.rollupThreshold);
        painter.setPen(shades.dim);
        painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, meter);
        words.setRight(words.right() - fontMetrics().horizontalAdvance(meter) - FuseGap);
    }
    painter.setPen(shades.text);
    painter.drawText(words,
                     Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(
                         m_shape == Shape::Full
                             ? m_view.failures
                             : tr("%1 of %2").arg(m_view.fuse.blown).arg(m_view.fuse.threshold),
                         Qt::ElideRight,
                         words.width()));
    paintLine(painter, 2, shades.text, m_view.reason);
    if (!m_view.cooled)
        return;
    const QRect line = lineAt(2);
    const QRectF track(line.left(), line.bottom() + 3, line.width(), CooldownHeight);
    painter.fillRect(track, shades.line);
    painter.fillRect(
        QRectF(track.topLeft(), QSizeF(track.width() * *m_view.cooled, CooldownHeight)),
        inkColor(StatePainter::ink(m_view.state), palette()));
}

void BreakerCard::paintGraphs(QPainter &painter, const Shades &shades) const
{
    QRectF box = inner();
    box.setTop(lineAt(lineCount() - 1).bottom() + 1 + GraphGap);
    if (m_shape == Shape::Full) {
        box.setHeight(CurveHeight);
        paintSparkline(painter, box, m_rates, CurvePoints, shades);
        box.translate(0, CurveHeight + GraphGap);
    }
    if (m_view.hasBreaker) {
        box.setHeight(StripHeight);
        m_view.strip.paint(painter, box, shades);
        box.translate(0, StripHeight + GraphGap);
    }
    if (m_shape == Shape::Compact)
        return;
    box.setHeight(fontMetrics().height());
    painter.setPen(shades.dim);
    painter.drawText(box,
                     Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(m_view.footer, Qt::ElideRight, int(box.width())));
}

const Pip *BreakerCard::pipAt(const QPoint &point) const
{
    if (!m_view.hasBreaker)
        return nullptr;
    // Of failures that were too many to keep, the oldest pips have none.
    const int pip = m_view.fuse.pipAt(fuseBox(), point);
    const qsizetype index = pip - (m_view.fuse.blown - m_view.pips.size());
    return pip < 0 || index < 0 || index >= m_view.pips.size() ? nullptr : &m_view.pips[index];
}

QString BreakerCard::tipAt(const QPoint &point) const
{
    if (const Pip *pip = pipAt(point)) {
        const QString when = tr("%1 at %2", "a failure, its time")
                                 .arg(pip->cause, format::timeOfDayToTheSecond(pip->at));
        return pip->exchange > 0 ? tr("%1, request #%2", "a failure and its time")
                                       .arg(when, QString::number(pip->exchange))
                                 : when;
    }
    if (m_view.rollupCount > 0 && lineAt(1).contains(point))
        return m_view.rollup;
    return tr("Requests per second over the last six seconds; errors and time to the first token "
              "of the last 15 minutes; blocked calls since the start. Kept in memory.");
}

bool BreakerCard::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), tipAt(help->pos()), this);
        return true;
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return Card::event(event);
}

void BreakerCard::mousePressEvent(QMouseEvent *event)
{
    m_isDown = event->button() == Qt::LeftButton;
}

void BreakerCard::mouseReleaseEvent(QMouseEvent *event)
{
    if (!std::exchange(m_isDown, false) || !rect().contains(event->position().toPoint()))
        return;
    const Pip *pip = pipAt(event->position().toPoint());
    if (pip && pip->exchange > 0)
        emit exchangeWanted(pip->exchange);
    else
        emit pressed();
}

void BreakerCard::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        emit pressed();
        break;
    default:
        Card::keyPressEvent(event);
    }
}

} // namespace llmproxy::ui
