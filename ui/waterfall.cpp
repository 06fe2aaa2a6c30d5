// SPDX-License-Identifier: MIT
#include "ui/waterfall.h"

#include "ui/format.h"
#include "ui/theme.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

constexpr int Margin = 14;
constexpr int ScaleHeight = 26;

/// The smallest 1, 2 or 5 times a power of ten, in ms, that `least` fits in.
double niceStep(double least)
{
    double power = std::pow(10, std::floor(std::log10(std::max(1.0, least))));
    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
        if (power * factor >= least)
            return power * factor;
    }
    return power * 10;
}

/// The theme's own hatching is too coarse for short bars.
void hatch(QPainter &painter, const QRectF &box, const QColor &color)
{
    painter.save();
    painter.setClipRect(box);
    painter.setPen(QPen(color, 1));
    for (double x = box.left() - box.height(); x < box.right(); x += 4)
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()));
    painter.restore();
}

QColor colorOf(Span::Kind kind, const Shades &shades)
{
    switch (kind) {
    case Span::Kind::Waiting:
    case Span::Kind::Pause:
        return shades.off;
    case Span::Kind::Failed:
        return shades.error;
    case Span::Kind::Streaming:
        return shades.fine;
    case Span::Kind::Gap:
        return shades.warning;
    }
    return shades.off;
}

} // namespace

struct Waterfall::Room
{
    QRectF plot;
    double span = 1; ///< ms
    Shades shades;

    double x(Duration at) const
    {
        return plot.left() + plot.width() * static_cast<double>(at.count()) / span;
    }
};

Waterfall::Waterfall(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Where the time went"));
}

void Waterfall::setTimeline(const Timeline &timeline)
{
    const bool isAsHigh = timeline.spans.size() == m_timeline.spans.size();
    m_timeline = timeline;
    setAccessibleDescription(timeline.text());
    setMinimumHeight(sizeHint().height());
    if (!isAsHigh)
        updateGeometry();
    update();
}

int Waterfall::rowHeight() const
{
    return fontMetrics().height() + 10;
}

QSize Waterfall::sizeHint() const
{
    const auto rows = static_cast<int>(m_timeline.spans.size()) + 2;
    return {480, ScaleHeight + rows * rowHeight() + 2 * Margin};
}

void Waterfall::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    Room room;
    room.shades = shadesOf(palette());
    painter.fillRect(rect(), room.shades.page);
    int names = fontMetrics().horizontalAdvance(tr("pieces of the answer"));
    for (const Span &span : m_timeline.spans)
        names = std::max(names, fontMetrics().horizontalAdvance(span.name));
    names = std::min(names, width() / 3);
    const int lengths = fontMetrics().horizontalAdvance(u"99 min 59 s"_s) + 8;
    room.plot = QRectF(Margin + names + 14,
                       Margin + ScaleHeight,
                       std::max(40, width() - 2 * Margin - names - 14 - lengths),
                       height() - 2.0 * Margin - ScaleHeight);
    room.span = std::max<double>(1, static_cast<double>(m_timeline.end.count()));
    paintScale(painter, room);
    int row = 0;
    for (const Span &span : m_timeline.spans)
        paintSpan(painter, room, span, row++);
    if (!m_timeline.arrivals.isEmpty())
        paintArrivals(painter, room, row);
}

void Waterfall::paintScale(QPainter &painter, const Room &room) const
{
    const auto rows =
        static_cast<double>(m_timeline.spans.size()) + (m_timeline.arrivals.isEmpty() ? 0 : 1);
    const double bottom = room.plot.top() + rows * rowHeight();
    const double room80 = std::max(1.0, room.plot.width() / 90);
    const double step = niceStep(room.span / room80);
    for (double at = 0; at <= room.span; at += step) {
        const double x = std::floor(room.plot.left() + room.plot.width() * at / room.span) + 0.5;
        painter.setPen(room.shades.line);
        painter.drawLine(QPointF(x, room.plot.top() - 4), QPointF(x, bottom));
        painter.setPen(room.shades.dim);
        painter.drawText(QRectF(x - 60, room.plot.top() - ScaleHeight, 120, ScaleHeight - 6),
                         Qt::AlignHCenter | Qt::AlignVCenter,
                         format::duration(Duration(qRound64(at))));
    }
    const std::array marks = {std::pair(m_timeline.head, tr("head")),
                              std::pair(m_timeline.firstByte, tr("first byte"))};
    painter.setPen(QPen(room.shades.dim, 1, Qt::DashLine));
    double taken = -1'000;
    for (const auto &[at, name] : marks) {
        if (!at || *at > m_timeline.end)
            continue;
        const double x = std::floor(room.x(*at)) + 0.5;
        painter.drawLine(QPointF(x, room.plot.top() - 4), QPointF(x, bottom));
        const QString text = u"%1 %2"_s.arg(name, format::duration(*at));
        const double width = fontMetrics().horizontalAdvance(text) + 8;
        const double left = std::clamp(x - width / 2, 0.0, this->width() - width);
        const double y = left < taken ? bottom + fontMetrics().height() : bottom;
        painter.drawText(QRectF(left, y, width, fontMetrics().height() + 4), Qt::AlignCenter, text);
        taken = left + width;
    }
}

void Waterfall::paintSpan(QPainter &painter, const Room &room, const Span &span, int row) const
{
    const double top = room.plot.top() + row * rowHeight();
    const QRectF line(0, top, width(), rowHeight());
    painter.setPen(room.shades.text);
    const QString name = fontMetrics().elidedText(
        span.name, Qt::ElideRight, static_cast<int>(room.plot.left()) - Margin - 8);
    painter.drawText(line.adjusted(Margin, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, name);
    const QColor color = colorOf(span.kind, room.shades);
    const double left = room.x(span.from);
    const QRectF bar(left, top + 5, std::max(2.0, room.x(span.to) - left), rowHeight() - 10);
    if (span.kind == Span::Kind::Pause || span.kind == Span::Kind::Gap) {
        hatch(painter, bar, color);
        painter.setPen(QPen(color, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(bar);
    } else {
        painter.fillRect(bar, color);
    }
    const QString length = format::duration(span.to - span.from);
    const QRectF told(
        bar.right() + 4, top, fontMetrics().horizontalAdvance(length) + 8, rowHeight());
    painter.fillRect(told, room.shades.page); // over the lines of the scale
    painter.setPen(room.shades.text);
    painter.drawText(told, Qt::AlignCenter, length);
}

void Waterfall::paintArrivals(QPainter &painter, const Room &room, int row) const
{
    const double top = room.plot.top() + row * rowHeight();
    painter.setPen(room.shades.text);
    painter.drawText(QRectF(Margin, top, room.plot.left() - Margin, rowHeight()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     tr("pieces of the answer"));
    painter.setPen(QPen(room.shades.fine, 1));
    double last = -1;
    for (const Duration at : m_timeline.arrivals) {
        const double x = std::floor(room.x(at)) + 0.5;
        if (x == last)
            continue; // a thousand pieces need no more lines than there are pixels
        painter.drawLine(QPointF(x, top + 5), QPointF(x, top + rowHeight() - 5));
        last = x;
    }
}

} // namespace llmproxy::ui
