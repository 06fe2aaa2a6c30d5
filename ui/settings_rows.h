// SPDX-License-Identifier: MIT
#pragma once

#include "ui/program_facts.h"
#include "ui/rows_model.h"

#include <QCoreApplication>

namespace llmproxy::ui {

/// The table of settings. Pure.
struct SettingsRows
{
    Q_DECLARE_TR_FUNCTIONS(llmproxy::ui::SettingsRows)
public:
    static QStringList headings();
    /// Those whose path, value or origin contains `needle` in any case; by their paths.
    static QList<Row> rows(const ConfigFacts &facts, const QString &needle);

    /// "dev.yml:14", "environment PORT", "built in".
    static QString origin(const SettingFact &setting);
    /// "base.yml < dev.yml < environment < command line".
    static QString layers(const ConfigFacts &facts);
};

} // namespace llmproxy::ui
