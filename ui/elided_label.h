// SPDX-License-Identifier: MIT
#pragma once

#include <QLabel>

namespace llmproxy::ui {

/// One line of plain text that gives way: where the room is short it ends in an ellipsis, and
/// the whole text is still what it is called and what its tool tip says.
class ElidedLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(const QString &text = {}, QWidget *parent = nullptr);

    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
};

} // namespace llmproxy::ui
