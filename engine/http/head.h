// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <functional>
#include <optional>
#include <variant>
#include <vector>

namespace llmproxy::http {

/// ASCII case-insensitive comparison (RFC 9110 §5.1).
inline bool equalsIgnoringCase(QByteArrayView left, QByteArrayView right)
{
    if (left.size() != right.size())
        return false;
    for (qsizetype i = 0; i < left.size(); ++i) {
        if (left[i] == right[i])
            continue;
        const auto lower = static_cast<unsigned char>(left[i] | 0x20);
        if ((left[i] ^ right[i]) != 0x20 || lower < 'a' || lower > 'z')
            return false;
    }
    return true;
}

/// A piece of the head's own bytes: offset and size in `raw`.
struct Slice
{
    quint32 at = 0;
    quint32 size = 0;

    bool operator==(const Slice &) const = default;
};

/// One header line; the line itself starts at `name.at` and ends with the CRLF behind `value`.
struct Field
{
    Slice name;
    Slice value; ///< without surrounding white space

    bool operator==(const Field &) const = default;
};

/// What a message head says, as it arrived: one buffer with the head's bytes (start line to the
/// empty line), and slices of it. Copies share the buffer. Nothing is decoded or re-ordered, so
/// a head can be forwarded with its spelling (RFC 9112 §2.1).
struct Head
{
    QByteArray raw;
    std::vector<Field> fields; ///< in the order received
    int minorVersion = 1;      ///< HTTP/1.x

    bool operator==(const Head &) const = default;

    QByteArrayView view(Slice slice) const
    {
        return QByteArrayView(raw).sliced(slice.at, slice.size);
    }
    QByteArrayView name(const Field &field) const { return view(field.name); }
    QByteArrayView value(const Field &field) const { return view(field.value); }

    /// The first field of that name, any case; nullopt if there is none.
    std::optional<QByteArrayView> find(QByteArrayView wanted) const;
    bool has(QByteArrayView wanted) const { return find(wanted).has_value(); }
    int count(QByteArrayView wanted) const;

    /// Does a list-valued field (any number of lines) hold `token`, any case? (RFC 9110 §5.6.1)
    bool listContains(QByteArrayView wanted, QByteArrayView token) const;
};

struct RequestHead : Head
{
    Slice methodSlice;
    Slice targetSlice; ///< the request-target, byte for byte

    bool operator==(const RequestHead &) const = default;

    QByteArrayView method() const { return view(methodSlice); }
    QByteArrayView target() const { return view(targetSlice); }
};

struct ResponseHead : Head
{
    int status = 0;

    bool operator==(const ResponseHead &) const = default;
};

/// How the body's end is found (RFC 9112 §6.3).
struct NoBody
{
    bool operator==(const NoBody &) const = default;
};
struct Sized
{
    qint64 bytes = 0;
    bool operator==(const Sized &) const = default;
};
struct Chunked
{
    bool operator==(const Chunked &) const = default;
};
struct UntilClose
{
    bool operator==(const UntilClose &) const = default;
};
using Framing = std::variant<NoBody, Sized, Chunked, UntilClose>;

/// Without leading and trailing spaces and tabs (OWS, RFC 9110 §5.6.3).
QByteArrayView trimmed(QByteArrayView text);

/// Is there an element of a comma-separated list that the predicate accepts? Empty elements are
/// passed over (RFC 9110 §5.6.1).
using ListPredicate = std::function<bool(QByteArrayView)>;
bool anyListElement(QByteArrayView list, const ListPredicate &predicate);

} // namespace llmproxy::http
