// SPDX-License-Identifier: MIT
#include "engine/sse/reader.h"
#include "tests/fuzz/property.h"

#include <QByteArray>

using namespace llmproxy;

namespace {

struct Event
{
    QByteArray data;
    QByteArray name;
    sse::Ending ending = sse::Ending::Complete;

    bool operator==(const Event &) const = default;
};

class Recorder final : public sse::EventSink
{
public:
    void dataPiece(const char *data, qsizetype size) override
    {
        const bool isInside = data >= fed.begin() && data + size <= fed.end();
        fuzz::require(size > 0, "no piece is empty");
        fuzz::require(isInside || (size == 1 && *data == '\n'), "pieces lie in what was fed");
        m_data.append(data, size);
    }

    void eventEnded(QByteArrayView name, sse::Ending ending) override
    {
        events.push_back({m_data, name.toByteArray(), ending});
        m_data.clear();
    }

    QByteArrayView fed;
    std::vector<Event> events;

private:
    QByteArray m_data;
};

std::vector<Event> read(sse::Reader &reader, const std::vector<QByteArrayView> &pieces)
{
    Recorder recorder;
    for (const QByteArrayView piece : pieces) {
        recorder.fed = piece;
        reader.feed(piece, recorder);
    }
    recorder.fed = {};
    reader.finish(recorder);
    return recorder.events;
}

/// WHATWG HTML §9.2.6 as it is written, over the whole stream: the simplest thing that can be
/// right.
class Interpretation
{
public:
    explicit Interpretation(QByteArrayView stream)
    {
        if (stream.startsWith("\xEF\xBB\xBF"))
            stream = stream.sliced(3);
        QByteArray line;
        for (qsizetype at = 0; at < stream.size(); ++at) {
            if (stream[at] != '\r' && stream[at] != '\n') {
                line.append(stream[at]);
                continue;
            }
            if (stream[at] == '\r' && at + 1 < stream.size() && stream[at + 1] == '\n')
                ++at;
            wholeLine(line);
            line.clear();
        }
        // What is beyond the standard: an event that has begun is told at the end.
        if (line.contains(':'))
            wholeLine(line);
        dispatch(sse::Ending::CutOff);
    }

    std::vector<Event> events;

private:
    void wholeLine(const QByteArray &line)
    {
        if (line.isEmpty()) {
            dispatch(sse::Ending::Complete);
            return;
        }
        const qsizetype colon = line.indexOf(':');
        const QByteArray field = colon < 0 ? line : line.first(colon);
        QByteArray value = colon < 0 ? QByteArray() : line.sliced(colon + 1);
        if (value.startsWith(' '))
            value.remove(0, 1);
        if (field == "event")
            m_name = value.left(sse::MaxEventNameBytes);
        else if (field == "data")
            m_data.append(value).append('\n');
    }

    void dispatch(sse::Ending ending)
    {
        if (!m_data.isEmpty())
            events.push_back({m_data.chopped(1), m_name, ending});
        m_data.clear();
        m_name.clear();
    }

    QByteArray m_data;
    QByteArray m_name;
};

} // namespace

void fuzz::check(QByteArrayView input)
{
    const std::vector<Event> expected = Interpretation(input).events;
    sse::Reader reader;
    for (const auto &pieces : cuts(input)) {
        const std::vector<Event> events = read(reader, pieces);
        require(events == expected, "events are those of the standard, however the stream is cut");
    }
}
