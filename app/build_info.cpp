// SPDX-License-Identifier: MIT
#include "app/build_info.h"

#include <QStringBuilder>

namespace llmproxy::app {

QByteArray versionText(const Build &build, QByteArrayView runningQt)
{
    return "llm-proxy " + build.version + "\ncommit " + build.commit + "\nbuilt " + build.time
           + "\ncompiler " + build.compiler + "\nQt " + build.qt + " (running on "
           + runningQt.toByteArray() + ")\n";
}

} // namespace llmproxy::app
