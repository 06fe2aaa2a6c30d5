// SPDX-License-Identifier: MIT
#pragma once

#include "ui/glyph.h"

#include <QListWidget>

namespace llmproxy::ui {

/// The list of pages at the left: a shape, a word, and a count.
class Navigation final : public QListWidget
{
    Q_OBJECT

public:
    explicit Navigation(QWidget *parent = nullptr);

    void addPage(const QString &title, Glyph glyph);
    void setBadge(int row, const QString &badge);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
};

} // namespace llmproxy::ui
