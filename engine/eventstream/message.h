// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QUuid>

#include <optional>
#include <variant>
#include <vector>

namespace llmproxy::eventstream {

/// Header value of type 6.
struct Bytes
{
    QByteArray data;

    bool operator==(const Bytes &) const = default;
};

/// Header value of type 7: UTF-8, not validated.
struct Text
{
    QByteArray utf8;

    bool operator==(const Text &) const = default;
};

/// A header's value with its wire type: bool is 0 (true) and 1 (false), the integers are 2 to 5,
/// then bytes 6, text 7, time stamp 8 and UUID 9.
using Value = std::variant<bool, qint8, qint16, qint32, qint64, Bytes, Text, TimePoint, QUuid>;

struct Header
{
    QByteArray name; ///< 1 to 255 bytes
    Value value;

    bool operator==(const Header &) const = default;
};

/// One message of the `application/vnd.amazon.eventstream` framing, as the Smithy specification
/// "Amazon Event Stream" defines it.
struct Message
{
    std::vector<Header> headers; ///< in the order sent; names are unique
    QByteArray payload;

    bool operator==(const Message &) const = default;

    /// The value of a text header, e.g. ":event-type"; nullopt if it is absent or not text.
    std::optional<QByteArrayView> text(QByteArrayView name) const;
};

/// The prelude (total length, length of the header block, CRC-32 of both), bytes.
inline constexpr qsizetype PreludeBytes = 12;
/// The smallest message: prelude and the CRC-32 at the end, bytes.
inline constexpr qsizetype MinMessageBytes = PreludeBytes + 4;
/// What aws-c-event-stream accepts, bytes.
inline constexpr qsizetype MaxMessageBytes = 16 << 20;
inline constexpr qsizetype MaxHeaderBlockBytes = qsizetype(128) * 1024;

} // namespace llmproxy::eventstream
