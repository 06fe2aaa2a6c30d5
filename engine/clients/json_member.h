// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace llmproxy::clients {

// One text of a settings file of somebody else's: a member of an object that is a member of the
// document, as in {"env": {"NAME": "value"}}. All other bytes of the file stay, so do the order
// and the indentation of its members.

struct MemberPath
{
    QByteArray object; ///< names without quotes, backslashes and control characters
    QByteArray member;
};

/// The document with that text there. An empty document counts as {}. The error is for people: it
/// is no JSON object, or what stands at `path.object` is none.
Result<QByteArray, QString>
withMember(const QByteArray &json, const MemberPath &path, const QString &value);

/// The document without it; the object stays, even if it is empty then.
Result<QByteArray, QString> withoutMember(const QByteArray &json, const MemberPath &path);

/// The text that stands there; nullopt: none.
std::optional<QString> memberOf(const QByteArray &json, const MemberPath &path);

} // namespace llmproxy::clients
