// SPDX-License-Identifier: MIT
#pragma once

#include <QIcon>

class QColor;
class QPainter;
class QPalette;
class QRectF;

namespace llmproxy::ui {

/// The shapes of the window, painted so that they are sharp at every scale and take the theme's
/// colours. The states differ in shape first, in colour second.
enum class Glyph {
    Fine,      ///< filled disc
    Warning,   ///< half-filled disc
    Error,     ///< ring with a cross
    Off,       ///< square with two bars
    NoData,    ///< dotted ring
    Listening, ///< ring with a point
    Upstream,  ///< arrow up: the upstream answered
    Bypass,    ///< arrow to the right: the upstream, past the breaker
    Limit,     ///< slash between two rings: a rate limit of the proxy
    Test,      ///< two lines crossing two: a test mode of the proxy
    Proxy,     ///< cross: the proxy answered
    Overview,
    Traffic,
    Fuse,  ///< breakers
    Gauge, ///< limits
    Flask, ///< test modes
    Coins, ///< usage and cost
    Settings,
    Search,
    Copy,
    Done,
    Pause,
    Resume,
    Follow,
    Mark, ///< flag
};

enum class Ink { Text, Dim, Fine, Warning, Error, Off };

QColor inkColor(Ink ink, const QPalette &palette);

void paintGlyph(QPainter &painter, const QRectF &box, Glyph glyph, const QColor &color);

/// An icon that is painted anew for every size, theme and state.
QIcon glyphIcon(Glyph glyph, Ink ink = Ink::Text);

} // namespace llmproxy::ui
