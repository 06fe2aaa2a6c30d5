// SPDX-License-Identifier: MIT
#pragma once

#include <QStandardPaths>
#include <QString>

namespace llmproxy::app {

/// Where what went through is stored: llm-proxy in the user's data folder, on Linux
/// $XDG_DATA_HOME or ~/.local/share.
inline QString historyFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
           + QStringLiteral("/llm-proxy");
}

} // namespace llmproxy::app
