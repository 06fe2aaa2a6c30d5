// SPDX-License-Identifier: MIT
#include "engine/usage/answer_reader.h"

#include "engine/coding/decoder.h"
#include "engine/eventstream/decoder.h"
#include "engine/sse/reader.h"
#include "engine/usage/document_reader.h"

#include <algorithm>
#include <limits>

namespace llmproxy::usage {

namespace {

QByteArrayView mediaType(QByteArrayView contentType)
{
    const qsizetype semicolon = contentType.indexOf(';');
    return http::trimmed(semicolon < 0 ? contentType : contentType.first(semicolon));
}

bool isOneOf(QByteArrayView type, std::initializer_list<QByteArrayView> types)
{
    return std::any_of(types.begin(), types.end(), [type](QByteArrayView each) {
        return http::equalsIgnoringCase(each, type);
    });
}

Form formOf(QByteArrayView contentType)
{
    const QByteArrayView type = mediaType(contentType);
    if (isOneOf(type, {"application/json"}))
        return Form::Json;
    if (isOneOf(type, {"text/event-stream"}))
        return Form::Sse;
    if (isOneOf(type, {"application/vnd.amazon.eventstream"}))
        return Form::EventStream;
    if (isOneOf(type, {"application/x-ndjson", "application/ndjson", "application/jsonl"}))
        return Form::JsonLines;
    // RFC 6839 §3.1: application/problem+json and the like
    const bool isJson = type.size() > 5 && isOneOf(type.last(5), {"+json"});
    return isJson ? Form::Json : Form::None;
}

/// Sums up what the vendor leaves to the reader.
void completeTotal(TokenUsage &usage)
{
    const qint64 sum = usage.input.tokens + usage.output.tokens;
    if (usage.total.tokens == 0 && sum > 0)
        usage.total = {sum, Source::Reported};
}

} // namespace

/// What is needed while there is a body to read.
class AnswerReader::Body final : private coding::ContentSink, private sse::EventSink
{
public:
    Body(const AnswerTable &table, Answer &answer, QByteArrayView contentEncoding)
        : m_answer(&answer)
        , m_coding(contentEncoding, std::numeric_limits<qint64>::max())
        , m_documents(table, answer)
    {}

    /// False: there is nothing more to read.
    bool feed(QByteArrayView bytes);
    void finish(bool complete);

private:
    void contentPiece(const char *data, qsizetype size) override;
    void dataPiece(const char *data, qsizetype size) override;
    void eventEnded(QByteArrayView name, sse::Ending ending) override;
    void feedDocuments(QByteArrayView bytes);
    void feedFrames(QByteArrayView bytes);
    void read(const eventstream::Message &message);

    Answer *m_answer;
    bool m_isDone = false; ///< there is nothing more to read
    coding::Decoder m_coding;
    DocumentReader m_documents;
    sse::Reader m_events;
    eventstream::Decoder m_frames;
    qint64 m_dataSize = 0; ///< of the event
    std::array<char, 16> m_dataBegin{};
};

bool AnswerReader::Body::feed(QByteArrayView bytes)
{
    const coding::State state = m_coding.feed(bytes, *this);
    const bool isCoded = state == coding::State::Decoding || state == coding::State::Ended;
    m_answer->isUnreadable |= !isCoded;
    return isCoded && !m_isDone;
}

void AnswerReader::Body::contentPiece(const char *data, qsizetype size)
{
    if (m_isDone)
        return;
    switch (m_answer->form) {
    case Form::Sse:
        m_events.feed({data, size}, *this);
        break;
    case Form::EventStream:
        feedFrames({data, size});
        break;
    default:
        feedDocuments({data, size});
        break;
    }
}

void AnswerReader::Body::finish(bool complete)
{
    const coding::State state = m_coding.finish(*this);
    m_answer->isUnreadable |= complete && state != coding::State::Ended;
    switch (m_answer->form) {
    case Form::Sse:
        m_events.finish(*this);
        break;
    case Form::EventStream:
        m_answer->isUnreadable |= complete && m_frames.insideMessage();
        break;
    default:
        m_documents.finishBody();
        m_answer->events = m_documents.documents();
        m_answer->isUnreadable |=
            complete
            && (m_documents.status() != json::Scanner::Status::Between || m_answer->events == 0);
        break;
    }
}

void AnswerReader::Body::dataPiece(const char *data, qsizetype size)
{
    if (m_dataSize < qsizetype(m_dataBegin.size())) {
        const auto kept = std::min(size, qsizetype(m_dataBegin.size()) - qsizetype(m_dataSize));
        std::copy_n(data, kept, m_dataBegin.data() + m_dataSize);
    }
    if (m_dataSize == 0)
        m_documents.feedBegin({data, size});
    else
        m_documents.feed({data, size});
    m_dataSize += size;
}

void AnswerReader::Body::eventEnded(QByteArrayView, sse::Ending ending)
{
    if (ending == sse::Ending::Complete)
        ++m_answer->events;
    if (m_dataSize <= qsizetype(m_dataBegin.size())) {
        const EventRole role = m_documents.roleOf({m_dataBegin.data(), qsizetype(m_dataSize)});
        if (role != EventRole::Work)
            m_documents.applyEvent(role);
    }
    m_dataSize = 0;
    m_documents.endEvent();
}

void AnswerReader::Body::feedDocuments(QByteArrayView bytes)
{
    m_documents.feed(bytes);
    m_answer->events = m_documents.documents();
    m_isDone = m_documents.status() == json::Scanner::Status::Malformed;
    m_answer->isUnreadable |= m_isDone;
}

void AnswerReader::Body::feedFrames(QByteArrayView bytes)
{
    m_frames.feed(bytes);
    while (!m_isDone) {
        const auto message = m_frames.next();
        m_isDone = !message;
        m_answer->isUnreadable |= !message;
        if (!message || !*message)
            return;
        ++m_answer->events;
        read(**message);
    }
}

void AnswerReader::Body::read(const eventstream::Message &message)
{
    const auto type = message.text(":message-type");
    if (type && *type != "event") {
        const auto exception = message.text(":exception-type");
        m_documents.applyError(exception.value_or(message.text(":error-code").value_or(*type)));
        m_isDone = true; // nothing follows an exception
        return;
    }
    m_documents.beginEvent(message.text(":event-type").value_or(QByteArrayView()));
    m_documents.feed(message.payload);
    m_documents.endEvent();
}

AnswerReader::AnswerReader(const AnswerTable &table, const http::ResponseHead &head)
    : m_table(&table)
{
    m_answer.form = formOf(head.find("content-type").value_or(QByteArrayView()));
    if (const auto coding = head.find("content-encoding"))
        m_contentEncoding = coding->toByteArray();
    for (const AnswerHeader &header : table.headers) {
        const auto value = head.find(header.name);
        if (!value)
            continue;
        if (header.field == Field::RequestId)
            m_answer.requestId = value->toByteArray();
        else if (const qint64 tokens = value->toByteArray().toLongLong(); tokens > 0)
            tell(m_answer.usage, header.field, tokens);
    }
}

AnswerReader::~AnswerReader() = default;

void AnswerReader::feed(QByteArrayView bytes)
{
    if (bytes.isEmpty() || m_isDone)
        return;
    if (m_answer.form == Form::None) {
        m_answer.hasContent = true;
        return;
    }
    if (!m_body)
        m_body = std::make_unique<Body>(*m_table, m_answer, m_contentEncoding);
    if (!m_body->feed(bytes)) {
        m_isDone = true;
        m_body->finish(false);
        m_body.reset();
    }
}

void AnswerReader::finish(bool complete)
{
    if (m_body)
        m_body->finish(complete);
    m_body.reset();
    m_isDone = true;
    const bool isStream = m_answer.form == Form::Sse || m_answer.form == Form::EventStream;
    m_answer.isTerminated |= complete && !isStream;
    completeTotal(m_answer.usage);
}

} // namespace llmproxy::usage
