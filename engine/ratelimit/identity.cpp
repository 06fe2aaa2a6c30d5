// SPDX-License-Identifier: MIT
#include "engine/ratelimit/identity.h"

#include "engine/base/masked_key.h"
#include "engine/http/ip_literal.h"

#include <QMessageAuthenticationCode>

#include <utility>

namespace llmproxy::ratelimit {

namespace {

constexpr qsizetype DigestBytes = 16;
constexpr qsizetype TokenDigits = 16;

/// The decoded value of the query's first parameter of that name; empty if there is none.
QByteArray parameter(QByteArrayView target, QByteArrayView name)
{
    qsizetype at = target.indexOf('?');
    while (at >= 0) {
        const QByteArrayView rest = target.sliced(at + 1);
        const qsizetype end = rest.indexOf('&');
        const QByteArrayView pair = end < 0 ? rest : rest.first(end);
        if (pair.size() > name.size() && pair.startsWith(name) && pair[name.size()] == '=')
            return QByteArray::fromPercentEncoding(pair.sliced(name.size() + 1).toByteArray());
        at = end < 0 ? end : at + 1 + end;
    }
    return {};
}

/// What a head says of who sent it, found in one pass over its fields: this runs for each request.
/// Borrowed; the first field of a name counts.
struct Sender
{
    explicit Sender(const http::RequestHead &head)
    {
        for (const http::Field &field : head.fields) {
            if (field.name.size == 13)
                take(token, head, field, "authorization");
            else if (field.name.size == 9)
                takeKeyOrUser(head, field);
            else if (field.name.size == 14)
                take(googleKey, head, field, "x-goog-api-key");
        }
        token = bearer(token);
    }

    QByteArrayView key() const
    {
        if (!token.isEmpty())
            return token;
        return apiKey.isEmpty() ? googleKey : apiKey;
    }

    QByteArrayView token; ///< of Authorization: Bearer
    QByteArrayView apiKey;
    QByteArrayView googleKey;
    QByteArrayView user; ///< X-User-ID

private:
    void takeKeyOrUser(const http::RequestHead &head, const http::Field &field)
    {
        take(apiKey, head, field, "x-api-key");
        take(user, head, field, "x-user-id");
    }

    static void take(QByteArrayView &value,
                     const http::RequestHead &head,
                     const http::Field &field,
                     QByteArrayView name)
    {
        if (value.isEmpty() && http::equalsIgnoringCase(head.name(field), name))
            value = head.value(field);
    }

    /// Empty if Authorization is of another scheme, e.g. a signature.
    static QByteArrayView bearer(QByteArrayView value)
    {
        constexpr QByteArrayView scheme = "Bearer ";
        if (value.size() <= scheme.size()
            || !http::equalsIgnoringCase(value.first(scheme.size()), scheme))
            return {};
        return http::trimmed(value.sliced(scheme.size()));
    }
};

/// The text as an address: without brackets, a port, or the prefix of a mapped IPv4 address.
/// Empty if it is none.
QByteArrayView address(QByteArrayView text)
{
    constexpr QByteArrayView mapped = "::ffff:";
    text = http::trimmed(text);
    if (!http::parseIpLiteral(text)) {
        text = text.first(std::max(text.lastIndexOf(':'), qsizetype(0)));
        if (!http::parseIpLiteral(text))
            return {};
    }
    if (text.startsWith('['))
        text = text.sliced(1).chopped(1);
    return text.startsWith(mapped) && text.contains('.') ? text.sliced(mapped.size()) : text;
}

/// A proxy in front appends whom it got the request from; what stands before that, anybody may
/// have written.
QByteArrayView forwardedAddress(const http::RequestHead &head)
{
    const QByteArrayView chain = head.find("X-Forwarded-For").value_or(QByteArrayView());
    const QByteArrayView last = address(chain.sliced(chain.lastIndexOf(',') + 1));
    return last.isEmpty() ? address(head.find("X-Real-IP").value_or(QByteArrayView())) : last;
}

QByteArray userByAddress(const http::RequestHead &head, const CallerHints &hints)
{
    QByteArrayView from = hints.trustsForwarded ? forwardedAddress(head) : QByteArrayView();
    if (from.isEmpty())
        from = address(hints.peer);
    return from.isEmpty() ? QByteArray() : "ip:" + from.toByteArray();
}

} // namespace

KeyDigest::KeyDigest(QByteArray secret)
    : m_secret(std::move(secret))
{
    Q_ASSERT(!m_secret.isEmpty());
}

QByteArray KeyDigest::of(QByteArrayView key) const
{
    if (key.isEmpty())
        return {};
    return QMessageAuthenticationCode::hash(QByteArray::fromRawData(key.data(), key.size()),
                                            m_secret,
                                            QCryptographicHash::Sha256)
        .first(DigestBytes)
        .toHex();
}

QByteArray KeyNames::of(QByteArrayView key)
{
    if (key.isEmpty())
        return {};
    const auto size = static_cast<std::size_t>(key.size());
    const std::array hashes{qHashBits(key.data(), size, m_seeds[0]),
                            qHashBits(key.data(), size, m_seeds[1])};
    Known &known = m_known[hashes[0] % MostKnown];
    if (known.hashes != hashes || known.name.isEmpty())
        known = {hashes, m_digest.of(key)};
    return known.name;
}

namespace {

/// Borrowed from the head, or `decoded` where it stood in the query.
QByteArrayView keyOf(const http::RequestHead &head, const Sender &sender, QByteArray &decoded)
{
    const QByteArrayView key = sender.key();
    if (!key.isEmpty())
        return key;
    decoded = parameter(head.target(), "key");
    return decoded;
}

QByteArray namedUser(const http::RequestHead &head, const Sender &sender, const CallerHints &hints)
{
    if (!hints.metaUser.isEmpty())
        return hints.metaUser;
    if (!sender.user.isEmpty())
        return sender.user.toByteArray();
    return hints.bodyUser.isEmpty() ? parameter(head.target(), "llm_user_id") : hints.bodyUser;
}

Caller shown(QByteArrayView key, QByteArray user)
{
    return {.key = {},
            .keyShown = key.isEmpty() ? QByteArray() : maskedKey(key),
            .user = std::move(user)};
}

} // namespace

Caller callerOf(const http::RequestHead &head, const CallerHints &hints, KeyNames &names)
{
    const Sender sender(head);
    QByteArray decoded;
    const QByteArrayView key = keyOf(head, sender, decoded);
    Caller caller = shown(key, namedUser(head, sender, hints));
    caller.key = names.of(key);
    if (caller.user.isEmpty() && !sender.token.isEmpty())
        caller.user = "token:" + caller.key.first(TokenDigits);
    if (caller.user.isEmpty())
        caller.user = userByAddress(head, hints);
    return caller;
}

Caller shownCallerOf(const http::RequestHead &head, const CallerHints &hints)
{
    const Sender sender(head);
    QByteArray decoded;
    return shown(keyOf(head, sender, decoded), namedUser(head, sender, hints));
}

} // namespace llmproxy::ratelimit
