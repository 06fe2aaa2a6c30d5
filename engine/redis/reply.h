// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <optional>
#include <vector>

struct redisReader;

namespace llmproxy::redis {

/// What Redis answered to one command (RESP2). Whatever it holds came from outside.
struct Reply
{
    enum class Type : quint8 { Nil, Integer, Text, Error, Array };

    Type type = Type::Nil;
    qint64 integer = 0;
    QByteArray text; ///< of Text and Error
    std::vector<Reply> items;

    bool operator==(const Reply &) const = default;
    bool isError() const { return type == Type::Error; }
    /// The item at `index` as a whole number, be it one in text; 0 for anything else.
    qint64 number(std::size_t index) const;
    /// The item at `index` if it is text; else empty.
    QByteArray textAt(std::size_t index) const;
};

/// Makes replies of bytes, however they are cut. Bounded: at most MaxBytes of a reply that is not
/// whole, MaxItems in an array; beyond that, and where the bytes are no RESP, it fails for good.
class ReplyReader
{
public:
    static constexpr std::size_t MaxBytes = std::size_t(1) << 20;
    static constexpr std::size_t MaxItems = 1 << 15;

    ReplyReader();
    ~ReplyReader();
    Q_DISABLE_COPY_MOVE(ReplyReader)

    void feed(QByteArrayView bytes);
    /// Nullopt: not whole yet. The failure says what is wrong, without what was read.
    Result<std::optional<Reply>, QByteArray> next();

private:
    struct Free
    {
        void operator()(redisReader *reader) const;
    };
    std::unique_ptr<redisReader, Free> m_reader;
};

} // namespace llmproxy::redis
