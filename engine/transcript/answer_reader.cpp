// SPDX-License-Identifier: MIT
#include "engine/transcript/answer_reader.h"

#include "engine/transcript/json_text.h"

#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::transcript {
namespace {

constexpr qsizetype MaxSummaryLength = 160;

QJsonObject objectIn(const QByteArray &data)
{
    return QJsonDocument::fromJson(data).object();
}

} // namespace

AnswerReader::AnswerReader(QByteArrayView contentType, QByteArrayView contentCoding)
    : m_coding(contentCoding, MaxDecodedBytes)
    , m_framing(framingOf(contentType))
{}

AnswerReader::Framing AnswerReader::framingOf(QByteArrayView contentType)
{
    const QByteArray type = contentType.toByteArray().toLower();
    if (type.startsWith("text/event-stream"))
        return Framing::Sse;
    if (type.startsWith("application/vnd.amazon.eventstream"))
        return Framing::Frames;
    return type.contains("json") ? Framing::Objects : Framing::Unknown;
}

void AnswerReader::feed(QByteArrayView bytes, Duration at)
{
    m_at = at;
    m_hasBody = m_hasBody || !bytes.isEmpty();
    if (!bytes.isEmpty())
        m_coding.feed(bytes, *this);
}

void AnswerReader::contentPiece(const char *data, qsizetype size)
{
    const qsizetype room = std::min(size, MaxDecodedBytes - m_decoded);
    m_isTooLong = m_isTooLong || room < size;
    if (room <= 0)
        return;
    m_decoded += room;
    const QByteArrayView piece(data, room);
    if (m_framing == Framing::Unknown) // nothing told: JSON shows by its first byte
        m_framing = *data == '{' || *data == '[' ? Framing::Objects : Framing::Sse;
    switch (m_framing) {
    case Framing::Sse:
        m_sse.feed(piece, *this);
        break;
    case Framing::Frames:
        m_frames.feed(piece);
        takeFrames();
        break;
    default:
        m_objects.feed(piece);
        takeObjects();
    }
}

void AnswerReader::dataPiece(const char *data, qsizetype size)
{
    m_data.append(data, size);
}

void AnswerReader::eventEnded(QByteArrayView name, sse::Ending ending)
{
    take(name.toByteArray(), std::exchange(m_data, {}), ending == sse::Ending::CutOff);
}

void AnswerReader::takeFrames()
{
    for (;;) {
        const auto next = m_frames.next();
        if (!next || !*next)
            return;
        const eventstream::Message &message = **next;
        const auto exception = message.text(":exception-type");
        const auto event = message.text(":event-type");
        take(exception.value_or(event.value_or(QByteArrayView())).toByteArray(),
             message.payload,
             false);
    }
}

void AnswerReader::takeObjects()
{
    while (std::optional<QByteArray> object = m_objects.next())
        take({}, *std::move(object), false);
}

void AnswerReader::take(QByteArray type, QByteArray data, bool isCutOff)
{
    m_isCut = m_isCut || isCutOff;
    QJsonObject object = objectIn(isCutOff ? closedJson(data) : data);
    const QJsonValue wrapped = object.value("bytes"_L1);
    if (type == "chunk" && wrapped.isString()) { // Bedrock: the model's own event is inside
        data = QByteArray::fromBase64(wrapped.toString().toLatin1());
        object = objectIn(data);
        type.clear();
    }
    if (type.isEmpty())
        type = object.value("type"_L1).toString().toUtf8();
    if (!isCutOff || !Assembly::tellsAgain(type))
        m_assembly.take(type, object);
    if (m_events.size() >= MaxEvents)
        return;
    QString summary = m_assembly.added();
    if (summary.isEmpty())
        summary =
            QString::fromUtf8(QByteArrayView(data).first(std::min(data.size(), MaxSummaryLength)));
    m_events.append({m_at, type, data, summary.simplified().left(MaxSummaryLength), isCutOff});
}

void AnswerReader::finish(bool isWhole)
{
    m_coding.finish(*this);
    m_sse.finish(*this);
    const QByteArray begun = m_objects.begun();
    if (!begun.isEmpty())
        take({}, begun, true);
    m_isCut = m_isCut || !isWhole || m_frames.insideMessage()
              || m_coding.state() == coding::State::Truncated;
}

Answer AnswerReader::answer() const
{
    Answer answer = m_assembly.answer();
    answer.reading = reading();
    if (answer.reading == Reading::Whole && answer.turns.isEmpty() && answer.ending.isEmpty()
        && answer.error.isEmpty())
        answer.reading = Reading::Unknown;
    return answer;
}

Reading AnswerReader::reading() const
{
    if (!m_hasBody)
        return Reading::Absent;
    const coding::State state = m_coding.state();
    if (state == coding::State::Unsupported || (state == coding::State::Corrupt && m_decoded == 0))
        return Reading::Undecoded;
    if (m_isTooLong || state == coding::State::TooLarge)
        return Reading::TooLong;
    return m_isCut || state == coding::State::Corrupt ? Reading::Cut : Reading::Whole;
}

} // namespace llmproxy::transcript
