// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QString>

namespace llmproxy::clients {

// Codex's config.toml. A provider of its own is declared, because the built-in one cannot be
// changed. https://developers.openai.com/codex/config-advanced

/// What is to stand in the file, for people to paste.
QByteArray codexSettings(const QString &baseUrl);

/// The file with it: in marked blocks, one at the begin for the top level, one at the end for the
/// table. A `model_provider` of the user's is made a comment. The error is for people: the file
/// declares a provider of that name.
Result<QByteArray, QString> withCodex(const QByteArray &toml, const QString &baseUrl);

/// The file without it, the user's `model_provider` back again.
QByteArray withoutCodex(const QByteArray &toml);

} // namespace llmproxy::clients
