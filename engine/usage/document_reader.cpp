// SPDX-License-Identifier: MIT
#include "engine/usage/document_reader.h"

#include <algorithm>
#include <cstring>

namespace llmproxy::usage {

namespace {

constexpr qint64 BytesPerThoughtToken = 4;

/// A common begin that is worth being remembered, bytes.
constexpr qsizetype WorthIt = 32;
/// So many events in a row that show no such begin, and none is looked for any more.
constexpr int Trials = 4;

/// What a count of the document does to the answer's.
void commitCount(Count &target, const Count &said)
{
    if (said.tokens > 0 || (said.source == Source::Reported && target.source != Source::Reported))
        target = said;
}

ErrorKind kindOfStatus(int status)
{
    if (status == 429)
        return ErrorKind::RateLimit;
    if (status == 503 || status == 529)
        return ErrorKind::Overloaded;
    if (status >= 500)
        return ErrorKind::Server;
    return status >= 400 ? ErrorKind::Client : ErrorKind::Other;
}

} // namespace

DocumentReader::DocumentReader(const AnswerTable &table, Answer &answer)
    : m_table(&table)
    , m_answer(&answer)
    , m_scanner(*table.paths, json::Root::Elements)
    , m_behindBegin(m_scanner)
{}

void DocumentReader::feedBegin(QByteArrayView bytes)
{
    const bool isAlike = m_canResume && bytes.size() > m_beginSize
                         && std::memcmp(bytes.data(), m_begin.data(), std::size_t(m_beginSize)) == 0
                         && m_behindBegin.wanted() == m_scanner.wanted();
    if (isAlike) {
        m_scanner = m_behindBegin;
        feed(bytes.sliced(m_beginSize));
    } else {
        learnBegin(bytes);
    }
}

/// Finds out what this event's begin has in common with the known one, and what the scanner is like
/// behind that.
void DocumentReader::learnBegin(QByteArrayView bytes)
{
    m_canResume = false;
    if (bytes.size() <= WorthIt || m_trials == Trials) {
        feed(bytes);
        return;
    }
    const auto known = std::min(m_beginSize, bytes.size() - 1); // not the document's end
    const auto common =
        std::mismatch(bytes.begin(), bytes.begin() + known, m_begin.begin()).first - bytes.begin();
    if (common < WorthIt) {
        m_beginSize = std::min(bytes.size(), qsizetype(m_begin.size()));
        std::copy_n(bytes.begin(), m_beginSize, m_begin.begin());
        feed(bytes);
        return;
    }
    m_beginSize = common;
    feed(bytes.first(common));
    // What is told within the begin, each event has to tell by itself: then there is nothing to
    // gain.
    m_canResume = !m_isTouched && status() == json::Scanner::Status::Inside;
    m_trials = m_canResume ? 0 : m_trials + 1;
    m_behindBegin = m_scanner;
    feed(bytes.sliced(common));
}

void DocumentReader::beginEvent(QByteArrayView type)
{
    m_document.role = roleOf(type);
    m_isTouched |= m_document.role != EventRole::Work;
}

void DocumentReader::endEvent()
{
    m_scanner.reset();
    if (m_isTouched)
        m_document = Document();
    m_isTouched = false;
}

void DocumentReader::finishBody()
{
    m_scanner.finish(*this);
    if (m_scanner.status() == json::Scanner::Status::Inside)
        commitUsage();
}

EventRole DocumentReader::roleOf(QByteArrayView type) const
{
    const auto found = std::find_if(m_table->events.begin(),
                                    m_table->events.end(),
                                    [type](const EventRoleOf &each) { return each.type == type; });
    return found == m_table->events.end() ? EventRole::Work : found->role;
}

std::optional<ErrorKind> DocumentReader::kindOf(QByteArrayView type) const
{
    const auto found = std::find_if(m_table->errors.begin(),
                                    m_table->errors.end(),
                                    [type](const ErrorKindOf &each) { return each.type == type; });
    return found == m_table->errors.end() ? std::nullopt : std::optional(found->kind);
}

void DocumentReader::scalar(int path, const json::Scalar &value)
{
    if (value.type == json::Type::Null)
        return;
    const Field field = m_table->fields[std::size_t(path)].field;
    if (field == Field::EventType) {
        m_document.role = roleOf(value.text);
        m_isTouched |= m_document.role != EventRole::Work;
        return;
    }
    m_isTouched = true;
    if (field >= Field::Input && field <= Field::ThoughtBesideOutput) {
        m_document.hasCounts = true;
        if (value.type == json::Type::Number)
            tell(m_document.usage, field, value.count());
    } else if (field == Field::ThoughtText) {
        m_document.hasCounts = true;
        m_document.thoughtBytes += value.bytes;
    } else if (field == Field::Nested) {
        endNested();
    } else if (field == Field::ErrorCode && value.isWhole) {
        m_document.errorCode = value.text.toByteArray();
    } else if (value.type == json::Type::String && value.isWhole) {
        text(field, value.text);
    }
}

void DocumentReader::text(Field field, QByteArrayView text)
{
    if (text.isEmpty())
        return;
    switch (field) {
    case Field::Model:
        m_document.model = text.toByteArray();
        break;
    case Field::RequestId:
        m_document.requestId = text.toByteArray();
        break;
    case Field::FinishAndEnd:
        m_document.isEnd = true;
        [[fallthrough]];
    case Field::Finish:
        m_document.finishReason = text.toByteArray();
        break;
    case Field::FinishOfItem:
        if (m_document.itemFinishReason.isEmpty() && text != "in_progress")
            m_document.itemFinishReason = text.toByteArray();
        break;
    case Field::ItemType:
        m_document.itemIsMessage = text == "message";
        break;
    case Field::ItemStatus:
        m_document.itemStatus = text.toByteArray();
        break;
    case Field::ErrorType:
        m_document.errorType = text.toByteArray();
        [[fallthrough]];
    case Field::Error:
        m_document.isError = true;
        break;
    default:
        break;
    }
}

void DocumentReader::piece(int, QByteArrayView decoded)
{
    if (!m_nested)
        m_nested = std::make_unique<DocumentReader>(*m_table, *m_answer);
    std::array<char, 256> bytes{};
    qsizetype size = 0;
    for (const char character : decoded) {
        if (const auto byte = m_base64.feed(character))
            bytes.at(std::size_t(size++)) = *byte;
        if (size == qsizetype(bytes.size())) {
            m_nested->feed({bytes.data(), size});
            size = 0;
        }
    }
    m_nested->feed({bytes.data(), size});
}

void DocumentReader::endNested()
{
    m_document.isNested = true;
    m_base64 = Base64Decoder();
    if (m_nested)
        m_nested->endEvent();
}

void DocumentReader::begin(int path)
{
    m_isTouched = true;
    switch (m_table->fields[std::size_t(path)].field) {
    case Field::Error:
        m_document.isError = true;
        break;
    case Field::End:
        m_document.isEnd = true;
        break;
    case Field::Item:
        m_document.itemIsMessage = false;
        m_document.itemStatus.clear();
        break;
    default:
        break;
    }
}

void DocumentReader::end(int path)
{
    if (m_table->fields[std::size_t(path)].field == Field::Item && m_document.itemIsMessage
        && m_document.itemFinishReason.isEmpty())
        m_document.itemFinishReason = m_document.itemStatus;
}

void DocumentReader::documentEnded()
{
    ++m_documents;
    if (!m_document.isNested)
        commit();
    if (m_isTouched)
        m_document = Document();
    m_isTouched = false;
}

void DocumentReader::commit()
{
    if (m_isTouched) {
        commitUsage();
        commitTexts();
        commitError();
        m_answer->isTerminated |= m_document.isEnd;
    }
    applyEvent(m_document.role);
}

void DocumentReader::applyEvent(EventRole role)
{
    m_answer->isTerminated |= role == EventRole::End || role == EventRole::FailedEnd;
    if (role == EventRole::Work && !m_document.isError)
        m_answer->hasContent = true;
}

void DocumentReader::commitUsage()
{
    if (!m_document.hasCounts)
        return;
    TokenUsage &target = m_answer->usage;
    const TokenUsage &said = m_document.usage;
    commitCount(target.input, said.input);
    commitCount(target.output, said.output);
    commitCount(target.total, said.total);
    commitCount(target.thought, said.thought);
    commitCount(target.cacheRead, said.cacheRead);
    commitCount(target.cacheWrite, said.cacheWrite);
    commitCount(target.cacheWriteLong, said.cacheWriteLong);
    commitCount(target.toolPrompt, said.toolPrompt);
    if (said.input.source == Source::Reported)
        target.inputHoldsCacheRead = said.inputHoldsCacheRead;
    if (said.thought.source == Source::Reported)
        target.outputHoldsThought = said.outputHoldsThought;

    m_thoughtBytes += m_document.thoughtBytes;
    if (m_thoughtBytes > 0 && target.thought.source != Source::Reported)
        target.thought = {m_thoughtBytes / BytesPerThoughtToken, Source::Estimated};
}

void DocumentReader::commitTexts()
{
    if (m_answer->model.isEmpty() && !m_document.model.isEmpty()) {
        QByteArrayView model = m_document.model;
        if (model.startsWith(m_table->modelPrefix))
            model = model.sliced(m_table->modelPrefix.size());
        m_answer->model = model.toByteArray();
        ignore(Field::Model);
    }
    if (m_answer->requestId.isEmpty() && !m_document.requestId.isEmpty()) {
        m_answer->requestId = m_document.requestId;
        ignore(Field::RequestId);
    }
    if (!m_document.finishReason.isEmpty())
        m_answer->finishReason = m_document.finishReason;
    else if (m_answer->finishReason.isEmpty())
        m_answer->finishReason = m_document.itemFinishReason;
}

void DocumentReader::commitError()
{
    const bool hasFailed =
        m_document.role == EventRole::Error || m_document.role == EventRole::FailedEnd;
    if (!m_document.isError && !hasFailed)
        return;
    m_document.isError = true;
    if (m_document.role == EventRole::Error)
        m_answer->finishReason = "error";

    const auto byType = kindOf(m_document.errorType);
    const auto byCode = kindOf(m_document.errorCode);
    const bool codeSaysIt = byCode && !byType;
    BodyError error;
    error.type =
        codeSaysIt || m_document.errorType.isEmpty() ? m_document.errorCode : m_document.errorType;
    error.type.truncate(BodyError::MaxTypeBytes);
    error.kind = byType.value_or(byCode.value_or(kindOfStatus(m_document.errorCode.toInt())));
    m_answer->error = std::move(error);
}

void DocumentReader::applyError(QByteArrayView type)
{
    m_answer->error = {kindOf(type).value_or(ErrorKind::Other),
                       type.first(std::min(type.size(), BodyError::MaxTypeBytes)).toByteArray()};
}

/// What is known need not be looked for in events to come.
void DocumentReader::ignore(Field field)
{
    quint64 wanted = m_scanner.wanted();
    for (std::size_t path = 0; path < m_table->fields.size(); ++path) {
        if (m_table->fields[path].field == field)
            wanted &= ~(quint64(1) << path);
    }
    m_scanner.only(wanted);
}

} // namespace llmproxy::usage
