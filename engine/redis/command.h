// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace llmproxy::redis {

/// A command as it is sent: an array of bulk strings, so arguments may hold any bytes.
QByteArray commandOf(const QByteArrayList &arguments);

/// A Lua script that Redis runs as one step. Compiled in from resources/redis.
class Script
{
public:
    explicit Script(QByteArray source);

    const QByteArray &source() const { return m_source; }
    const QByteArray &sha1() const { return m_sha1; } ///< hexadecimal, as EVALSHA takes it

private:
    QByteArray m_source;
    QByteArray m_sha1;
};

/// A script with what it is run on.
struct Call
{
    const Script *script = nullptr; ///< outlives the call
    QByteArrayList keys = {};       ///< all that it touches: on a cluster, of one hash slot
    QByteArrayList arguments = {};
};

/// By its digest alone, 40 bytes instead of the source; "NOSCRIPT" if the server has not seen it.
QByteArray byDigest(const Call &call);
/// With the source, which the server then knows.
QByteArray bySource(const Call &call);

} // namespace llmproxy::redis
