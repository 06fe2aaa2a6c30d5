// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/chunk_decoder.h"
#include "engine/http/head.h"

#include <llhttp.h>

namespace llmproxy::http {

/// Why a message was refused; the number is what a server answers.
enum class ParseError {
    None,
    Malformed,          ///< 400: not HTTP/1.1, or its framing is ambiguous
    HeadTooLarge,       ///< 431
    TargetTooLong,      ///< 414
    UnsupportedMethod,  ///< 501
    UnsupportedCoding,  ///< 501: a transfer coding other than chunked
    UnsupportedVersion, ///< 505
    UnknownExpectation, ///< 417
    UnexpectedEnd,      ///< the peer closed inside a message; nobody is left to answer
};

/// The status that a server answers to a request that it cannot take.
int statusOf(ParseError error);

/// Limits on one message, bytes unless said otherwise.
struct ParseLimits
{
    qsizetype headBytes = 64 << 10;
    qsizetype targetBytes = 16 << 10;
    std::size_t fields = 200; ///< number of header lines
    qsizetype trailerBytes = 8 << 10;
    qsizetype chunkExtensionBytes = 4 << 10; ///< of one whole body
    int emptyLines = 16;                     ///< before a start line (RFC 9112 §2.2)
};

/// What one feed() brought about.
struct ParseStep
{
    qsizetype consumed = 0; ///< bytes of the input that belong to this message
    bool headDone = false;  ///< the head became complete in this very step
    bool messageDone = false;
    ParseError error = ParseError::None;
};

/// HTTP/1.1 messages of one connection, one after the other, from bytes cut anywhere. Heads are
/// parsed by llhttp in strict mode; what it lets pass although another parser may read it
/// otherwise is refused here (RFC 9112 §2.2, §5, §6.3, §11). Knows no socket. One thread at a
/// time.
///
///   Head --empty line--> Body --end of body--> Done --reset()--> Head
///   any --error--> Failed
class Parser
{
public:
    virtual ~Parser() = default;
    Parser(const Parser &) = delete;
    Parser &operator=(const Parser &) = delete;

    /// Parses up to the end of the head (headDone) or of the message (messageDone) and stops
    /// there; feed the rest again. `sink` may be null while no body can come.
    ParseStep feed(const char *data, qsizetype size, BodySink *sink);
    /// The peer closed: the end of an UntilClose body, an error inside any other message.
    ParseStep finish();
    /// Ready for the next message of the connection.
    void reset();

    Framing framing() const { return m_framing; }
    /// May the connection be used again after this message? (RFC 9112 §9.3)
    bool keepAlive() const { return m_keepAlive; }
    /// Did any byte of the current message arrive?
    bool started() const { return m_started; }
    bool headComplete() const { return m_stage != Stage::Head; }
    /// The trailer section, lines with their CRLF; complete when the message is.
    const QByteArray &trailers() const { return m_chunks.trailers(); }

protected:
    Parser(llhttp_type_t type, const ParseLimits &limits);

    enum class Stage { Head, Body, Done, Failed };

    virtual Head &head() = 0;
    virtual ParseError checkHead() = 0;
    virtual void clearHead() = 0;
    virtual bool skipsBody() const { return false; }

    llhttp_t m_llhttp{};
    ParseLimits m_limits;

private:
    friend struct ParserCallbacks;

    qsizetype skipEmptyLines(const char *data, qsizetype size);
    ParseStep feedHead(const char *data, qsizetype size);
    ParseStep endHead(qsizetype consumed);
    ParseStep feedBody(const char *data, qsizetype size, BodySink *sink);
    ParseStep feedChunks(const char *data, qsizetype size, BodySink *sink);
    ParseStep fail(ParseError error, qsizetype consumed);
    ParseError errorOfLlhttp();

    Stage m_stage = Stage::Head;
    bool m_started = false;
    bool m_keepAlive = false;
    bool m_fieldDone = false; ///< the next name piece starts a new field
    bool m_headEnded = false;
    int m_emptyLines = 0;
    ParseError m_callbackError = ParseError::None;
    Framing m_framing;
    qint64 m_bodyLeft = 0;         ///< of a Sized body
    ChunkDecoder m_chunks;         ///< of a Chunked body
    const char *m_input = nullptr; ///< during feed() only
    qsizetype m_inputAt = 0;       ///< where m_input starts in the head
};

/// Requests of a client connection (RFC 9112 §3).
class RequestParser final : public Parser
{
public:
    explicit RequestParser(const ParseLimits &limits)
        : Parser(HTTP_REQUEST, limits)
    {}

    const RequestHead &request() const { return m_request; }
    /// Does the client wait for a 100 before it sends the body? (RFC 9110 §10.1.1)
    bool expectsContinue() const { return m_expectsContinue; }

private:
    friend struct ParserCallbacks;

    Head &head() override { return m_request; }
    ParseError checkHead() override;
    void clearHead() override;

    RequestHead m_request;
    bool m_expectsContinue = false;
};

/// Responses of an upstream connection (RFC 9112 §4). A 1xx is a message of its own.
class ResponseParser final : public Parser
{
public:
    explicit ResponseParser(const ParseLimits &limits)
        : Parser(HTTP_RESPONSE, limits)
    {}

    /// The response to a HEAD request has no body whatever its fields say (RFC 9112 §6.3).
    void setAnswersHead(bool answersHead) { m_answersHead = answersHead; }
    const ResponseHead &response() const { return m_response; }

private:
    Head &head() override { return m_response; }
    ParseError checkHead() override;
    void clearHead() override;
    bool skipsBody() const override;

    ResponseHead m_response;
    bool m_answersHead = false;
};

} // namespace llmproxy::http
