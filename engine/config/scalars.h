// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/node.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QString>

#include <optional>

namespace llmproxy::config {

// What a node says when a value of a certain kind is asked for; none if it says no such thing.
// Text in quotes is never a number or a truth value.

/// true, yes, on, false, no, off in any case.
std::optional<bool> toBool(const Node &node);
/// Decimal, with an optional sign, and underscores between digits: 450_000. 1.5 and 010 are none.
std::optional<qint64> toInteger(const Node &node);
/// Decimal, with an optional fraction and exponent. Not for money.
std::optional<double> toNumber(const Node &node);
/// Any scalar.
std::optional<QByteArray> toText(const Node &node);
/// A list of scalars, or one scalar.
std::optional<QByteArrayList> toTexts(const Node &node);

/// "a, b or c" of at least one text; an empty one is shown as "".
QString orList(const QByteArrayList &choices);
/// How a value is quoted in a message: shortened, and "a list", "a map", "nothing" for the rest.
QString shown(const Node &node);

} // namespace llmproxy::config
