// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"
#include "engine/config/node.h"
#include "engine/config/problem.h"

#include <QByteArrayView>
#include <QString>

namespace llmproxy::config {

/// Bounds of one file: a broken or hostile one ends in a Problem, not in memory or time. Aliases
/// count with all that they stand for, so that they cannot multiply without end.
inline constexpr qsizetype MaxYamlBytes = 4 << 20;
inline constexpr int MaxYamlDepth = 64;
inline constexpr int MaxYamlNodes = 200'000;

/// Reads one YAML document whose root is a map; an empty document is an empty map. Anchors,
/// aliases and merge keys (`<<`) are resolved. Errors: syntax, a key written twice, keys that are
/// not plain text, more than one document, bytes that are not UTF-8, the bounds above.
/// `layer` is what the origins of the values are called, usually the file's path.
Result<Node, Problem> readYaml(QByteArrayView text, const QString &layer);

} // namespace llmproxy::config
