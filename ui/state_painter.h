// SPDX-License-Identifier: MIT
#pragma once

#include "ui/glyph.h"

#include <QCoreApplication>

namespace llmproxy::ui {

/// A circuit as it is shown, from good to bad. NoData is not Closed: nothing is known.
enum class ShownState { NoData, Closed, HalfOpen, Forced, Open };

/// How a state looks and what it is called, the same in cards, tables, strips and the tray: the
/// shape says it, the word says it again, the colour helps.
struct StatePainter
{
    Q_DECLARE_TR_FUNCTIONS(llmproxy::ui::StatePainter)
public:
    static Glyph glyph(ShownState state);
    static Ink ink(ShownState state);
    static QString word(ShownState state); ///< "HALF-OPEN"

    /// Shape and word, as wide as widthOf(), in the painter's font.
    static void paint(QPainter &painter,
                      const QRectF &box,
                      ShownState state,
                      const QString &word,
                      const QPalette &palette);
    static int widthOf(const QFont &font, const QString &word);
};

} // namespace llmproxy::ui
