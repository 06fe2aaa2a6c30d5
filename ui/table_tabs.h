// SPDX-License-Identifier: MIT
#pragma once

#include "ui/detail_tab.h"

class QLabel;

namespace llmproxy::ui {

class PlainTable;

/// One line for each try to have it answered.
class AttemptsTab final : public DetailTab
{
    Q_OBJECT

public:
    explicit AttemptsTab(QWidget *parent = nullptr);

    QString title() const override { return tr("Attempts"); }
    QString count(const traffic::ExchangeRecord &record) const override;
    void showReading(const ExchangeReading &reading, bool isOther) override;

private:
    PlainTable *m_table;
    QLabel *m_word;
};

/// The tokens, what each class of them costs, and how sure that is.
class UsageTab final : public DetailTab
{
    Q_OBJECT

public:
    explicit UsageTab(QWidget *parent = nullptr);

    QString title() const override { return tr("Usage"); }
    void showReading(const ExchangeReading &reading, bool isOther) override;

private:
    PlainTable *m_table;
    QLabel *m_word;
};

} // namespace llmproxy::ui
