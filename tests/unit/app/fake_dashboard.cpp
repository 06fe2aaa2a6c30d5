// SPDX-License-Identifier: MIT
#include <QCoreApplication>

namespace llmproxy {
struct DashboardContext;
}

// A dashboard without a window, for the tests of the code that loads one.
// NOLINTBEGIN(readability-identifier-naming): the names that the program looks up
extern "C" Q_DECL_EXPORT QCoreApplication *llmproxy_create_application(int &argc, char **argv)
{
    return new QCoreApplication(argc, argv);
}

extern "C" Q_DECL_EXPORT QObject *llmproxy_create_window(llmproxy::DashboardContext *)
{
    return new QObject;
}
// NOLINTEND(readability-identifier-naming)
