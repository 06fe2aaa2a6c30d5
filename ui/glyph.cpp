// SPDX-License-Identifier: MIT
#include "ui/glyph.h"

#include "ui/theme.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>

namespace llmproxy::ui {
namespace {

// All shapes are drawn in a box of 16 by 16 units.

QPolygonF polyline(std::initializer_list<QPointF> points)
{
    return {QList<QPointF>(points)};
}

void paintStroked(QPainter &painter, std::initializer_list<QPolygonF> lines)
{
    for (const QPolygonF &line : lines)
        painter.drawPolyline(line);
}

void paintState(QPainter &painter, Glyph glyph, const QColor &color)
{
    const QRectF ring(2, 2, 12, 12);
    switch (glyph) {
    case Glyph::Fine:
        painter.setBrush(color);
        painter.drawEllipse(ring);
        break;
    case Glyph::Warning:
        painter.drawEllipse(ring);
        painter.setBrush(color);
        painter.drawChord(ring, 90 * 16, 180 * 16);
        break;
    case Glyph::Error:
        painter.drawEllipse(ring);
        paintStroked(painter,
                     {polyline({{5.4, 5.4}, {10.6, 10.6}}), polyline({{5.4, 10.6}, {10.6, 5.4}})});
        break;
    case Glyph::Off:
        painter.drawRect(ring);
        painter.fillRect(QRectF(5.2, 5, 2, 6), color);
        painter.fillRect(QRectF(8.8, 5, 2, 6), color);
        break;
    case Glyph::Listening:
        painter.drawEllipse(ring);
        painter.setBrush(color);
        painter.drawEllipse(QPointF(8, 8), 1.2, 1.2);
        break;
    default: {
        QPen dotted = painter.pen();
        dotted.setDashPattern({0.1, 1.9});
        painter.setPen(dotted);
        painter.drawEllipse(ring);
    }
    }
}

void paintPlace(QPainter &painter, Glyph glyph, const QColor &color)
{
    if (glyph == Glyph::Overview) {
        painter.drawArc(QRectF(2, 3, 12, 12), -20 * 16, 220 * 16);
        paintStroked(painter, {polyline({{8, 9}, {11, 5.6}})});
        painter.setBrush(color);
        painter.drawEllipse(QPointF(8, 9), 1, 1);
        return;
    }
    switch (glyph) {
    case Glyph::Fuse:
        painter.drawRoundedRect(QRectF(2, 5.5, 12, 5), 1.5, 1.5);
        paintStroked(painter,
                     {polyline({{0.8, 8}, {5, 8}, {7, 6.6}, {9, 9.4}, {11, 8}, {15.2, 8}})});
        break;
    case Glyph::Gauge:
        paintStroked(painter, {polyline({{2.5, 4}, {13.5, 4}}), polyline({{2.5, 8}, {9.5, 8}})});
        paintStroked(painter,
                     {polyline({{2.5, 12}, {11.5, 12}}), polyline({{13.5, 2.5}, {13.5, 13.5}})});
        break;
    case Glyph::Flask:
        paintStroked(
            painter,
            {polyline({{5.6, 2.2}, {10.4, 2.2}}),
             polyline({{6.6, 2.4}, {6.6, 6.4}, {2.8, 13.4}, {13.2, 13.4}, {9.4, 6.4}, {9.4, 2.4}}),
             polyline({{4.8, 10}, {11.2, 10}})});
        break;
    case Glyph::Coins:
        painter.drawEllipse(QRectF(2.5, 2.5, 11, 4.6));
        painter.drawArc(QRectF(2.5, 5.8, 11, 4.6), 180 * 16, 180 * 16);
        painter.drawArc(QRectF(2.5, 9, 11, 4.6), 180 * 16, 180 * 16);
        paintStroked(painter,
                     {polyline({{2.5, 4.8}, {2.5, 11.3}}), polyline({{13.5, 4.8}, {13.5, 11.3}})});
        break;
    case Glyph::Settings:
        paintStroked(painter,
                     {polyline({{2, 4}, {14, 4}}),
                      polyline({{2, 8}, {14, 8}}),
                      polyline({{2, 12}, {14, 12}})});
        painter.setBrush(color);
        painter.drawEllipse(QPointF(5, 4), 1.6, 1.6);
        painter.drawEllipse(QPointF(11, 8), 1.6, 1.6);
        painter.drawEllipse(QPointF(6.5, 12), 1.6, 1.6);
        break;
    default:
        paintStroked(painter,
                     {polyline({{5, 13.5}, {5, 2.5}}),
                      polyline({{2.2, 5.3}, {5, 2.5}, {7.8, 5.3}}),
                      polyline({{11, 2.5}, {11, 13.5}}),
                      polyline({{8.2, 10.7}, {11, 13.5}, {13.8, 10.7}})});
    }
}

void paintAction(QPainter &painter, Glyph glyph, const QColor &color)
{
    switch (glyph) {
    case Glyph::Search:
        painter.drawEllipse(QPointF(6.8, 6.8), 4.3, 4.3);
        paintStroked(painter, {polyline({{10, 10}, {13.6, 13.6}})});
        break;
    case Glyph::Copy:
        painter.drawRoundedRect(QRectF(5.5, 5.5, 8, 8), 1.2, 1.2);
        paintStroked(painter,
                     {polyline({{3, 10.5}, {2.5, 10.5}, {2.5, 2.5}, {10.5, 2.5}, {10.5, 3}})});
        break;
    case Glyph::Done:
        paintStroked(painter, {polyline({{3, 8.6}, {6.4, 12}, {13, 4.6}})});
        break;
    case Glyph::Pause:
        painter.fillRect(QRectF(4, 3, 2.8, 10), color);
        painter.fillRect(QRectF(9.2, 3, 2.8, 10), color);
        break;
    case Glyph::Resume:
        painter.setBrush(color);
        painter.drawPolygon(polyline({{4.8, 3.2}, {12.6, 8}, {4.8, 12.8}}));
        break;
    case Glyph::Mark:
        painter.setBrush(color);
        painter.drawPolygon(polyline({{4, 3}, {12.4, 5.6}, {4, 8.4}}));
        paintStroked(painter, {polyline({{4, 3}, {4, 13.6}})});
        break;
    default:
        paintStroked(painter,
                     {polyline({{8, 2.2}, {8, 10.6}}),
                      polyline({{4.4, 7}, {8, 10.6}, {11.6, 7}}),
                      polyline({{3, 13.6}, {13, 13.6}})});
    }
}

void paintOrigin(QPainter &painter, Glyph glyph)
{
    switch (glyph) {
    case Glyph::Upstream:
        paintStroked(
            painter,
            {polyline({{8, 13}, {8, 3.4}}), polyline({{4.2, 7.2}, {8, 3.4}, {11.8, 7.2}})});
        break;
    case Glyph::Bypass:
        paintStroked(
            painter,
            {polyline({{3, 8}, {12.6, 8}}), polyline({{8.8, 4.2}, {12.6, 8}, {8.8, 11.8}})});
        break;
    case Glyph::Limit:
        painter.drawEllipse(QPointF(4.8, 4.8), 2, 2);
        painter.drawEllipse(QPointF(11.2, 11.2), 2, 2);
        paintStroked(painter, {polyline({{12, 4}, {4, 12}})});
        break;
    case Glyph::Test:
        paintStroked(painter,
                     {polyline({{6.4, 3}, {5.4, 13}}),
                      polyline({{10.6, 3}, {9.6, 13}}),
                      polyline({{3, 6.2}, {13.4, 6.2}}),
                      polyline({{2.6, 9.8}, {13, 9.8}})});
        break;
    default:
        paintStroked(painter, {polyline({{4, 4}, {12, 12}}), polyline({{4, 12}, {12, 4}})});
    }
}

class GlyphEngine final : public QIconEngine
{
public:
    GlyphEngine(Glyph glyph, Ink ink)
        : m_glyph(glyph)
        , m_ink(ink)
    {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette palette = QGuiApplication::palette();
        QColor color = inkColor(m_ink, palette);
        if (mode == QIcon::Disabled)
            color = palette.color(QPalette::Disabled, QPalette::Text);
        else if (mode == QIcon::Selected)
            color = palette.color(QPalette::HighlightedText);
        paintGlyph(*painter, rect, m_glyph, color);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new GlyphEngine(*this); }

private:
    Glyph m_glyph;
    Ink m_ink;
};

} // namespace

QColor inkColor(Ink ink, const QPalette &palette)
{
    const Shades shades = shadesOf(palette);
    switch (ink) {
    case Ink::Text:
        return shades.text;
    case Ink::Dim:
        return shades.dim;
    case Ink::Fine:
        return shades.fine;
    case Ink::Warning:
        return shades.warning;
    case Ink::Error:
        return shades.error;
    case Ink::Off:
        return shades.off;
    }
    return {};
}

void paintGlyph(QPainter &painter, const QRectF &box, Glyph glyph, const QColor &color)
{
    const double side = qMin(box.width(), box.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(box.center() - QPointF(side / 2, side / 2));
    painter.scale(side / 16, side / 16);
    painter.setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    if (glyph <= Glyph::Listening)
        paintState(painter, glyph, color);
    else if (glyph <= Glyph::Proxy)
        paintOrigin(painter, glyph);
    else if (glyph <= Glyph::Settings)
        paintPlace(painter, glyph, color);
    else
        paintAction(painter, glyph, color);
    painter.restore();
}

QIcon glyphIcon(Glyph glyph, Ink ink)
{
    return QIcon(new GlyphEngine(glyph, ink));
}

} // namespace llmproxy::ui
