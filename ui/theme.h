// SPDX-License-Identifier: MIT
#pragma once

#include <QColor>
#include <QPalette>

class QFont;
class QWidget;

namespace llmproxy::ui {

enum class Theme { System, Light, Dark };

/// Switches the whole application. System is the platform's own look; where the platform has
/// none to offer, the light one.
void applyTheme(Theme theme);

/// The colours that painted widgets use. State colours keep apart under every kind of colour
/// blindness, and none is ever used without its shape and its word.
struct Shades
{
    bool isDark = false;
    QColor page; ///< behind the cards
    QColor card;
    QColor line; ///< edges and grid lines
    QColor text;
    QColor dim;     ///< text of second rank
    QColor fine;    ///< closed, running
    QColor warning; ///< half-open; graphics only, never text
    QColor error;   ///< open, failed
    QColor off;     ///< forced, stopped

    bool operator==(const Shades &) const = default;
};

Shades shadesOf(const QPalette &palette);

/// Puts a label's text into the second rank, in whatever theme comes.
void makeDim(QWidget *widget);

/// `font`, larger or smaller by a factor.
QFont scaled(QFont font, double factor, bool bold = false);

} // namespace llmproxy::ui
