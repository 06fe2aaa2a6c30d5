// SPDX-License-Identifier: MIT
#pragma once

#include "ui/dashboard_context.h"

#include <QDialog>

namespace llmproxy::ui {

/// Which build, which licences, where are the files?
class AboutDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit AboutDialog(const DashboardContext &context, QWidget *parent = nullptr);

    /// What to paste into a report: build, system, files and counters, and no secrets.
    static QString diagnostics(const DashboardContext &context);

private:
    QWidget *buildHead(const BuildFacts &build);
    QWidget *buildFacts(const DashboardContext &context);
};

} // namespace llmproxy::ui
