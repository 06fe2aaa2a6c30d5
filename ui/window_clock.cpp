// SPDX-License-Identifier: MIT
#include "ui/window_clock.h"

#include "engine/ratelimit/windows.h"
#include "ui/format.h"
#include "ui/theme.h"

#include <QDateTime>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

constexpr int Gap = 6;

} // namespace

WindowClock::WindowClock(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("When the limits begin anew"));
}

QString WindowClock::words(TimePoint now)
{
    using ratelimit::Window;
    const Duration minute = ratelimit::untilEnd(Window::Minute, now);
    const Duration day = ratelimit::untilEnd(Window::Day, now);
    const TimePoint end = ratelimit::endOf(Window::Day, ratelimit::numberOf(Window::Day, now));
    const QDateTime here = QDateTime::fromMSecsSinceEpoch(end.time_since_epoch().count());
    const QString utc = tr("minute resets in %1 \u00B7 day resets in %2")
                            .arg(format::countdown(minute), format::countdown(day));
    return here.offsetFromUtc() == 0
               ? tr("%1 (00:00 UTC)").arg(utc)
               : tr("%1 (00:00 UTC, %2 here)").arg(utc, here.toString(u"HH:mm"_s));
}

void WindowClock::setNow(TimePoint now)
{
    m_now = now;
    const QString words = WindowClock::words(now);
    if (words == m_words)
        return;
    if (words.size() != m_words.size())
        updateGeometry();
    m_words = words;
    setAccessibleDescription(words);
    update();
}

QSize WindowClock::sizeHint() const
{
    return {fontMetrics().height() + Gap + fontMetrics().horizontalAdvance(m_words) + 2,
            fontMetrics().height() + 4};
}

QSize WindowClock::minimumSizeHint() const
{
    return sizeHint();
}

void WindowClock::paintEvent(QPaintEvent * /*event*/)
{
    const Shades shades = shadesOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double side = fontMetrics().height();
    const QRectF pie(0.5, (height() - side) / 2 + 0.5, side - 1, side - 1);
    const qint64 inMinute = m_now.time_since_epoch().count() % 60'000;
    painter.setPen(QPen(shades.line, 1));
    painter.setBrush(shades.card);
    painter.drawEllipse(pie);
    painter.setPen(Qt::NoPen);
    painter.setBrush(shades.fine);
    painter.drawPie(pie, 90 * 16, static_cast<int>(-inMinute * 360 * 16 / 60'000));
    painter.setPen(shades.dim);
    painter.drawText(rect().adjusted(static_cast<int>(side) + Gap, 0, 0, 0),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     m_words);
}

} // namespace llmproxy::ui
