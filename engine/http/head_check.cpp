// SPDX-License-Identifier: MIT
#include "engine/http/head_check.h"

#include <algorithm>
#include <array>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace llmproxy::http {

namespace {

constexpr quint8 InTarget = 1; ///< may stand in a request-target
constexpr quint8 InHost = 2;   ///< may stand in a host name or an address
constexpr quint8 Hex = 4;

constexpr std::array<quint8, 256> classTable()
{
    std::array<quint8, 256> table{};
    // A target is visible ASCII; fragment, backslash, quotes and the like never stand raw in it.
    for (std::size_t c = 0x21; c < 0x7f; ++c)
        table[c] = InTarget;
    for (const char c : {'#', '\\', '"', '<', '>', '^', '`'})
        table[static_cast<quint8>(c)] = 0;
    for (std::size_t c = '0'; c <= '9'; ++c)
        table[c] |= InHost | Hex;
    for (std::size_t c = 'a'; c <= 'z'; ++c) {
        table[c] |= InHost;
        table[c - 0x20] |= InHost;
    }
    for (std::size_t c = 'a'; c <= 'f'; ++c) {
        table[c] |= Hex;
        table[c - 0x20] |= Hex;
    }
    for (const char c : {'-', '.', '_', '~', ':'})
        table[static_cast<quint8>(c)] |= InHost;
    return table;
}

constexpr std::array<quint8, 256> Classes = classTable();

bool is(char c, quint8 wanted)
{
    return (Classes[static_cast<quint8>(c)] & wanted) != 0;
}

constexpr qsizetype BlockSize = 32;

/// In which of 32 bytes of a head stands what; the first byte is bit 0.
struct Marks
{
    quint32 cr = 0;
    quint32 lf = 0;
    quint32 blank = 0; ///< SP, HTAB
    quint32 nul = 0;
};

#ifdef __SSE2__
quint32 whereIs(char wanted, __m128i low, __m128i high)
{
    const __m128i all = _mm_set1_epi8(wanted);
    return static_cast<quint32>(_mm_movemask_epi8(_mm_cmpeq_epi8(low, all)))
           | static_cast<quint32>(_mm_movemask_epi8(_mm_cmpeq_epi8(high, all))) << 16;
}

Marks marksOf(const char *block)
{
    __m128i low;
    __m128i high;
    std::memcpy(&low, block, sizeof low);
    std::memcpy(&high, block + sizeof low, sizeof high);
    return {whereIs('\r', low, high),
            whereIs('\n', low, high),
            whereIs(' ', low, high) | whereIs('\t', low, high),
            whereIs('\0', low, high)};
}
#else
Marks marksOf(const char *block)
{
    Marks marks;
    for (int i = 0; i < BlockSize; ++i) {
        const quint32 bit = quint32(1) << i;
        marks.cr |= block[i] == '\r' ? bit : 0;
        marks.lf |= block[i] == '\n' ? bit : 0;
        marks.blank |= block[i] == ' ' || block[i] == '\t' ? bit : 0;
        marks.nul |= block[i] == '\0' ? bit : 0;
    }
    return marks;
}
#endif

// RFC 9112 §2.2: a bare CR or LF is read differently by different parsers; §5.2: so is a fold.
// Every LF has its CR in front, every CR its LF behind it, and no line begins with a blank. Checked
// for every head, so 32 bytes at a time.
bool hasCleanLines(QByteArrayView raw)
{
    quint32 crBefore = 0; // is the byte in front of the block one?
    quint32 lfBefore = 0;
    std::array<char, std::size_t(BlockSize)> tail{};
    for (qsizetype at = 0; at < raw.size(); at += BlockSize) {
        const char *block = raw.data() + at;
        if (raw.size() - at < BlockSize) {
            tail.fill('x');
            std::copy(block, raw.data() + raw.size(), tail.begin());
            block = tail.data();
        }
        const Marks marks = marksOf(block);
        if ((marks.cr << 1 | crBefore) != marks.lf
            || ((marks.lf << 1 | lfBefore) & marks.blank) != 0 || marks.nul != 0)
            return false;
        crBefore = marks.cr >> 31;
        lfBefore = marks.lf >> 31;
    }
    return raw.endsWith('\n');
}

bool isCleanTarget(QByteArrayView target)
{
    bool inPath = true; // a query may hold a broken escape: it is forwarded as it is
    for (qsizetype i = 0; i < target.size(); ++i) {
        const char c = target[i];
        if (!is(c, InTarget))
            return false;
        if (c == '?')
            inPath = false;
        if (c == '%' && inPath
            && (i + 2 >= target.size() || !is(target[i + 1], Hex) || !is(target[i + 2], Hex)))
            return false;
    }
    return true;
}

// Exactly "METHOD SP target SP HTTP/1.x" (RFC 9112 §3); llhttp passes over further spaces.
bool hasSingleSpaces(const RequestHead &head)
{
    const Slice method = head.methodSlice;
    const Slice target = head.targetSlice;
    return method.at == 0 && target.at == method.size + 1
           && QByteArrayView(head.raw).sliced(target.at + target.size).startsWith(" HTTP/");
}

/// A field that must not come twice.
struct Seen
{
    int times = 0;
    QByteArrayView value;

    void add(QByteArrayView next)
    {
        ++times;
        value = next;
    }
};

struct Counts
{
    Seen host;
    Seen length;
    Seen coding;
    int credentials = 0;
    QByteArrayView expectation;
    bool nominatesFraming = false;
    bool nameless = false;
};

// RFC 9110 §7.6.1: Connection names fields of this hop; nominating these is an attack on framing.
bool namesFraming(QByteArrayView connection)
{
    return anyListElement(connection, [](QByteArrayView token) {
        return equalsIgnoringCase(token, "host") || equalsIgnoringCase(token, "content-length")
               || equalsIgnoringCase(token, "transfer-encoding");
    });
}

void count(const Head &head, const Field &field, Counts &counts)
{
    const QByteArrayView name = head.name(field);
    const auto isCalled = [name](QByteArrayView other) { return equalsIgnoringCase(name, other); };
    switch (name.size()) {
    case 0:
        counts.nameless = true;
        break;
    case 4:
        if (isCalled("host"))
            counts.host.add(head.value(field));
        break;
    case 6:
        if (isCalled("expect"))
            counts.expectation = head.value(field);
        break;
    case 10:
        if (isCalled("connection"))
            counts.nominatesFraming |= namesFraming(head.value(field));
        break;
    case 13:
        if (isCalled("authorization"))
            ++counts.credentials;
        break;
    case 14:
        if (isCalled("content-length"))
            counts.length.add(head.value(field));
        break;
    case 17:
        if (isCalled("transfer-encoding"))
            counts.coding.add(head.value(field));
        break;
    default:
        break;
    }
}

Counts countFields(const Head &head)
{
    Counts counts;
    for (const Field &field : head.fields)
        count(head, field, counts);
    return counts;
}

bool isLength(QByteArrayView value)
{
    constexpr qsizetype mostDigits = 18; // fits into 63 bits
    return !value.isEmpty() && value.size() <= mostDigits
           && std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// RFC 9112 §6.1, §6.3: one Content-Length of digits, or one Transfer-Encoding that is "chunked".
ParseError checkFraming(const Counts &counts, int minorVersion)
{
    const bool hasLength = counts.length.times > 0;
    const bool hasCoding = counts.coding.times > 0;
    if (counts.nameless || counts.length.times > 1 || counts.coding.times > 1
        || counts.nominatesFraming || (hasLength && hasCoding))
        return ParseError::Malformed;
    if (hasLength && !isLength(counts.length.value))
        return ParseError::Malformed;
    if (hasCoding && minorVersion == 0)
        return ParseError::Malformed;
    if (hasCoding && !equalsIgnoringCase(counts.coding.value, "chunked"))
        return ParseError::UnsupportedCoding;
    return ParseError::None;
}

} // namespace

qsizetype endOfHead(QByteArrayView before, const char *data, qsizetype size)
{
    const char *at = data;
    const char *const end = data + size;
    // The byte that many in front of `position`, be it in `before`; a space where there is none.
    const auto back = [&](const char *position, qsizetype by) {
        const qsizetype index = (position - data) - by;
        if (index >= 0)
            return data[index];
        return before.size() + index >= 0 ? before[before.size() + index] : ' ';
    };
    while (at < end) {
        const auto *const newline =
            static_cast<const char *>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
        if (newline == nullptr)
            return 0;
        if (back(newline, 1) == '\r' && back(newline, 2) == '\n' && back(newline, 3) == '\r')
            return newline + 1 - data;
        at = newline + 1;
    }
    return 0;
}

namespace {

struct AuthorityParts
{
    QByteArrayView host;
    int port = 0;
};

std::optional<int> portOf(QByteArrayView digits)
{
    int port = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9' || port > 65535)
            return std::nullopt;
        port = port * 10 + (c - '0');
    }
    return port > 0 && port <= 65535 ? std::optional(port) : std::nullopt;
}

std::optional<AuthorityParts> splitAuthority(QByteArrayView text)
{
    const bool literal = text.startsWith('[');
    const qsizetype hostEnd = literal ? text.indexOf(']') + 1 : text.indexOf(':');
    if (text.isEmpty() || (literal && hostEnd < 3))
        return std::nullopt;
    AuthorityParts parts{text, 0};
    if (hostEnd >= 0 && hostEnd < text.size()) {
        const auto port = text[hostEnd] == ':' ? portOf(text.sliced(hostEnd + 1)) : std::nullopt;
        if (!port)
            return std::nullopt;
        parts = {text.first(hostEnd), *port};
    }
    const QByteArrayView name = literal ? parts.host.sliced(1, parts.host.size() - 2) : parts.host;
    const bool clean = !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) {
        return is(c, InHost);
    });
    return clean ? std::optional(parts) : std::nullopt;
}

} // namespace

std::optional<Authority> parseAuthority(QByteArrayView text)
{
    const auto parts = splitAuthority(text);
    if (!parts)
        return std::nullopt;
    return Authority{parts->host.toByteArray().toLower(), parts->port};
}

RequestCheck checkRequest(const RequestHead &head, int majorVersion, int minorVersion)
{
    if (majorVersion != 1 || minorVersion > 1)
        return {ParseError::UnsupportedVersion};
    if (!hasCleanLines(head.raw) || !hasSingleSpaces(head) || !isCleanTarget(head.target()))
        return {ParseError::Malformed};
    const Counts counts = countFields(head);
    // RFC 9112 §3.2: exactly one Host, and a valid one. HTTP/1.0 without one is refused too: the
    // checks against DNS rebinding need a name.
    if (counts.host.times != 1 || !splitAuthority(counts.host.value))
        return {ParseError::Malformed};
    if (counts.credentials > 1)
        return {ParseError::Malformed};
    if (const ParseError error = checkFraming(counts, minorVersion); error != ParseError::None)
        return {error};
    if (counts.expectation.isEmpty())
        return {};
    if (!equalsIgnoringCase(counts.expectation, "100-continue"))
        return {ParseError::UnknownExpectation};
    return {ParseError::None, minorVersion == 1};
}

ParseError checkResponse(const ResponseHead &head, int majorVersion, int minorVersion)
{
    if (majorVersion != 1 || minorVersion > 1)
        return ParseError::UnsupportedVersion;
    if (!hasCleanLines(head.raw) || head.status < 100)
        return ParseError::Malformed;
    return checkFraming(countFields(head), minorVersion);
}

} // namespace llmproxy::http
