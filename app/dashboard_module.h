// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"

#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

class QCoreApplication;
class QObject;

namespace llmproxy {
struct DashboardContext;
}

namespace llmproxy::app {

/// The window's module, once it is loaded. It stays loaded until the process ends.
struct DashboardModule
{
    QCoreApplication *(*createApplication)(int &argc, char **argv) = nullptr;
    QObject *(*createWindow)(DashboardContext *context) = nullptr;
};

/// Where the module may be: $LLM_PROXY_MODULE_DIR, the executable's folder, and the place it is
/// installed to, ../lib/llm-proxy from there.
QStringList dashboardFolders(const QString &executableFolder,
                             const QProcessEnvironment &environment);

/// Loads the module from the first folder that has it. The error is the reason, as the end of a
/// sentence: where it was looked for, or what the system's loader misses.
Result<DashboardModule, QString> loadDashboard(const QStringList &folders);

} // namespace llmproxy::app
