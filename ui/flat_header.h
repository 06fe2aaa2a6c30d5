// SPDX-License-Identifier: MIT
#pragma once

#include <QHeaderView>

namespace llmproxy::ui {

/// The head of a table, as quiet as its words: aligned with the cells below it.
class FlatHeader final : public QHeaderView
{
    Q_OBJECT

public:
    explicit FlatHeader(QWidget *parent = nullptr);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    QSize sizeHint() const override;
};

} // namespace llmproxy::ui
