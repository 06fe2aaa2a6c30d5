// SPDX-License-Identifier: MIT
#include "engine/cost/charge.h"

#include <algorithm>
#include <array>

namespace llmproxy::cost {

namespace {

using usage::Count;
using usage::Source;
using usage::TokenUsage;

constexpr std::array<QByteArrayView, 7> ClassNames{
    "input", "cache_read", "cache_write", "cache_write_long", "tool_prompt", "output", "thought"};
constexpr std::array<QByteArrayView, 3> LabelNames{"unknown", "estimated", "reported"};

bool isInput(TokenClass tokenClass)
{
    return tokenClass < TokenClass::Output;
}

bool isTold(const Count &count)
{
    return count.source != Source::Unknown;
}

bool holdsAny(const TokenUsage &usage)
{
    return isTold(usage.input) || isTold(usage.output) || isTold(usage.thought)
           || isTold(usage.cacheRead) || isTold(usage.cacheWrite) || isTold(usage.toolPrompt);
}

// Embeddings are answered without a word of output, and so are streams that were cut: it is known
// to be none only if it costs nothing or the total leaves no room for it.
bool isOutputMissing(const TokenUsage &usage, const TokenPrices &prices)
{
    if (isTold(usage.output) || prices.output == Money{})
        return false;
    return usage.total.source != Source::Reported
           || totalTokens(usage) > promptTokens(usage) + split(usage).thought;
}

bool isInputMissing(const TokenUsage &usage, const TokenPrices &prices)
{
    return !isTold(usage.input) && prices.input != Money{};
}

class Bill
{
public:
    void add(TokenClass tokenClass, qint64 tokens, Source source, Money perMillion)
    {
        if (tokens == 0)
            return;
        const Money amount = priceOf(tokens, perMillion);
        m_lines.append({tokenClass, tokens, source, perMillion, amount});
        m_total += amount;
        m_isReported = m_isReported && source == Source::Reported;
    }

    const QList<ChargeLine> &lines() const { return m_lines; }
    Money total() const { return m_total; }
    bool isReported() const { return m_isReported; }

private:
    QList<ChargeLine> m_lines;
    Money m_total;
    bool m_isReported = true;
};

// A part of an estimated whole is no surer than the whole.
Source lesser(Source left, Source right)
{
    return std::min(left, right);
}

Bill bill(TokenUsage usage, const TokenPrices &prices)
{
    // A guess at how much of the output was reasoning makes the sum no guess if both cost the same.
    const bool isGuess = usage.outputHoldsThought && usage.thought.source != Source::Reported;
    if (isGuess && prices.thought == prices.output)
        usage.thought = {};
    const TokenSplit parts = split(usage);
    const Source input = usage.input.source;
    const Source output = usage.output.source;
    const Source held = usage.inputHoldsCacheRead ? input : Source::Reported;
    const Source written = lesser(usage.cacheWrite.source, held);
    const Source thought =
        lesser(usage.thought.source, usage.outputHoldsThought ? output : Source::Reported);
    Bill made;
    made.add(TokenClass::Input, parts.input, input, prices.input);
    made.add(TokenClass::CacheRead,
             parts.cacheRead,
             lesser(usage.cacheRead.source, held),
             prices.cacheRead);
    made.add(TokenClass::CacheWrite, parts.cacheWrite, written, prices.cacheWrite);
    made.add(TokenClass::CacheWriteLong, parts.cacheWriteLong, written, prices.cacheWriteLong);
    made.add(TokenClass::ToolPrompt, parts.toolPrompt, usage.toolPrompt.source, prices.input);
    made.add(TokenClass::Output, parts.output, output, prices.output);
    made.add(TokenClass::Thought, parts.thought, thought, prices.thought);
    return made;
}

Money amountOf(const QList<ChargeLine> &lines, bool input)
{
    Money amount;
    for (const ChargeLine &line : lines) {
        if (isInput(line.tokenClass) == input)
            amount += line.amount;
    }
    return amount;
}

} // namespace

QByteArrayView nameOf(TokenClass tokenClass)
{
    return ClassNames.at(static_cast<std::size_t>(tokenClass));
}

QByteArrayView nameOf(Label label)
{
    return LabelNames.at(static_cast<std::size_t>(label));
}

Money Charge::inputAmount() const
{
    return amountOf(lines, true);
}

Money Charge::outputAmount() const
{
    return amountOf(lines, false);
}

Charge charge(const TokenUsage &usage, const std::optional<PriceMatch> &match)
{
    Charge made;
    if (!match || !holdsAny(usage))
        return made;
    const auto prices = match->pricing->pricesFor(match->name, promptTokens(usage));
    if (!prices)
        return made;
    const Bill sums = bill(usage, *prices);
    const bool isWhole = !isInputMissing(usage, *prices) && !isOutputMissing(usage, *prices);
    made.lines = sums.lines();
    made.total = sums.total();
    made.label =
        isWhole && sums.isReported() && !match->isEstimate ? Label::Reported : Label::Estimated;
    made.matchedModel = match->name;
    made.pricesAsOf = match->asOf;
    return made;
}

} // namespace llmproxy::cost
