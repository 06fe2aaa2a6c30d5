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

/// Empty if Authorization is of another scheme, e.g. a signature.
QByteArrayView bearerToken(const http::RequestHead &head)
{
    constexpr QByteArrayView scheme = "Bearer ";
    const QByteArrayView value = head.find("Authorization").value_or(QByteArrayView());
    if (value.size() <= scheme.size()
        || !http::equalsIgnoringCase(value.first(scheme.size()), scheme))
        return {};
    return http::trimmed(value.sliced(scheme.size()));
}

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

Caller callerOf(const http::RequestHead &head, const CallerHints &hints, const KeyDigest &digest)
{
    const QByteArrayView token = bearerToken(head);
    QByteArray key = token.toByteArray();
    for (const char *name : {"x-api-key", "x-goog-api-key"}) {
        if (key.isEmpty())
            key = head.find(name).value_or(QByteArrayView()).toByteArray();
    }
    if (key.isEmpty())
        key = parameter(head.target(), "key");

    Caller caller;
    caller.key = digest.of(key);
    if (!key.isEmpty())
        caller.keyShown = maskedKey(key);
    caller.user = hints.metaUser;
    if (caller.user.isEmpty())
        caller.user = head.find("X-User-ID").value_or(QByteArrayView()).toByteArray();
    if (caller.user.isEmpty())
        caller.user = hints.bodyUser;
    if (caller.user.isEmpty())
        caller.user = parameter(head.target(), "llm_user_id");
    if (caller.user.isEmpty() && !token.isEmpty())
        caller.user = "token:" + caller.key.first(TokenDigits);
    if (caller.user.isEmpty())
        caller.user = userByAddress(head, hints);
    return caller;
}

} // namespace llmproxy::ratelimit
