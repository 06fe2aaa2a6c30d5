// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace llmproxy::clients {

// Lines of ours in a text file of somebody else's, whose comments begin with #: between
//   # >>> llm-proxy NAME >>>
//   # <<< llm-proxy NAME <<<
// Everything else in the file stays, byte for byte.

enum class Place { Begin, End }; ///< of the file

/// The text with the block of that name; one that is there is replaced. Each of `lines` ends with
/// a newline.
QByteArray withBlock(const QByteArray &text,
                     const QByteArray &name,
                     const QByteArray &lines,
                     Place place = Place::End);

/// The text without it: what withBlock() was given, except that a last line got its newline.
QByteArray withoutBlock(const QByteArray &text, const QByteArray &name);

} // namespace llmproxy::clients
