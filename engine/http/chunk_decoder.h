// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace llmproxy::http {

/// Receives body bytes as they are decoded, in order; each piece lies inside the bytes fed and
/// holds at least one.
class BodySink
{
public:
    virtual void bodyPiece(const char *data, qsizetype size) = 0;

protected:
    ~BodySink() = default;
};

/// The chunked transfer coding (RFC 9112 §7.1), strict, from bytes cut anywhere. Extensions are
/// checked and ignored; the trailer section is kept.
///
///   Size --n > 0--> Data --n bytes--> DataEnd --CRLF--> Size
///   Size --n = 0--> Trailers --empty line--> Done         any --error--> Failed
class ChunkDecoder
{
public:
    enum class Result { More, Done, Malformed, TrailersTooLarge };

    /// Limits in bytes: on all extensions of one body together, and on its trailer section.
    ChunkDecoder(qsizetype extensionLimit, qsizetype trailerLimit)
        : m_extensionLimit(extensionLimit)
        , m_trailerLimit(trailerLimit)
    {}

    /// Decodes up to the end of the body. `consumed` tells how many bytes belong to it; on an
    /// error, how many were in order.
    Result feed(const char *data, qsizetype size, BodySink *sink, qsizetype &consumed);

    /// The trailer section, lines with their CRLF but without the empty line; whole when Done.
    /// Its lines are not checked for field syntax.
    const QByteArray &trailers() const { return m_trailers; }

    void reset();

private:
    enum class State { Size, Data, DataEnd, Trailers, Done, Failed };

    void feedData(const char *&at, const char *end, BodySink *sink);
    Result feedLine(const char *&at, const char *end);
    Result line(QByteArrayView line);
    Result sizeLine(QByteArrayView line);

    State m_state = State::Size;
    qint64 m_left = 0; ///< of the current chunk
    QByteArray m_line; ///< beginning of a line whose end has not come
    QByteArray m_trailers;
    qsizetype m_extensions = 0;
    qsizetype m_extensionLimit;
    qsizetype m_trailerLimit;
};

} // namespace llmproxy::http
