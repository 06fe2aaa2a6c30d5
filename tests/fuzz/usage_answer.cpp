// SPDX-License-Identifier: MIT
// The input's first byte chooses the vendor, the second the Content-Type, the third the
// Content-Encoding and whether the body is complete; the rest is the body.
#include "engine/providers/provider.h"
#include "engine/usage/answer_reader.h"
#include "tests/fuzz/property.h"
#include "tests/support/parsed_head.h"

using namespace llmproxy;

namespace {

constexpr std::array<const char *, 5> Types{"text/event-stream",
                                            "application/json",
                                            "application/vnd.amazon.eventstream",
                                            "application/x-ndjson",
                                            "text/html"};
// Not br: what its library gives of a faulty body hangs on the cut.
constexpr std::array<const char *, 3> Encodings{"identity", "gzip", "zstd"};

/// No text of a body may be longer in an answer; generous, for what matters is that one holds.
constexpr qsizetype MaxText = 1024;

template<class List>
auto chosen(const List &list, char byte)
{
    return list[quint8(byte) % list.size()];
}

usage::Answer answer(const usage::AnswerTable &table,
                     const http::ResponseHead &head,
                     const std::vector<QByteArrayView> &pieces,
                     bool complete)
{
    usage::AnswerReader reader(table, head);
    for (const QByteArrayView piece : pieces)
        reader.feed(piece);
    reader.finish(complete);
    usage::Answer answer = reader.answer();
    reader.feed("data: {\"usage\":{\"prompt_tokens\":1}}\n\n");
    fuzz::require(reader.answer() == answer, "nothing is read behind the end");
    return answer;
}

void checkBounds(const usage::Answer &answer)
{
    const usage::TokenUsage &usage = answer.usage;
    for (const usage::Count *count : {&usage.input,
                                      &usage.output,
                                      &usage.total,
                                      &usage.thought,
                                      &usage.cacheRead,
                                      &usage.cacheWrite,
                                      &usage.cacheWriteLong,
                                      &usage.toolPrompt}) {
        fuzz::require(count->tokens >= 0, "counts are not negative");
        fuzz::require(count->source != usage::Source::Unknown || count->tokens == 0,
                      "what nobody said is 0");
    }
    fuzz::require(answer.model.size() <= MaxText && answer.requestId.size() <= MaxText
                      && answer.finishReason.size() <= MaxText,
                  "texts are bounded");
    fuzz::require(!answer.error || answer.error->type.size() <= usage::BodyError::MaxTypeBytes,
                  "the error's type is bounded");
}

} // namespace

void fuzz::check(QByteArrayView input)
{
    if (input.size() < 3)
        return;
    const providers::Provider provider = chosen(providers::all(), input[0]);
    const QByteArray fields = QByteArray("Content-Type: ") + chosen(Types, input[1])
                              + "\r\nContent-Encoding: " + chosen(Encodings, input[2]) + "\r\n";
    const bool complete = quint8(input[2]) < 128;
    const http::ResponseHead head = test::responseHead(fields);

    const auto pieceLists = cuts(input.sliced(3));
    const usage::Answer whole = answer(provider.answers(), head, pieceLists.front(), complete);
    checkBounds(whole);
    for (const auto &pieces : pieceLists)
        require(answer(provider.answers(), head, pieces, complete) == whole,
                "the answer is the same, however the body is cut");
}
