// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/head.h"
#include "engine/usage/answer_table.h"

#include <memory>

namespace llmproxy::usage {

/// Reads an answer's body on the side, as it passes. Memory is bounded whatever comes, and nothing
/// is allocated before a first byte that can be read. What cannot be read ends the reading, never
/// more. Lives in: the exchange. Not movable.
///
///     AnswerReader reader(vendor.answers(), responseHead);
///     reader.feed(bytes);          // any pieces, transfer coding taken off
///     reader.finish(complete);     // once; answer() is final then
class AnswerReader
{
public:
    /// `table` must outlive the reader; the head is not kept.
    AnswerReader(const AnswerTable &table, const http::ResponseHead &head);
    ~AnswerReader();
    AnswerReader(const AnswerReader &) = delete;
    AnswerReader &operator=(const AnswerReader &) = delete;

    void feed(QByteArrayView bytes);

    /// The body has ended; `complete`: as its framing says, not cut off.
    void finish(bool complete);

    /// What was said so far. Totals that follow from other counts are there after finish().
    const Answer &answer() const { return m_answer; }

private:
    class Body;

    const AnswerTable *m_table;
    QByteArray m_contentEncoding;
    Answer m_answer;
    std::unique_ptr<Body> m_body; ///< made at the first byte, gone when there is no more to read
    bool m_isDone = false;
};

} // namespace llmproxy::usage
