// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace llmproxy::json {

/// The next quote or backslash, else `end`.
inline const char *findQuote(const char *at, const char *end)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    for (; end - at >= 16; at += 16) {
        __m128i bytes;
        std::memcpy(&bytes, at, sizeof bytes);
        const __m128i hits =
            _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
        if (const int mask = _mm_movemask_epi8(hits); mask != 0)
            return at + __builtin_ctz(unsigned(mask));
    }
#endif
    while (at != end && *at != '"' && *at != '\\')
        ++at;
    return at;
}

/// The next bracket or brace or quote, else `end`.
inline const char *findBracketOrQuote(const char *at, const char *end)
{
#ifdef __SSE2__
    // Brackets differ from braces by one bit, which no other byte shares with them.
    const __m128i caseBit = _mm_set1_epi8(0x20);
    const __m128i open = _mm_set1_epi8('{');
    const __m128i close = _mm_set1_epi8('}');
    const __m128i quote = _mm_set1_epi8('"');
    for (; end - at >= 16; at += 16) {
        __m128i bytes;
        std::memcpy(&bytes, at, sizeof bytes);
        const __m128i folded = _mm_or_si128(bytes, caseBit);
        const __m128i brackets =
            _mm_or_si128(_mm_cmpeq_epi8(folded, open), _mm_cmpeq_epi8(folded, close));
        const __m128i hits = _mm_or_si128(brackets, _mm_cmpeq_epi8(bytes, quote));
        if (const int mask = _mm_movemask_epi8(hits); mask != 0)
            return at + __builtin_ctz(unsigned(mask));
    }
#endif
    while (at != end && *at != '"' && (*at | 0x20) != '{' && (*at | 0x20) != '}')
        ++at;
    return at;
}

/// How many bytes begin a code point, in UTF-8 that may be cut or wrong.
inline qint64 countCodePoints(const char *at, const char *end)
{
    qint64 count = 0;
    for (; end - at >= 8; at += 8) {
        quint64 bytes = 0;
        std::memcpy(&bytes, at, sizeof bytes);
        // 10xxxxxx goes on, all else begins; the product adds the eight flags up.
        const quint64 goesOn = (bytes >> 7U) & ~(bytes >> 6U) & 0x0101010101010101U;
        count += 8 - qint64((goesOn * 0x0101010101010101U) >> 56U);
    }
    for (; at != end; ++at)
        count += (quint8(*at) & 0xC0U) != 0x80U;
    return count;
}

} // namespace llmproxy::json
