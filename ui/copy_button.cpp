// SPDX-License-Identifier: MIT
#include "ui/copy_button.h"

#include "ui/glyph.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QTimer>

using namespace std::chrono_literals;

namespace llmproxy::ui {

CopyButton::CopyButton(const QString &label,
                       const QString &what,
                       std::function<QString()> text,
                       QWidget *parent)
    : QPushButton(parent)
    , m_label(label)
    , m_text(std::move(text))
{
    setAccessibleName(tr("%1: %2", "a button and what it copies").arg(label, what));
    setAutoDefault(false);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    rest();
    connect(this, &QPushButton::clicked, this, &CopyButton::copy);
}

QSize CopyButton::sizeHint() const
{
    const QString widest =
        fontMetrics().horizontalAdvance(tr("Copied")) > fontMetrics().horizontalAdvance(m_label)
            ? tr("Copied")
            : m_label;
    const int difference =
        fontMetrics().horizontalAdvance(widest) - fontMetrics().horizontalAdvance(text());
    return QPushButton::sizeHint() + QSize(difference, 0);
}

void CopyButton::copy()
{
    QGuiApplication::clipboard()->setText(m_text());
    setText(tr("Copied"));
    setIcon(glyphIcon(Glyph::Done, Ink::Fine));
    QTimer::singleShot(1500ms, this, &CopyButton::rest);
}

void CopyButton::rest()
{
    setText(m_label);
    setIcon(glyphIcon(Glyph::Copy, Ink::Dim));
}

} // namespace llmproxy::ui
