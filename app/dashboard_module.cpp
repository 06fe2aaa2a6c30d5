// SPDX-License-Identifier: MIT
#include "app/dashboard_module.h"

#include <QDir>
#include <QFile>
#include <QLibrary>

#include <algorithm>

namespace llmproxy::app {

namespace {

const QString FileName = QStringLiteral(LLMPROXY_DASHBOARD_FILE);

template<class Function>
bool resolve(QLibrary &library, const char *name, Function &function)
{
    // The only way from a symbol to a function; the signatures are the module's contract.
    function = reinterpret_cast<Function>(library.resolve(name));
    return function != nullptr;
}

} // namespace

QStringList dashboardFolders(const QString &executableFolder,
                             const QProcessEnvironment &environment)
{
    QStringList folders{executableFolder,
                        QDir::cleanPath(executableFolder + QStringLiteral("/../lib/llm-proxy"))};
    const QString wanted = environment.value(QStringLiteral("LLM_PROXY_MODULE_DIR"));
    if (!wanted.isEmpty())
        folders.prepend(wanted);
    return folders;
}

Result<DashboardModule, QString> loadDashboard(const QStringList &folders)
{
    const auto folder = std::find_if(folders.begin(), folders.end(), [](const QString &each) {
        return QFile::exists(QDir(each).filePath(FileName));
    });
    if (folder == folders.end())
        return Failure<QString>(QStringLiteral("the dashboard's module %1 was not found in %2")
                                    .arg(FileName, folders.join(QStringLiteral(", "))));
    QLibrary library(QDir(*folder).absoluteFilePath(FileName));
    library.setLoadHints(QLibrary::PreventUnloadHint); // Qt keeps pointers into it
    if (!library.load())
        return Failure<QString>(
            QStringLiteral("the dashboard could not be loaded: %1").arg(library.errorString()));
    DashboardModule module;
    if (!resolve(library, "llmproxy_create_application", module.createApplication)
        || !resolve(library, "llmproxy_create_window", module.createWindow))
        return Failure<QString>(
            QStringLiteral("%1 is not this program's dashboard").arg(library.fileName()));
    return module;
}

} // namespace llmproxy::app
