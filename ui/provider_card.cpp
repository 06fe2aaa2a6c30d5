// SPDX-License-Identifier: MIT
#include "ui/provider_card.h"

#include "ui/format.h"
#include "ui/glyph.h"
#include "ui/theme.h"

#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

constexpr int Margin = 14;
constexpr int Gap = 6;
constexpr int CurveHeight = 30;
constexpr int MarkSide = 12;
constexpr double ShownPoints = 60;

} // namespace

ProviderCard::ProviderCard(QWidget *parent)
    : Card(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ProviderCard::setProvider(const stats::ProviderStatus &provider, const QList<double> &rates)
{
    if (provider == m_provider && rates == m_rates)
        return;
    const bool isChanged = provider != m_provider;
    m_provider = provider;
    m_rates = rates;
    if (isChanged) {
        setAccessibleName(format::plain(provider.name));
        setAccessibleDescription(tr("%1: %2 requests, %3 in flight, %4 failed, %5")
                                     .arg(format::plain(provider.name),
                                          format::count(provider.requests),
                                          format::count(provider.inFlight),
                                          format::count(provider.failed),
                                          stateText()));
    }
    update();
}

QFont ProviderCard::nameFont() const
{
    return scaled(font(), 1.2, true);
}

QString ProviderCard::stateText() const
{
    return m_provider.enabled ? tr("no breaker data") : tr("not enabled");
}

QSize ProviderCard::sizeHint() const
{
    const int text = fontMetrics().height();
    const int height =
        2 * Margin + QFontMetrics(nameFont()).height() + 2 * text + CurveHeight + 2 * Gap + Gap / 2;
    return {fontMetrics().averageCharWidth() * 52, height};
}

QSize ProviderCard::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 40, sizeHint().height()};
}

void ProviderCard::paintEvent(QPaintEvent *event)
{
    Card::paintEvent(event);
    const Shades shades = shadesOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QRect box = rect().adjusted(Margin, Margin, -Margin, -Margin);

    const QString state = stateText();
    const int stateWidth = fontMetrics().horizontalAdvance(state);
    const QFontMetrics nameMetrics(nameFont());
    const QRect head(box.left(), box.top(), box.width(), nameMetrics.height());
    painter.setPen(shades.dim);
    painter.drawText(head, Qt::AlignRight | Qt::AlignVCenter, state);
    painter.setFont(nameFont());
    painter.setPen(m_provider.enabled ? shades.text : shades.dim);
    const int nameWidth = box.width() - stateWidth - Gap;
    painter.drawText(
        head,
        Qt::AlignLeft | Qt::AlignVCenter,
        nameMetrics.elidedText(format::plain(m_provider.name), Qt::ElideRight, nameWidth));
    box.setTop(head.bottom() + 1 + Gap / 2);

    painter.setFont(font());
    painter.setPen(shades.dim);
    const QRect where(box.left(), box.top(), box.width(), fontMetrics().height());
    const QString url = format::plain(m_provider.baseUrl);
    painter.drawText(where,
                     Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(url, Qt::ElideMiddle, box.width()));
    box.setTop(where.bottom() + 1 + Gap);

    const QRect counters(box.left(), box.top(), box.width(), fontMetrics().height());
    paintCounters(painter, counters, shades);
    box.setTop(counters.bottom() + 1 + Gap);
    paintRates(painter, QRectF(box), shades);
}

void ProviderCard::paintCounters(QPainter &painter, const QRect &line, const Shades &shades) const
{
    int x = line.left();
    const auto put = [&](const QString &text, const QColor &color) {
        painter.setPen(color);
        painter.drawText(QRect(x, line.top(), line.right() - x + 1, line.height()),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         text);
        x += fontMetrics().horizontalAdvance(text);
    };
    const QString between = u"   \u00B7   "_s;
    put(tr("%1 requests").arg(format::count(m_provider.requests)), shades.text);
    put(between, shades.dim);
    put(tr("%1 in flight").arg(format::count(m_provider.inFlight)), shades.text);
    put(between, shades.dim);
    if (m_provider.failed > 0) {
        const int top = line.top() + (line.height() - MarkSide) / 2;
        paintGlyph(painter, QRectF(x, top, MarkSide, MarkSide), Glyph::Error, shades.error);
        x += MarkSide + 4;
    }
    put(tr("%1 failed").arg(format::count(m_provider.failed)), shades.text);
}

void ProviderCard::paintRates(QPainter &painter, const QRectF &box, const Shades &shades) const
{
    painter.setPen(QPen(shades.line, 1));
    painter.drawLine(box.bottomLeft(), box.bottomRight());
    if (m_rates.size() < 2)
        return;
    const double highest = std::max(1.0, *std::max_element(m_rates.begin(), m_rates.end()));
    const double step = box.width() / (ShownPoints - 1);
    QPolygonF curve;
    for (qsizetype i = 0; i < m_rates.size(); ++i) {
        const double fromRight = static_cast<double>(m_rates.size() - 1 - i) * step;
        curve << QPointF(box.right() - fromRight,
                         box.bottom() - m_rates[i] / highest * (box.height() - 1));
    }
    QPolygonF area = curve;
    area << QPointF(curve.last().x(), box.bottom()) << QPointF(curve.first().x(), box.bottom());
    QColor fill = shades.fine;
    fill.setAlpha(40);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawPolygon(area);
    painter.setPen(QPen(shades.fine, 1.4));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(curve);
}

} // namespace llmproxy::ui
