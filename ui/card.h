// SPDX-License-Identifier: MIT
#pragma once

#include <QFrame>

namespace llmproxy::ui {

/// A surface that groups what belongs together, in the theme's colours.
class Card : public QFrame
{
    Q_OBJECT

public:
    explicit Card(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace llmproxy::ui
