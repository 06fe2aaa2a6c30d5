// SPDX-License-Identifier: MIT
#include "ui/theme.h"

#include <QApplication>
#include <QProxyStyle>
#include <QStyle>
#include <QStyleFactory>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

/// Fusion with air around the words of its buttons.
class RoomyStyle final : public QProxyStyle
{
public:
    RoomyStyle()
        : QProxyStyle(u"Fusion"_s)
    {}

    QSize sizeFromContents(ContentsType type,
                           const QStyleOption *option,
                           const QSize &size,
                           const QWidget *widget) const override
    {
        const QSize usual = QProxyStyle::sizeFromContents(type, option, size, widget);
        switch (type) {
        case CT_PushButton:
            return usual + QSize(12, 4);
        case CT_ToolButton:
            return usual + QSize(10, 4);
        case CT_LineEdit:
        case CT_ItemViewItem:
            return usual + QSize(0, 4);
        case CT_MenuBarItem:
            return usual + QSize(4, 4);
        case CT_HeaderSection:
            return usual + QSize(0, 4);
        default:
            return usual;
        }
    }
};

bool platformHasALook()
{
#ifdef Q_OS_LINUX
    return !qEnvironmentVariableIsEmpty("XDG_CURRENT_DESKTOP")
           || !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORMTHEME")
           || !qEnvironmentVariableIsEmpty("QT_STYLE_OVERRIDE");
#else
    return true;
#endif
}

QColor mixed(const QColor &under, const QColor &over, double share)
{
    const auto channel = [share](int from, int to) { return from + qRound((to - from) * share); };
    return {channel(under.red(), over.red()),
            channel(under.green(), over.green()),
            channel(under.blue(), over.blue())};
}

struct Basis
{
    QRgb window;
    QRgb page;
    QRgb card;
    QRgb button;
    QRgb text;
    QRgb dim;
    QRgb accent;
    QRgb highlight;
};

constexpr Basis LightBasis{
    0xFFF1F3F5, 0xFFFFFFFF, 0xFFF7F7F8, 0xFFF7F8F9, 0xFF1B1F24, 0xFF57606A, 0xFF0072B2, 0xFF0072B2};
constexpr Basis DarkBasis{
    0xFF27292C, 0xFF1E1E1E, 0xFF27292C, 0xFF34373B, 0xFFECEDEE, 0xFFA7ADB4, 0xFF56B4E9, 0xFF24608C};

QPalette paletteFrom(const Basis &basis)
{
    QPalette palette{QColor(basis.button), QColor(basis.window)};
    palette.setColor(QPalette::Base, QColor(basis.page));
    palette.setColor(QPalette::AlternateBase, QColor(basis.card));
    palette.setColor(QPalette::ToolTipBase, QColor(basis.card));
    palette.setColor(QPalette::PlaceholderText, QColor(basis.dim));
    palette.setColor(QPalette::Link, QColor(basis.accent));
    palette.setColor(QPalette::LinkVisited, QColor(basis.accent));
    palette.setColor(QPalette::Highlight, QColor(basis.highlight));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    for (const auto role : {QPalette::WindowText,
                            QPalette::Text,
                            QPalette::ButtonText,
                            QPalette::ToolTipText,
                            QPalette::BrightText}) {
        palette.setColor(role, QColor(basis.text));
        palette.setColor(QPalette::Disabled, role, mixed(basis.window, basis.text, 0.45));
    }
    return palette;
}

} // namespace

void applyTheme(Theme theme)
{
    static const QString platformStyle = QApplication::style()->objectName();
    const bool useOurs = theme != Theme::System || !platformHasALook();
    if (!useOurs) {
        QApplication::setStyle(QStyleFactory::create(platformStyle));
        QApplication::setPalette(QPalette());
        return;
    }
    QApplication::setStyle(new RoomyStyle);
    QApplication::setPalette(paletteFrom(theme == Theme::Dark ? DarkBasis : LightBasis));
}

Shades shadesOf(const QPalette &palette)
{
    Shades shades;
    shades.page = palette.color(QPalette::Active, QPalette::Base);
    shades.text = palette.color(QPalette::Active, QPalette::Text);
    shades.isDark = shades.page.lightness() < 128;
    shades.card = mixed(shades.page, shades.text, shades.isDark ? 0.045 : 0.035);
    shades.line = mixed(shades.page, shades.text, 0.18);
    shades.dim = mixed(shades.page, shades.text, shades.isDark ? 0.66 : 0.72);
    shades.fine = shades.isDark ? 0xFF56B4E9 : 0xFF0072B2;
    shades.warning = shades.isDark ? 0xFFF0E442 : 0xFFD68100;
    shades.error = shades.isDark ? 0xFFFF7043 : 0xFFA82200;
    shades.off = shades.isDark ? 0xFF9AA0A6 : 0xFF6B6B6B;
    return shades;
}

void makeDim(QWidget *widget)
{
    widget->setForegroundRole(QPalette::PlaceholderText);
}

QFont scaled(QFont font, double factor, bool bold)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(qRound(font.pixelSize() * factor));
    if (bold)
        font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace llmproxy::ui
