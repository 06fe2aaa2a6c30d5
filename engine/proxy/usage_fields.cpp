// SPDX-License-Identifier: MIT
#include "engine/proxy/usage_fields.h"

#include <algorithm>

namespace llmproxy::proxy {

namespace {

void addNumber(QByteArray &out, QByteArrayView name, qint64 value)
{
    out.append(name.data(), name.size());
    out += ": " + QByteArray::number(value) + "\r\n";
}

// Text from a body must not become a header line of its own: what is not visible ASCII is left out.
void addText(QByteArray &out, QByteArrayView name, QByteArrayView value)
{
    const bool isPlain = !value.isEmpty() && std::all_of(value.begin(), value.end(), [](char c) {
        return c > 0x20 && c < 0x7f;
    });
    if (!isPlain)
        return;
    out.append(name.data(), name.size());
    out += ": ";
    out.append(value.data(), value.size());
    out += "\r\n";
}

} // namespace

QByteArray usageFields(const ProviderRoute &route,
                       const traffic::ExchangeRecord &record,
                       const usage::Answer &answer)
{
    const usage::TokenUsage &usage = answer.usage;
    if (usage.total.source == usage::Source::Unknown && usage.input.source == usage::Source::Unknown
        && usage.output.source == usage::Source::Unknown)
        return {};
    QByteArray out;
    out.reserve(400);
    addNumber(out, "X-LLM-Input-Tokens", usage.input.tokens);
    addNumber(out, "X-LLM-Output-Tokens", usage.output.tokens);
    addNumber(out, "X-LLM-Total-Tokens", usage.total.tokens);
    addNumber(out, "X-LLM-Thought-Tokens", usage.thought.tokens);
    addNumber(out, "X-LLM-Cache-Read-Tokens", usage.cacheRead.tokens);
    addNumber(out, "X-LLM-Cache-Write-Tokens", usage.cacheWrite.tokens);
    addNumber(out, "X-LLM-TTFB-MS", record.firstByte.value_or(Duration(0)).count());
    addText(out, "X-LLM-Provider", route.name);
    addText(out, "X-LLM-Model", answer.model.isEmpty() ? record.model : answer.model);
    addText(out, "X-LLM-Request-ID", answer.requestId);
    return out;
}

QByteArrayView usageTrailerNames()
{
    return "Trailer: X-LLM-Input-Tokens, X-LLM-Output-Tokens, X-LLM-Total-Tokens, "
           "X-LLM-Thought-Tokens, X-LLM-Cache-Read-Tokens, X-LLM-Cache-Write-Tokens, "
           "X-LLM-TTFB-MS, X-LLM-Provider, X-LLM-Model, X-LLM-Request-ID\r\n";
}

} // namespace llmproxy::proxy
