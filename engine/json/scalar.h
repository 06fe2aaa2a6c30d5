// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <optional>

namespace llmproxy::json {

enum class Type : quint8 { Null, False, True, Number, String };

/// A scalar at a path. The views are valid during the call.
struct Scalar
{
    Type type = Type::Null;
    QByteArrayView text;   ///< with Want::Text: without escapes, UTF-8 as it came; of a number its
                           ///< spelling; at most Scanner::MaxTextBytes
    bool isWhole = true;   ///< false: `text` is only the begin
    qint64 bytes = 0;      ///< of a string: its length in UTF-8, whatever is wanted
    qint64 codePoints = 0; ///< with Want::Length

    /// A number as an integer, what is behind the point cut off; 0 if it is none, does not fit or
    /// is negative.
    qint64 count() const;
};

/// What a text is that is no string: nullopt if it is neither a literal nor a number (RFC 8259 §3,
/// §6).
std::optional<Type> scalarType(QByteArrayView text);

} // namespace llmproxy::json
