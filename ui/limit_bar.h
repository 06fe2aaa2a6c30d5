// SPDX-License-Identifier: MIT
#pragma once

#include <QCoreApplication>
#include <QRectF>
#include <QString>

class QPainter;

namespace llmproxy::ui {

struct Shades;

/// How much of a limit is used, as a bar and as words.
struct LimitBar
{
    Q_DECLARE_TR_FUNCTIONS(llmproxy::ui::LimitBar)
public:
    enum class Level { Unlimited, Fine, Warning, Rejecting };

    static constexpr double WarningShare = 0.8;

    qint64 used = 0;      ///< settled
    qint64 held = 0;      ///< by calls in flight, besides `used`
    qint64 limit = 0;     ///< 0: unlimited
    QString label = {};   ///< in front of the words: "DAY", where another window is shown
    bool enforced = true; ///< else nothing is rejected, only observed

    bool operator==(const LimitBar &) const = default;

    Level level() const;
    /// "210 + 30 held / 500", "1,000 / 1,000 REJECTING", "∞ · 412 used".
    QString text() const;
    /// The solid part is used, the hatched one held, the tick stands at 80 %.
    void paint(QPainter &painter, const QRectF &bar, const Shades &shades) const;
};

} // namespace llmproxy::ui
