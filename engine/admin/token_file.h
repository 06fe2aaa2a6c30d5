// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QString>

namespace llmproxy::admin {

inline constexpr qsizetype TokenBytes = 64; ///< 256 bits as lower-case hex

/// Where this user's token lies: `$XDG_STATE_HOME`, else `~/.local/state`, then
/// "llm-proxy/admin-token".
QString tokenPath();

/// The token in that file. The error is for people: there is none, or it cannot be trusted, being
/// a link, somebody else's or open to others.
Result<QByteArray, QString> readToken(const QString &path);

/// The same, but makes it, of the system's random numbers, where there is none: mode 0600, in a
/// folder of mode 0700. Two that start at once get the same.
Result<QByteArray, QString> ensureToken(const QString &path);

} // namespace llmproxy::admin
