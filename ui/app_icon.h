// SPDX-License-Identifier: MIT
#pragma once

#include <QIcon>

class QPainter;
class QRectF;

namespace llmproxy::ui {

/// The application's icon, as in resources/icons/llm-proxy.svg, painted: reading an SVG would
/// need a plugin that not every installation of Qt has.
QIcon applicationIcon();

void paintApplicationIcon(QPainter &painter, const QRectF &box);

} // namespace llmproxy::ui
