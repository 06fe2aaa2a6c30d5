// SPDX-License-Identifier: MIT
#pragma once

#include "ui/detail_tab.h"
#include "ui/lines.h"

namespace llmproxy::ui {

class LinesView;

/// The conversation.
class MessagesTab final : public DetailTab
{
    Q_OBJECT

public:
    explicit MessagesTab(QWidget *parent = nullptr);

    QString title() const override { return tr("Messages"); }
    void showReading(const ExchangeReading &reading, bool isOther) override;
    QString text() const;

private:
    LinesView *m_view;
};

/// The four heads, what was changed in them, and whether the bodies passed unchanged.
class HeadersTab final : public DetailTab
{
    Q_OBJECT

public:
    explicit HeadersTab(QWidget *parent = nullptr);

    QString title() const override { return tr("Headers"); }
    void showReading(const ExchangeReading &reading, bool isOther) override;
    QString text() const;

private:
    LinesView *m_view;
};

/// The record's fields.
class SummaryTab final : public DetailTab
{
    Q_OBJECT

public:
    explicit SummaryTab(QWidget *parent = nullptr);

    QString title() const override { return tr("Summary"); }
    void showReading(const ExchangeReading &reading, bool isOther) override;
    QString text() const;

private:
    LinesView *m_view;
};

} // namespace llmproxy::ui
