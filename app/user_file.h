// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QString>

namespace llmproxy::app {

/// A file of the user's that is changed on request. What it was before the first change lies
/// beside it as "<path>.before-llm-proxy".
struct UserFile
{
    static constexpr qint64 MaxBytes = 4 << 20;

    QString path;
    QByteArray content; ///< empty if there is none
    QByteArray before;  ///< what was kept; what it is if nothing was
    bool exists = false;
    bool isKept = false;

    /// The error is for people.
    static Result<UserFile, QString> read(const QString &path);

    /// Keeps what it was, unless that was done before, and writes: as a whole or not at all.
    /// Returns what went wrong, for people; empty if nothing.
    QString replaceBy(const QByteArray &edited) const;

    /// Writes that, and removes what was kept. A file that did not exist before and is blank again
    /// is removed.
    QString restore(const QByteArray &edited) const;
};

/// Asks on the terminal whether these lines may go into the file. No terminal: no.
bool agrees(const QString &path, const QByteArray &lines);

} // namespace llmproxy::app
