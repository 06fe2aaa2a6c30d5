// SPDX-License-Identifier: MIT
#include "engine/sse/reader.h"

#include <algorithm>
#include <cstring>

namespace llmproxy::sse {

namespace {

constexpr QByteArrayView Mark("\xEF\xBB\xBF");
constexpr QByteArrayView Data("data");
constexpr QByteArrayView Event("event");

inline bool isField(QByteArrayView name, const char *at, const char *end)
{
    return end - at > name.size() && at[name.size()] == ':'
           && std::memcmp(at, name.data(), static_cast<std::size_t>(name.size())) == 0;
}

/// Finds CRs and LFs in order. Where the next of each is stays known, so that bytes are searched
/// once however few of one kind there are.
class LineEnds
{
public:
    LineEnds(const char *begin, const char *end)
        : m_end(end)
        , m_carriageReturn(find(begin, '\r'))
        , m_lineFeed(find(begin, '\n'))
    {}

    /// The first line end at or behind `at`, else the end.
    const char *next(const char *at)
    {
        if (m_carriageReturn < at)
            m_carriageReturn = find(at, '\r');
        if (m_lineFeed < at)
            m_lineFeed = find(at, '\n');
        return std::min(m_carriageReturn, m_lineFeed);
    }

private:
    const char *find(const char *at, char byte) const
    {
        const void *found = std::memchr(at, byte, static_cast<std::size_t>(m_end - at));
        return found == nullptr ? m_end : static_cast<const char *>(found);
    }

    const char *m_end;
    const char *m_carriageReturn;
    const char *m_lineFeed;
};

} // namespace

// The functions of every line are inline: position-independent code would call them one by one.

inline void Reader::beginData(EventSink &sink)
{
    if (m_hasData)
        sink.dataPiece("\n", 1);
    m_hasData = true;
    m_field = Field::Data;
    m_part = Part::Space;
}

inline void Reader::beginEventName()
{
    m_eventNameSize = 0;
    m_field = Field::Event;
    m_part = Part::Space;
}

void Reader::beginValue(EventSink &sink)
{
    const QByteArrayView name(m_fieldName.data(), m_fieldNameSize);
    if (name == Data)
        beginData(sink);
    else if (name == Event)
        beginEventName();
    else
        m_part = Part::Ignored;
}

/// Takes the name as far as it has come, and the colon; returns what is behind them.
inline const char *Reader::nameBytes(const char *at, const char *end, EventSink &sink)
{
    if (m_fieldNameSize == 0 && isField(Data, at, end)) {
        beginData(sink);
        return at + Data.size() + 1;
    }
    if (m_fieldNameSize == 0 && isField(Event, at, end)) {
        beginEventName();
        return at + Event.size() + 1;
    }
    return unusualNameBytes(at, end, sink);
}

/// The same for a name that is cut, or none of ours.
const char *Reader::unusualNameBytes(const char *at, const char *end, EventSink &sink)
{
    while (at != end && *at != ':') {
        if (m_fieldNameSize == m_fieldName.size()) {
            m_part = Part::Ignored;
            return end;
        }
        m_fieldName[m_fieldNameSize++] = *at++;
    }
    if (at == end)
        return end;
    beginValue(sink);
    return at + 1;
}

inline void Reader::lineBytes(const char *at, const char *end, EventSink &sink)
{
    if (m_part == Part::Name)
        at = nameBytes(at, end, sink);
    if (at == end)
        return;
    if (m_part == Part::Space) {
        m_part = Part::Value;
        if (*at == ' ' && ++at == end)
            return;
    }
    if (m_part != Part::Value)
        return;
    if (m_field == Field::Data) {
        sink.dataPiece(at, end - at);
        return;
    }
    const auto size = std::min<qsizetype>(end - at, MaxEventNameBytes - m_eventNameSize);
    std::memcpy(m_eventName.data() + m_eventNameSize, at, static_cast<std::size_t>(size));
    m_eventNameSize = static_cast<quint8>(m_eventNameSize + size);
}

inline void Reader::endEvent(Ending ending, EventSink &sink)
{
    if (m_hasData)
        sink.eventEnded({m_eventName.data(), m_eventNameSize}, ending);
    m_hasData = false;
    m_eventNameSize = 0;
}

inline void Reader::endLine(EventSink &sink)
{
    if (m_part == Part::Name) {
        if (m_fieldNameSize == 0)
            endEvent(Ending::Complete, sink);
        else
            beginValue(sink); // a line without colon: no value follows
    }
    m_part = Part::Name;
    m_fieldNameSize = 0;
}

const char *Reader::skipMark(const char *at, const char *end)
{
    while (at != end && m_markSize < Mark.size() && *at == Mark[m_markSize]) {
        ++at;
        ++m_markSize;
    }
    const bool whole = m_markSize == Mark.size();
    // Half a mark is no mark but the begin of an unknown field's name.
    if (whole || at != end)
        m_part = whole || m_markSize == 0 ? Part::Name : Part::Ignored;
    return at;
}

void Reader::feed(QByteArrayView bytes, EventSink &sink)
{
    if (bytes.isEmpty())
        return;
    const char *at = bytes.begin();
    const char *const end = bytes.end();
    if (m_part == Part::Mark)
        at = skipMark(at, end);
    LineEnds lineEnds(at, end);
    while (at != end) {
        if (*at == '\n') { // a blank line, the rest of one, or that of a CRLF
            if (!m_afterCarriageReturn)
                endLine(sink);
            m_afterCarriageReturn = false;
            ++at;
            continue;
        }
        const char *const lineEnd = lineEnds.next(at);
        if (at != lineEnd)
            lineBytes(at, lineEnd, sink);
        m_afterCarriageReturn = false;
        if (lineEnd == end)
            return;
        endLine(sink);
        m_afterCarriageReturn = *lineEnd == '\r';
        at = lineEnd + 1;
    }
}

void Reader::finish(EventSink &sink)
{
    endEvent(Ending::CutOff, sink);
    *this = Reader();
}

} // namespace llmproxy::sse
