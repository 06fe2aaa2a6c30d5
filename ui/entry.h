// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

class QCoreApplication;
class QObject;

namespace llmproxy {
struct DashboardContext;
}

// What the program resolves in the module it loads to show the window. Both are called in the
// main thread. The signatures as types, so that the caller can check what it casts to:
using LlmproxyCreateApplication = QCoreApplication *(int &argc, char **argv);
using LlmproxyCreateWindow = QObject *(llmproxy::DashboardContext *context);

extern "C" {
/// The application object with its names, icon and style. The caller owns it and runs it; `argc`
/// and `argv` must outlive it. Needs a display: without one Qt ends the process.
Q_DECL_EXPORT QCoreApplication *llmproxy_create_application(int &argc, char **argv);

/// The main window, already shown. The caller owns it and deletes it before the application
/// object; `context` must outlive it.
Q_DECL_EXPORT QObject *llmproxy_create_window(llmproxy::DashboardContext *context);
}
