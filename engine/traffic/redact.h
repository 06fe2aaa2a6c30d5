// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

/// Masking of credentials, before a record, a log line, a metric or an export exists. What is
/// forwarded never passes through here. In doubt the functions hide too much.
namespace llmproxy::traffic {

/// Does a header of this name carry a credential? The well-known names, and by suspicion every
/// name with key, token, secret, auth, cred, session, cookie, signature or password in it,
/// but for names known to be harmless (rate limits, token counts, CORS).
bool isSecretHeader(QByteArrayView name);

/// Is there nothing to be masked in this value?
bool isShownAsItIs(QByteArrayView name, QByteArrayView value);

/// The value as it may be shown. Authorization keeps its scheme ("Bearer sk-…cdef"; of an AWS
/// signature also date, region and service of the scope). In values of other headers the
/// credentials of URLs are masked as by maskedTarget(), and so is the key in
/// Sec-WebSocket-Protocol (openai-insecure-api-key.<key>).
QByteArray maskedHeaderValue(QByteArrayView name, QByteArrayView value);

/// A request-target or URL with the values of secret query parameters and a user name and
/// password in front of the host masked; all else byte for byte. Names are matched in any case,
/// percent-encoded or not, and also in a URL that is itself the value of a parameter.
QByteArray maskedTarget(QByteArrayView target);

} // namespace llmproxy::traffic
