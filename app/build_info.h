// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace llmproxy::app {

/// How this executable was built.
struct Build
{
    QByteArray version;  ///< "0.1.0"
    QByteArray commit;   ///< short hash, "-dirty" behind it if files were changed; or "unknown"
    QByteArray time;     ///< UTC, ISO 8601; SOURCE_DATE_EPOCH where that was set
    QByteArray compiler; ///< "GNU 12.2.0"
    QByteArray qt;       ///< the Qt it was compiled with

    bool operator==(const Build &) const = default;
};

/// Defined in the executable alone, in a file made anew by each build that changed something.
Build thisBuild();

/// What --version prints. `runningQt` is the Qt found at run time.
QByteArray versionText(const Build &build, QByteArrayView runningQt);

} // namespace llmproxy::app
