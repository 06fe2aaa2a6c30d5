// SPDX-License-Identifier: MIT
#pragma once

#include "engine/coding/content_coding.h"

#include <QByteArray>

#include <memory>
#include <vector>

namespace llmproxy::coding {

/// Receives content as it is decoded, in order; a piece is never empty and valid during the call.
class ContentSink
{
public:
    virtual void contentPiece(const char *data, qsizetype size) = 0;

protected:
    ~ContentSink() = default;
};

enum class State {
    Decoding,
    Ended,         ///< complete, or nothing ever came
    Truncated,     ///< the end came too early; what could be decoded was given
    TrailingBytes, ///< complete, but something that is not coded follows
    Corrupt,       ///< what was decoded before was given
    TooLarge,      ///< over the caller's limit or MaxRatio
    Unsupported,   ///< a coding is unknown, there are too many, or no memory for them
};

/// What a coding expands more than this is a bomb; judged from MinRatioBytes on.
inline constexpr qint64 MaxRatio = 200;
inline constexpr qint64 MinRatioBytes = qint64(1024) * 1024;
/// The longest piece that is given of coded content, bytes.
inline constexpr qsizetype PieceBytes = qsizetype(16) * 1024;

/// Undoes the codings of a copy of a body, which comes cut anywhere; each piece is decoded as far
/// as it goes. Once the state is not Decoding, all memory has been given back and further bytes
/// are ignored.
///
/// Content without coding is passed on as fed, without limit, allocation or copy; but if it begins
/// with `1f 8b` it is taken for gzip. Memory for each coding, about: gzip and deflate 64 KiB, zstd
/// up to 9 MiB (windows over 8 MiB are Corrupt), br up to 17 MiB (large windows are Corrupt).
class Decoder
{
public:
    /// `contentEncoding`: the field's value, empty if absent. `limit`: on the decoded bytes given.
    Decoder(QByteArrayView contentEncoding, qint64 limit);
    ~Decoder();
    Decoder(Decoder &&) noexcept;
    Decoder &operator=(Decoder &&) noexcept;
    Decoder(const Decoder &) = delete;
    Decoder &operator=(const Decoder &) = delete;

    State feed(QByteArrayView bytes, ContentSink &sink);

    /// The body has ended. Not Decoding afterwards.
    State finish(ContentSink &sink);

    State state() const { return m_state; }

private:
    enum class Sniff : quint8 { First, Second, Over }; ///< the byte of gzip's magic that is next
    struct Stage;

    void begin();
    State passOn(QByteArrayView bytes, ContentSink &sink);
    State decode(std::size_t index, QByteArrayView bytes, ContentSink &sink);
    State give(QByteArrayView content, ContentSink &sink);
    State stop(State state);

    CodingList m_codings;
    std::vector<std::unique_ptr<Stage>> m_stages; ///< the coding applied last is undone first
    qint64 m_limit;
    qint64 m_given = 0; ///< decoded bytes
    State m_state = State::Decoding;
    Sniff m_sniff = Sniff::Over;
};

/// The first decoded bytes, at most `limit`, of a body of which perhaps not all is there; as many
/// as there are if it is cut or faulty, none if a coding is unknown.
QByteArray decodedPrefix(QByteArrayView contentEncoding, QByteArrayView body, qsizetype limit);

} // namespace llmproxy::coding
