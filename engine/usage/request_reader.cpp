// SPDX-License-Identifier: MIT
#include "engine/usage/request_reader.h"

#include "engine/json/scanner.h"

#include <algorithm>
#include <utility>

namespace llmproxy::usage {

namespace {

qint64 contentLength(const http::RequestHead &head)
{
    const auto field = head.find("content-length");
    return field ? field->toByteArray().toLongLong() : 0;
}

bool mayBeJson(const http::RequestHead &head)
{
    const auto field = head.find("content-type");
    if (!field)
        return true;
    const qsizetype semicolon = field->indexOf(';');
    const QByteArrayView media = http::trimmed(semicolon < 0 ? *field : field->first(semicolon));
    return http::equalsIgnoringCase(media, "application/json")
           || (media.size() > 5 && http::equalsIgnoringCase(media.last(5), "+json"));
}

bool isEncoded(const http::RequestHead &head)
{
    const auto coding = head.find("content-encoding");
    return coding && !http::equalsIgnoringCase(*coding, "identity");
}

bool isTextType(QByteArrayView type)
{
    return type == "text" || type == "input_text" || type == "output_text";
}

} // namespace

/// What is needed while there is a body to read, and what it says.
class RequestReader::Body final : private json::Sink
{
public:
    explicit Body(const RequestTable &table)
        : m_table(&table)
        , m_scanner(*table.paths)
    {}

    void feed(QByteArrayView bytes) { m_scanner.feed(bytes, *this); }
    /// Was it one whole document?
    bool finish() { return m_scanner.finish(*this) && m_documents == 1; }
    bool failed() const { return m_scanner.status() == json::Scanner::Status::Malformed; }

    /// Looks from now on only for what is no text.
    void ignoreTexts();

    QByteArray model;
    QByteArray user;
    bool streams = false;
    qint64 textCodePoints = 0;

private:
    struct Part
    {
        qint64 codePoints = 0;
        bool isText = false;
    };

    void scalar(int path, const json::Scalar &value) override;
    void piece(int, QByteArrayView) override {}
    void begin(int path) override;
    void end(int path) override;
    void documentEnded() override { ++m_documents; }

    RequestField field(int path) const { return m_table->fields[std::size_t(path)].field; }
    void endPart(Part &part);

    const RequestTable *m_table;
    json::Scanner m_scanner;
    Part m_part;
    Part m_item;
    int m_documents = 0;
};

void RequestReader::Body::ignoreTexts()
{
    quint64 wanted = 0;
    for (std::size_t path = 0; path < m_table->fields.size(); ++path) {
        if (field(int(path)) <= RequestField::User)
            wanted |= quint64(1) << path;
    }
    m_scanner.only(wanted);
}

void RequestReader::Body::scalar(int path, const json::Scalar &value)
{
    const bool isString = value.type == json::Type::String;
    const QByteArrayView text = isString && value.isWhole ? value.text : QByteArrayView();
    switch (field(path)) {
    case RequestField::Model:
        model = (text.startsWith(m_table->modelPrefix) ? text.sliced(m_table->modelPrefix.size())
                                                       : text)
                    .toByteArray();
        break;
    case RequestField::Stream:
        streams = value.type == json::Type::True;
        break;
    case RequestField::User:
        user = text.toByteArray();
        break;
    case RequestField::Text:
    case RequestField::Part:
    case RequestField::Item:
        textCodePoints += value.codePoints;
        break;
    case RequestField::PartType:
        m_part.isText = isTextType(text);
        break;
    case RequestField::PartText:
        m_part.codePoints = value.codePoints;
        break;
    case RequestField::ItemType:
        m_item.isText = isTextType(text);
        break;
    case RequestField::ItemText:
        m_item.codePoints = value.codePoints;
        break;
    }
}

void RequestReader::Body::begin(int path)
{
    if (field(path) == RequestField::Part)
        m_part = Part();
    else if (field(path) == RequestField::Item)
        m_item = Part();
}

void RequestReader::Body::end(int path)
{
    if (field(path) == RequestField::Part)
        endPart(m_part);
    else if (field(path) == RequestField::Item)
        endPart(m_item);
}

void RequestReader::Body::endPart(Part &part)
{
    if (part.isText)
        textCodePoints += part.codePoints;
}

RequestReader::RequestReader(const RequestTable &table,
                             const http::RequestHead &head,
                             QByteArrayView target,
                             qint64 maxSampleBytes)
    : m_table(&table)
    , m_maxSampleBytes(maxSampleBytes)
{
    RequestOutline outline = table.outline(head, target);
    m_facts.model = std::move(outline.model);
    m_facts.bodyBytes = contentLength(head);
    m_facts.streaming = outline.streams;
    m_headStreams = outline.streams;
    m_bodyDecides = outline.bodyDecides;
    m_hasModel = !m_facts.model.isEmpty();
    if (head.method() == "POST" && mayBeJson(head) && !isEncoded(head))
        m_use = outline.body;
    if (m_use == BodyUse::Sample && m_facts.bodyBytes > maxSampleBytes)
        m_use = BodyUse::Nothing;
}

RequestReader::~RequestReader() = default;

void RequestReader::feed(QByteArrayView bytes)
{
    m_seen += bytes.size();
    m_facts.bodyBytes = std::max(m_facts.bodyBytes, m_seen);
    if (m_use == BodyUse::Nothing || bytes.isEmpty())
        return;
    const bool fits = m_seen <= m_maxSampleBytes;
    if (!fits && m_use == BodyUse::Sample) {
        stop();
        return;
    }
    if (!m_body)
        m_body = std::make_unique<Body>(*m_table);
    if (!fits && std::exchange(m_readsTexts, false))
        m_body->ignoreTexts();
    m_body->feed(bytes);
    if (m_body->failed())
        stop();
    else
        takeFacts();
}

void RequestReader::finish(bool complete)
{
    if (!m_body)
        return;
    const bool isWhole = m_body->finish() && complete;
    if (isWhole && m_readsTexts) {
        m_facts.hasText = true;
        m_facts.textCodePoints = m_body->textCodePoints;
    }
    if (isWhole)
        m_use = BodyUse::Nothing;
    else
        stop();
    m_body.reset();
}

void RequestReader::takeFacts()
{
    if (!m_hasModel)
        m_facts.model = m_body->model;
    m_facts.user = m_body->user;
    m_facts.streaming = m_headStreams || (m_bodyDecides && m_body->streams);
}

/// What is no JSON says nothing.
void RequestReader::stop()
{
    m_use = BodyUse::Nothing;
    m_body.reset();
    if (!m_hasModel)
        m_facts.model.clear();
    m_facts.user.clear();
    m_facts.streaming = m_headStreams;
}

} // namespace llmproxy::usage
