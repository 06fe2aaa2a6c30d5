// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/head.h"

namespace llmproxy::http {

/// What callers tell the proxy itself, by a header field or, where an SDK lets them set none, by a
/// query parameter. A field that is not empty wins over the parameter; of several the first counts.
/// Values are trimmed, those of parameters decoded; empty: not told.
struct Markers
{
    QByteArray bypassCircuit; ///< X-LLM-Proxy-Bypass-Circuit, llm_proxy_bypass_circuit
    QByteArray bypassReason;  ///< X-LLM-Proxy-Bypass-Reason, llm_proxy_bypass_reason
    QByteArray testMode;      ///< X-LLM-Proxy-Test-Mode, llm_proxy_test_mode
    QByteArray timeoutMs;     ///< X-LLM-Proxy-Timeout-Ms, llm_proxy_timeout_ms

    bool operator==(const Markers &) const = default;
};

/// `head.target()` is looked at as the caller sent it.
Markers markersOf(const RequestHead &head);

/// Is this a field for the proxy alone (X-LLM-Proxy-…, any case)? None is forwarded.
bool isMarkerField(QByteArrayView name);

/// `target` without the query parameters that are the proxy's own, however they are escaped; all
/// else byte for byte. The '?' goes with the last of them.
QByteArray withoutOwnParameters(QByteArrayView target);

} // namespace llmproxy::http
