// SPDX-License-Identifier: MIT
#pragma once

#include "engine/json/scanner.h"
#include "engine/usage/answer_table.h"
#include "engine/usage/base64.h"

#include <memory>

namespace llmproxy::usage {

/// Reads the JSON documents of an answer (its body, or the data of its events) and adds to an
/// Answer what each of them says. A document counts once it is whole: of a faulty one nothing does.
class DocumentReader final : private json::Sink
{
public:
    /// Both are kept and must outlive the reader.
    DocumentReader(const AnswerTable &table, Answer &answer);

    void feed(QByteArrayView bytes) { m_scanner.feed(bytes, *this); }

    /// The same for the first bytes of an event. Those of a stream mostly begin alike, and what was
    /// read of the one before is not read again.
    void feedBegin(QByteArrayView bytes);

    /// The documents that follow are an event's, of this type unless they name their own.
    void beginEvent(QByteArrayView type);
    /// The event has ended; what of it is no whole document is dropped.
    void endEvent();

    /// The body has ended. Counts of a document that was cut off stand.
    void finishBody();

    json::Scanner::Status status() const { return m_scanner.status(); }

    EventRole roleOf(QByteArrayView type) const;
    /// An event came that is no document but says all by its type.
    void applyEvent(EventRole role);
    void applyError(QByteArrayView type);

    qint64 documents() const { return m_documents; } ///< that came whole

private:
    /// What the document that is read says so far.
    struct Document
    {
        TokenUsage usage;
        qint64 thoughtBytes = 0;
        QByteArray model;
        QByteArray requestId;
        QByteArray finishReason;
        QByteArray itemFinishReason;
        QByteArray itemStatus;
        QByteArray errorType;
        QByteArray errorCode;
        EventRole role = EventRole::Work;
        bool hasCounts = false;
        bool itemIsMessage = false;
        bool isError = false;
        bool isEnd = false;
        bool isNested = false; ///< the wrapping of one that has been read
    };

    void scalar(int path, const json::Scalar &value) override;
    void piece(int path, QByteArrayView decoded) override;
    void begin(int path) override;
    void end(int path) override;
    void documentEnded() override;

    void learnBegin(QByteArrayView bytes);
    void text(Field field, QByteArrayView text);
    void endNested();
    void commit();
    void commitUsage();
    void commitTexts();
    void commitError();
    void ignore(Field field);
    std::optional<ErrorKind> kindOf(QByteArrayView type) const;

    const AnswerTable *m_table;
    Answer *m_answer;
    json::Scanner m_scanner;
    json::Scanner m_behindBegin; ///< the scanner behind m_begin, if m_canResume
    std::array<char, 256> m_begin{};
    qsizetype m_beginSize = 0;
    int m_trials = 0; ///< in a row that showed nothing
    bool m_canResume = false;
    Document m_document;
    qint64 m_documents = 0;
    qint64 m_thoughtBytes = 0; ///< of all documents
    Base64Decoder m_base64;
    std::unique_ptr<DocumentReader> m_nested; ///< for what comes in base64
    bool m_isTouched = false;                 ///< m_document is not as new
};

} // namespace llmproxy::usage
