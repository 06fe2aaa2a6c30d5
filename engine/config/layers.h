// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/node.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QList>
#include <QMap>
#include <QString>

namespace llmproxy::config {

/// The environment, or what of it the configuration may see.
using Environment = QMap<QByteArray, QByteArray>;

/// Lays `over` over `under`: maps merge key by key, at any depth; a scalar or a list replaces what
/// was there; a map whose keys were all commented out (null) changes nothing. Each value keeps the
/// origin that it was written at.
Node merged(Node under, const Node &over);

/// A layer that sets one key, e.g. {"server", "port"} to "8080", from `layer` ("environment PORT").
Node singleValue(const QByteArrayList &path, const QByteArray &value, const QString &layer);

/// Replaces `${VAR}` in every scalar by the variable's value, nothing if it is not set. `$${VAR}`
/// becomes the text `${VAR}`; any other `$` is left alone. Values are not expanded again.
void expand(Node &root, const Environment &environment);
QByteArray expanded(const QByteArray &text, const Environment &environment);

} // namespace llmproxy::config
