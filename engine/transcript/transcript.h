// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/traffic/exchange_detail.h"

#include <QByteArray>
#include <QList>
#include <QString>

/// What was said in the bodies of an exchange, whichever vendor's shape they have. For people to
/// read: nothing here touches what passes.
namespace llmproxy::transcript {

/// The most that is decoded of a body, bytes.
inline constexpr qsizetype MaxDecodedBytes = 16 << 20;

struct Part
{
    enum class Kind : quint8 {
        Text,
        Thinking,   ///< without text: `bytes` of it are encrypted
        ToolCall,   ///< `text`: the arguments, JSON
        ToolResult, ///< `text`: what the tool told
        Media,      ///< an image, a sound, a file; never the bytes of it
        Other,      ///< `text`: JSON of a kind that is not known here
    } kind = Kind::Text;
    QString text;
    QString name;        ///< of the tool or the file; empty if none is told
    QString id;          ///< of the call that this is, or answers
    QString mediaType;   ///< "image/png"; "image" where no more is told
    qint64 bytes = 0;    ///< of media, 0: not told; of what is encrypted
    bool failed = false; ///< the result of a tool that failed

    bool operator==(const Part &) const = default;
};

struct Turn
{
    QString role; ///< the vendor's word: "system", "user", "assistant", "model", …
    QList<Part> parts;

    bool operator==(const Turn &) const = default;
};

struct Tool
{
    QString name;
    QString description;
    QString schema; ///< JSON; empty if none

    bool operator==(const Tool &) const = default;
};

struct Parameter
{
    QString name;
    QString value; ///< JSON, a text without its quotes; at most MaxParameterLength

    bool operator==(const Parameter &) const = default;
};

inline constexpr qsizetype MaxParameterLength = 500;

/// How far a body could be read.
enum class Reading : quint8 {
    Absent, ///< there is none
    Whole,
    Cut,       ///< only its beginning is there
    Unknown,   ///< no JSON, or of a shape that is not known
    Undecoded, ///< its content-coding is unknown or faulty
    TooLong,   ///< over MaxDecodedBytes
};

/// What a request asks.
struct Request
{
    QList<Turn> turns; ///< what the system is told comes first
    QList<Tool> tools;
    QList<Parameter> parameters; ///< "temperature", "max_tokens", …; those of groups too
    Reading reading = Reading::Absent;

    bool operator==(const Request &) const = default;
};

/// What was answered, or what of it came.
struct Answer
{
    QList<Turn> turns; ///< several where several were asked for
    QString ending;    ///< why it ended, the vendor's word; empty: not told
    QString error;     ///< what the vendor says went wrong; empty: nothing
    Reading reading = Reading::Absent;

    bool operator==(const Answer &) const = default;
};

/// A body with what its head says of it.
struct Content
{
    QByteArrayView bytes;       ///< content-coded
    QByteArrayView type;        ///< the Content-Type field; empty: guessed
    QByteArrayView coding = {}; ///< the Content-Encoding field
    bool isWhole = true;
};

/// The body without its content-coding, as far as it can be undone.
QByteArray decoded(const Content &body);

Request readRequest(const Content &body);
Answer readAnswer(const Content &body);

/// The same for all requests of a conversation, as each repeats how it began: eight hex digits of
/// what the system was told and of the first turn. Empty where nothing was asked.
QString conversationKey(const Request &request);

/// One event of a stream; a body that is one JSON document has one.
struct Event
{
    Duration at{};   ///< when it was complete, from the exchange's start
    QByteArray type; ///< "content_block_delta", "chunk"; empty: not told
    QByteArray data; ///< mostly JSON; where a frame wraps base64, what is in it
    QString summary; ///< one line: the text it added, else its beginning
    bool isCutOff = false;

    bool operator==(const Event &) const = default;
};

/// More events than this are read but not kept.
inline constexpr qsizetype MaxEvents = 100'000;

/// The events of a body; `arrivals` tell when its bytes came.
QList<Event> readEvents(const Content &body, const QList<traffic::Arrival> &arrivals);

} // namespace llmproxy::transcript
