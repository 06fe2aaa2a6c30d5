// SPDX-License-Identifier: MIT
#pragma once

#include <QPushButton>

#include <functional>

namespace llmproxy::ui {

/// Copies a text to the clipboard and says so for a moment, without changing its size.
class CopyButton final : public QPushButton
{
    Q_OBJECT

public:
    /// `text` is asked at each click. `what` names the text for people who cannot see.
    CopyButton(const QString &label,
               const QString &what,
               std::function<QString()> text,
               QWidget *parent = nullptr);

    QSize sizeHint() const override;

private:
    void copy();
    void rest();

    QString m_label;
    std::function<QString()> m_text;
};

} // namespace llmproxy::ui
