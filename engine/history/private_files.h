// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QString>

namespace llmproxy::history {

// Files that no other user may read, whatever the umask. Errors are for people.

/// The folder is there, belongs to this user, and is open to nobody else (0700).
Result<void, QString> makePrivateFolder(const QString &path);

/// The file is there and open to this user alone (0600). A symbolic link is refused: it could lead
/// anywhere.
Result<void, QString> makePrivateFile(const QString &path);

/// Keeps a folder to one process at a time, by a lock on a file in it that ends with the process,
/// however that ends.
class FolderLock
{
public:
    FolderLock() = default;
    ~FolderLock();
    Q_DISABLE_COPY_MOVE(FolderLock)

    /// The error names the process that has it.
    Result<void, QString> take(const QString &path);
    bool isHeld() const { return m_descriptor >= 0; }

private:
    int m_descriptor = -1;
};

} // namespace llmproxy::history
