// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <array>
#include <optional>

namespace llmproxy::coding {

/// The content codings that can be decoded (RFC 9110 §8.4.1, RFC 7932, RFC 8878).
enum class ContentCoding : quint8 { Gzip, Deflate, Brotli, Zstd };

/// At most so many are undone one after the other.
inline constexpr qsizetype MaxCodings = 3;

struct CodingList
{
    std::array<ContentCoding, MaxCodings> codings{}; ///< in the order they were applied
    qsizetype size = 0;

    bool operator==(const CodingList &) const = default;
};

/// What a Content-Encoding field says; several lines of it are joined by commas. `identity` and
/// empty elements are left out. nullopt if a coding is unknown, or there are more than MaxCodings.
std::optional<CodingList> contentCodings(QByteArrayView field);

} // namespace llmproxy::coding
