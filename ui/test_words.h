// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"
#include "ui/rows_model.h"

#include <QCoreApplication>
#include <QString>

namespace llmproxy::ui {

/// What is said of test modes. Pure.
struct TestWords
{
    Q_DECLARE_TR_FUNCTIONS(llmproxy::ui::TestWords)
public:
    /// "force_degraded on anthropic, ends in 04:12"; empty while none is on.
    static QString banner(const stats::EngineSnapshot &snapshot);
    static QString scope(const stats::TestModeStatus &mode);
    static QString end(const stats::TestModeStatus &mode, TimePoint now); ///< "ends in 04:12"
    static qint64 answered(const stats::EngineSnapshot &snapshot); ///< in the last 15 minutes

    static QStringList headings();
    static QList<Row> rows(const stats::EngineSnapshot &snapshot); ///< by the rules' ids

    /// How one call asks for a mode, without the window. `root`: "http://127.0.0.1:9002".
    static QString perCall(const QString &root, const QByteArray &mode);
};

} // namespace llmproxy::ui
