// SPDX-License-Identifier: MIT
#include "engine/http/forwarding.h"

#include "engine/http/markers.h"

#include <algorithm>
#include <array>

namespace llmproxy::http {

namespace {

enum class Kind {
    Plain,
    Hop,
    Connection,
    Host,
    ContentLength,
    TransferEncoding,
    AcceptEncoding,
    Te,
    Trailer,
    Expect,
    Marker,
    Cors,
    CacheControl,
    Buffering,
};

bool startsWithIgnoringCase(QByteArrayView text, QByteArrayView prefix)
{
    return text.size() >= prefix.size() && equalsIgnoringCase(text.first(prefix.size()), prefix);
}

struct NamedKind
{
    QByteArrayView name;
    Kind kind = Kind::Plain;
};

constexpr auto NamedKinds = std::to_array<NamedKind>({
    {"te", Kind::Te},
    {"host", Kind::Host},
    {"expect", Kind::Expect},
    {"upgrade", Kind::Hop},
    {"trailer", Kind::Trailer},
    {"connection", Kind::Connection},
    {"keep-alive", Kind::Hop},
    {"cache-control", Kind::CacheControl},
    {"content-length", Kind::ContentLength},
    {"http2-settings", Kind::Hop},
    {"accept-encoding", Kind::AcceptEncoding},
    {"proxy-connection", Kind::Hop},
    {"transfer-encoding", Kind::TransferEncoding},
    {"x-accel-buffering", Kind::Buffering},
    {"proxy-authenticate", Kind::Hop},
    {"proxy-authorization", Kind::Hop},
});

// Which first letters (lower case) names of a size have that are not plain: most fields of a
// message are told apart from these by two look-ups.
constexpr std::size_t LongestNamed = 20;
constexpr std::array<quint32, LongestNamed> firstLetters()
{
    std::array<quint32, LongestNamed> letters{};
    for (const NamedKind &named : NamedKinds)
        letters[static_cast<std::size_t>(named.name.size())] |= 1U << (named.name[0] - 'a');
    return letters;
}
constexpr std::array<quint32, LongestNamed> FirstLetters = firstLetters();

Kind kindOf(QByteArrayView name)
{
    const auto size = static_cast<std::size_t>(name.size());
    const unsigned letter = (static_cast<unsigned char>(name[0]) | 0x20U) - 'a';
    if (size < LongestNamed && letter < 26 && (FirstLetters[size] >> letter & 1U) != 0) {
        for (const NamedKind &named : NamedKinds) {
            if (named.name.size() == name.size() && equalsIgnoringCase(named.name, name))
                return named.kind;
        }
    }
    if (letter == 'x' - 'a' && isMarkerField(name))
        return Kind::Marker;
    if (letter == 0 && startsWithIgnoringCase(name, "access-control-"))
        return Kind::Cors;
    return Kind::Plain;
}

void append(QByteArray &out, QByteArrayView text)
{
    out.append(text.data(), text.size());
}

/// Writes behind what `out` holds, into room made once: QByteArray::append() costs many times the
/// copy that it makes, and a head is put together of a dozen pieces.
class HeadWriter
{
public:
    /// `most`: bytes that will be put at most.
    HeadWriter(QByteArray &out, qsizetype most)
        : m_out(out)
        , m_at(out.size())
    {
        out.resize(m_at + most);
        m_bytes = out.data();
    }
    ~HeadWriter() { m_out.resize(m_at); }
    Q_DISABLE_COPY_MOVE(HeadWriter)

    void put(QByteArrayView text)
    {
        Q_ASSERT(m_at + text.size() <= m_out.size());
        std::copy_n(text.data(), text.size(), m_bytes + m_at);
        m_at += text.size();
    }

private:
    QByteArray &m_out;
    char *m_bytes = nullptr;
    qsizetype m_at;
};

/// Bytes of the lines that are ours to add: at most these, and their CRLFs.
constexpr qsizetype OwnLines = 160;

bool inSignedFields(QByteArrayView signedFields, QByteArrayView name)
{
    while (!signedFields.isEmpty()) {
        const qsizetype end = signedFields.indexOf(';');
        if (equalsIgnoringCase(end < 0 ? signedFields : signedFields.first(end), name))
            return true;
        if (end < 0)
            return false;
        signedFields = signedFields.sliced(end + 1);
    }
    return false;
}

/// Copies a head's lines, run by run: lines that stay are copied together with their neighbours.
class LineCopy
{
public:
    LineCopy(HeadWriter &out, const Head &head)
        : m_out(out)
        , m_head(head)
        , m_runStart(head.fields.empty() ? head.raw.size() - 2 : head.fields.front().name.at)
        , m_hasConnection(std::any_of(head.fields.begin(), head.fields.end(), [&](auto &field) {
            return field.name.size == 10 && equalsIgnoringCase(head.name(field), "connection");
        }))
    {}

    /// Leaves field `index` out; what stands before it is copied.
    void skip(std::size_t index)
    {
        copyUpTo(m_head.fields[index].name.at);
        m_runStart = index + 1 < m_head.fields.size() ? m_head.fields[index + 1].name.at
                                                      : m_head.raw.size() - 2;
    }

    void finish() { copyUpTo(m_head.raw.size() - 2); }

    /// Does a Connection line name this field as one of its hop?
    bool isNominated(const Field &field) const
    {
        return m_hasConnection && m_head.listContains("connection", m_head.name(field));
    }

private:
    void copyUpTo(qsizetype at)
    {
        m_out.put({m_head.raw.constData() + m_runStart, at - m_runStart});
    }

    HeadWriter &m_out;
    const Head &m_head;
    qsizetype m_runStart;
    bool m_hasConnection;
};

bool leavesRequest(Kind kind)
{
    switch (kind) {
    case Kind::Hop:
    case Kind::Connection:
    case Kind::Te:
    case Kind::Trailer:
    case Kind::Expect:
    case Kind::Marker:
        return true;
    default:
        return false;
    }
}

bool leavesResponse(Kind kind, const ResponseRules &rules)
{
    switch (kind) {
    case Kind::Hop:
    case Kind::Connection:
    case Kind::Te:
        return true;
    case Kind::Cors:
        return rules.dropsCors;
    case Kind::ContentLength:
    case Kind::TransferEncoding:
        return rules.delivery != Delivery::AsReceived;
    case Kind::Trailer: // what it announces still comes, unless there is no room for it
        return rules.delivery == Delivery::UntilClose;
    default:
        return false;
    }
}

} // namespace

void appendRequestHead(QByteArray &out, const RequestHead &head, const RequestRules &rules)
{
    HeadWriter to(out, head.raw.size() + rules.target.size() + rules.host.size() + OwnLines);
    to.put(head.method());
    to.put(" ");
    to.put(rules.target);
    to.put(" HTTP/1.1\r\n");
    LineCopy lines(to, head);
    bool namesEncoding = false;
    bool wantsTrailers = false;
    for (std::size_t i = 0; i < head.fields.size(); ++i) {
        const Field &field = head.fields[i];
        const Kind kind = kindOf(head.name(field));
        if (kind == Kind::Host) {
            lines.skip(i);
            to.put("Host: ");
            to.put(rules.host);
            to.put("\r\n");
            continue;
        }
        // RFC 9110 §10.1.4: of TE only "trailers" may go on, and a weight makes it another thing.
        if (kind == Kind::Te)
            wantsTrailers |= head.listContains("te", "trailers");
        const bool leaves = leavesRequest(kind) || lines.isNominated(field);
        if (leaves
            && (rules.signedFields.isEmpty()
                || !inSignedFields(rules.signedFields, head.name(field))))
            lines.skip(i);
        else
            namesEncoding |= kind == Kind::AcceptEncoding;
    }
    lines.finish();
    if (wantsTrailers)
        to.put("TE: trailers\r\nConnection: TE\r\n");
    if (rules.addIdentity && !namesEncoding)
        to.put("Accept-Encoding: identity\r\n");
    to.put("\r\n");
}

void appendResponseHead(QByteArray &out, const ResponseHead &head, const ResponseRules &rules)
{
    const qsizetype lineEnd = head.raw.indexOf('\n') + 1;
    HeadWriter to(out, head.raw.size() + rules.added.size() + OwnLines);
    to.put("HTTP/1.1");
    to.put({head.raw.constData() + 8, lineEnd - 8});
    LineCopy lines(to, head);
    bool hasCacheControl = false;
    bool hasBuffering = false;
    for (std::size_t i = 0; i < head.fields.size(); ++i) {
        const Field &field = head.fields[i];
        const Kind kind = kindOf(head.name(field));
        if (leavesResponse(kind, rules) || lines.isNominated(field)) {
            lines.skip(i);
            continue;
        }
        hasCacheControl |= kind == Kind::CacheControl;
        hasBuffering |= kind == Kind::Buffering;
    }
    lines.finish();
    if (rules.delivery == Delivery::Rechunked)
        to.put("Transfer-Encoding: chunked\r\n");
    if (rules.isEventStream && !hasCacheControl)
        to.put("Cache-Control: no-cache\r\n");
    if (rules.isEventStream && !hasBuffering)
        to.put("X-Accel-Buffering: no\r\n");
    to.put(rules.added);
    if (rules.closes)
        to.put("Connection: close\r\n");
    to.put("\r\n");
}

QByteArray forwardableTrailers(QByteArrayView trailers)
{
    static constexpr auto forbidden = std::to_array<QByteArrayView>({"authorization",
                                                                     "content-encoding",
                                                                     "content-length",
                                                                     "content-range",
                                                                     "content-type",
                                                                     "cookie",
                                                                     "host",
                                                                     "set-cookie",
                                                                     "trailer",
                                                                     "x-api-key",
                                                                     "x-goog-api-key"});
    QByteArray kept;
    while (!trailers.isEmpty()) {
        const qsizetype end = trailers.indexOf('\n') + 1;
        const QByteArrayView line = trailers.first(end);
        trailers = trailers.sliced(end);
        const qsizetype colon = line.indexOf(':');
        const QByteArrayView name = line.first(std::max<qsizetype>(colon, 0));
        const bool isName = !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) {
            return c > 0x20 && c < 0x7f;
        });
        const bool isForbidden =
            !isName || kindOf(name) != Kind::Plain
            || std::any_of(forbidden.begin(), forbidden.end(), [&](QByteArrayView other) {
                   return equalsIgnoringCase(name, other);
               });
        if (!isForbidden)
            append(kept, line);
    }
    return kept;
}

QByteArrayView signedFields(QByteArrayView authorization)
{
    if (!authorization.startsWith("AWS4-"))
        return {};
    static constexpr QByteArrayView mark = "SignedHeaders=";
    const qsizetype at = authorization.indexOf(mark);
    if (at < 0)
        return {};
    const QByteArrayView rest = authorization.sliced(at + mark.size());
    const auto *const end =
        std::find_if(rest.begin(), rest.end(), [](char c) { return c == ',' || c == ' '; });
    return rest.first(end - rest.begin());
}

} // namespace llmproxy::http
