// SPDX-License-Identifier: MIT
#include "engine/proxy/usage_fields.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace llmproxy::proxy {

namespace {

constexpr qsizetype MaxTextBytes = 256;

/// Header lines in a buffer on the stack: they are put together for every answer.
// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): its buffer is written before it is read
class Lines
{
public:
    void add(QByteArrayView name, qint64 value)
    {
        begin(name);
        m_end = std::to_chars(m_end, m_end + 20, value).ptr;
        put("\r\n");
    }

    // Text from a body must not become a header line of its own: what is not visible ASCII is left
    // out.
    void add(QByteArrayView name, QByteArrayView value)
    {
        const bool isPlain =
            !value.isEmpty() && value.size() <= MaxTextBytes
            && std::all_of(value.begin(), value.end(), [](char c) { return c > 0x20 && c < 0x7f; });
        if (!isPlain)
            return;
        begin(name);
        put(value);
        put("\r\n");
    }

    QByteArray taken() const { return {m_bytes.data(), m_end - m_bytes.data()}; }

private:
    void begin(QByteArrayView name)
    {
        put(name);
        put(": ");
    }
    void put(QByteArrayView text) { m_end = std::copy(text.begin(), text.end(), m_end); }

    // Room for eleven lines: names of at most 24 bytes, seven numbers, three texts.
    std::array<char, 11 * 28 + 7 * 20 + 3 * MaxTextBytes> m_bytes;
    char *m_end = m_bytes.data();
};

} // namespace

QByteArray usageFields(const ProviderRoute &route,
                       const traffic::ExchangeRecord &record,
                       const usage::Answer &answer)
{
    const usage::TokenUsage &usage = answer.usage;
    if (usage.total.source == usage::Source::Unknown && usage.input.source == usage::Source::Unknown
        && usage.output.source == usage::Source::Unknown)
        return {};
    Lines lines;
    lines.add("X-LLM-Input-Tokens", usage.input.tokens);
    lines.add("X-LLM-Output-Tokens", usage.output.tokens);
    lines.add("X-LLM-Total-Tokens", usage.total.tokens);
    lines.add("X-LLM-Thought-Tokens", usage.thought.tokens);
    lines.add("X-LLM-Cache-Read-Tokens", usage.cacheRead.tokens);
    lines.add("X-LLM-Cache-Write-Tokens", usage.cacheWrite.tokens);
    lines.add("X-LLM-TTFB-MS", record.firstByte.value_or(Duration(0)).count());
    lines.add("X-LLM-Provider", route.name);
    lines.add("X-LLM-Model", answer.model.isEmpty() ? record.model : answer.model);
    lines.add("X-LLM-Request-ID", answer.requestId);
    return lines.taken();
}

QByteArrayView usageTrailerNames()
{
    return "Trailer: X-LLM-Input-Tokens, X-LLM-Output-Tokens, X-LLM-Total-Tokens, "
           "X-LLM-Thought-Tokens, X-LLM-Cache-Read-Tokens, X-LLM-Cache-Write-Tokens, "
           "X-LLM-TTFB-MS, X-LLM-Provider, X-LLM-Model, X-LLM-Request-ID\r\n";
}

} // namespace llmproxy::proxy
