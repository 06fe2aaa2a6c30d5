// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <array>

namespace llmproxy::sse {

enum class Ending {
    Complete, ///< by a blank line: the event that WHATWG dispatches
    CutOff,   ///< by the stream's end, which may have cut its last line; WHATWG drops such an event
};

/// Receives events as they are read. An event's pieces, put one behind the other, are its data:
/// the values of its `data` lines with a line feed between them. They are raw bytes, cut anywhere,
/// never empty, and valid during the call; they lie inside the bytes fed, but for that line feed.
class EventSink
{
public:
    virtual void dataPiece(const char *data, qsizetype size) = 0;

    /// All data of an event has been given; there may have been none but an empty `data` line.
    /// `name` is the value of the last `event` line, empty if there is none (a "message").
    virtual void eventEnded(QByteArrayView name, Ending ending) = 0;

protected:
    ~EventSink() = default;
};

/// The longest event name that is kept, bytes; of a longer one this much is given.
inline constexpr qsizetype MaxEventNameBytes = 64;

/// Reads a text/event-stream (WHATWG HTML §9.2.6) from bytes cut anywhere. Gathers nothing, so it
/// needs no memory but its own size whatever comes. Nothing is an error: what is no `data` or
/// `event` line is passed over, `id` and `retry` too. Bytes are not checked to be UTF-8.
class Reader
{
public:
    void feed(QByteArrayView bytes, EventSink &sink);

    /// The stream has ended: gives an event whose data has begun. The reader is as new then.
    void finish(EventSink &sink);

private:
    enum class Field : quint8 { Data, Event };
    enum class Part : quint8 {
        Mark,  ///< a byte order mark may come, at the stream's begin
        Name,  ///< before the colon
        Space, ///< behind it; one space belongs to neither name nor value
        Value,
        Ignored, ///< to the end of the line
    };

    const char *skipMark(const char *at, const char *end);
    const char *nameBytes(const char *at, const char *end, EventSink &sink);
    const char *unusualNameBytes(const char *at, const char *end, EventSink &sink);
    void lineBytes(const char *at, const char *end, EventSink &sink);
    void beginData(EventSink &sink);
    void beginEventName();
    void beginValue(EventSink &sink);
    void endLine(EventSink &sink);
    void endEvent(Ending ending, EventSink &sink);

    std::array<char, MaxEventNameBytes> m_eventName{};
    std::array<char, 5> m_fieldName{}; ///< of the current line, as much as came
    quint8 m_eventNameSize = 0;
    quint8 m_fieldNameSize = 0;
    quint8 m_markSize = 0; ///< bytes of the mark that came
    Part m_part = Part::Mark;
    Field m_field = Field::Data; ///< whose value it is, in Space and Value
    bool m_hasData = false;      ///< the event has a `data` line
    bool m_afterCarriageReturn = false;
};

} // namespace llmproxy::sse
