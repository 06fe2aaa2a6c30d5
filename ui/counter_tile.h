// SPDX-License-Identifier: MIT
#pragma once

#include "ui/card.h"
#include "ui/glyph.h"

#include <optional>

namespace llmproxy::ui {

/// One number with its name above it and what belongs to it below.
class CounterTile final : public Card
{
    Q_OBJECT

public:
    /// `howCounted` is the tool tip.
    CounterTile(const QString &name, const QString &howCounted, QWidget *parent = nullptr);

    void setValue(const QString &value, const QString &note = {});

    /// A shape beside the name, as the list marks the same thing.
    void setMark(Glyph glyph, Ink ink);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override; ///< the number is never cut

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QFont nameFont() const;
    QFont valueFont() const;

    QString m_name;
    QString m_value;
    QString m_note;
    std::optional<std::pair<Glyph, Ink>> m_mark;
};

} // namespace llmproxy::ui
