// SPDX-License-Identifier: MIT
#include "engine/usage/answer_table.h"

#include <array>

namespace llmproxy::usage {

namespace {

json::Want wantedOf(Field field)
{
    switch (field) {
    case Field::ThoughtText:
        return json::Want::Length;
    case Field::Nested:
        return json::Want::Pieces;
    default:
        return json::Want::Text;
    }
}

} // namespace

json::Paths compile(std::span<const AnswerPath> fields)
{
    std::vector<json::Path> paths;
    for (const AnswerPath &field : fields)
        paths.push_back({field.path, wantedOf(field.field)});
    return json::Paths(paths);
}

void tell(TokenUsage &usage, Field field, qint64 tokens)
{
    static constexpr std::array Targets = {
        &TokenUsage::input,
        &TokenUsage::output,
        &TokenUsage::total,
        &TokenUsage::thought,
        &TokenUsage::cacheRead,
        &TokenUsage::cacheWrite,
        &TokenUsage::cacheWriteLong,
        &TokenUsage::toolPrompt,
    };
    if (field == Field::InputBesideCache) {
        usage.inputHoldsCacheRead = false;
        field = Field::Input;
    } else if (field == Field::ThoughtBesideOutput) {
        usage.outputHoldsThought = false;
        field = Field::Thought;
    }
    Q_ASSERT(field >= Field::Input && field <= Field::ToolPrompt);
    Count &target = usage.*Targets.at(std::size_t(field) - std::size_t(Field::Input));
    if (tokens > 0 || target.source != Source::Reported)
        target = {tokens, Source::Reported};
}

} // namespace llmproxy::usage
