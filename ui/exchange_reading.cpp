// SPDX-License-Identifier: MIT
#include "ui/exchange_reading.h"

#include "engine/traffic/head_text.h"

#include <algorithm>

namespace llmproxy::ui {

namespace {

QByteArray fieldIn(const QByteArray &head, QByteArrayView name)
{
    return traffic::fieldOf(head, name).value_or(QByteArrayView()).toByteArray();
}

} // namespace

void ExchangeReading::take(const Record &record,
                           std::shared_ptr<const Detail> detail,
                           TimePoint now)
{
    const bool isOther = record.id != m_record.id;
    const Detail empty;
    const Detail &before = m_detail ? *m_detail : empty;
    const Detail &after = detail ? *detail : empty;
    if (isOther || before.request.bytes.size() != after.request.bytes.size()
        || before.request.size != after.request.size)
        m_request.reset();
    // Another try brings another answer: what was read of the first is gone with it.
    const QByteArray &head = after.responseHead.isEmpty() ? after.sentHead : after.responseHead;
    const QByteArray type = fieldIn(head, "content-type");
    const QByteArray coding = fieldIn(head, "content-encoding");
    if (isOther || type != m_responseType || coding != m_responseCoding
        || after.response.bytes.size() < m_read) {
        m_reader.reset();
        m_read = 0;
        m_isFinished = false;
    }
    m_record = record;
    m_detail = std::move(detail);
    m_now = now;
    m_responseType = type;
    m_responseCoding = coding;
    m_requestType = fieldIn(after.requestHead, "content-type");
    m_requestCoding = fieldIn(after.requestHead, "content-encoding");
}

void ExchangeReading::clear()
{
    *this = ExchangeReading();
}

const traffic::ExchangeDetail &ExchangeReading::detail() const
{
    static const Detail None;
    return m_detail ? *m_detail : None;
}

transcript::Content ExchangeReading::requestContent() const
{
    const traffic::Body &body = detail().request;
    return {body.bytes, m_requestType, m_requestCoding, body.isWhole()};
}

transcript::Content ExchangeReading::responseContent() const
{
    const traffic::Body &body = detail().response;
    return {body.bytes, m_responseType, m_responseCoding, body.isWhole()};
}

const transcript::Request &ExchangeReading::request() const
{
    if (!m_request)
        m_request = transcript::readRequest(requestContent());
    return *m_request;
}

transcript::AnswerReader &ExchangeReading::reader() const
{
    if (!m_reader)
        m_reader = std::make_unique<transcript::AnswerReader>(m_responseType, m_responseCoding);
    const QByteArrayView bytes = detail().response.bytes;
    Duration at{};
    for (const traffic::Arrival &arrival : detail().arrivals) {
        at = arrival.at;
        const qsizetype to = std::clamp<qsizetype>(arrival.bytes, m_read, bytes.size());
        m_reader->feed(bytes.sliced(m_read, to - m_read), at);
        m_read = to;
    }
    m_reader->feed(bytes.sliced(m_read), at);
    m_read = bytes.size();
    if (isDone() && !m_isFinished) {
        m_isFinished = true;
        m_reader->finish(detail().response.isWhole());
    }
    return *m_reader;
}

transcript::Answer ExchangeReading::answer() const
{
    return reader().answer();
}

const QList<transcript::Event> &ExchangeReading::events() const
{
    return reader().events();
}

} // namespace llmproxy::ui
