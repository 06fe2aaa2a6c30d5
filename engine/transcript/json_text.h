// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace llmproxy::transcript {

/// JSON with a line for each member, two spaces a level. Changes nothing but white space outside
/// of strings, so order, numbers and escapes stay as they were sent; what is no JSON, or cut, is
/// laid out as far as its brackets go. Levels beyond 64 are not indented further.
QByteArray prettyJson(QByteArrayView json);

/// A JSON text that was cut, with what is begun closed: a string keeps what came of it, a member
/// without its value is dropped. Empty if nothing is left, or where it cannot be JSON.
QByteArray closedJson(QByteArrayView cut);

} // namespace llmproxy::transcript
