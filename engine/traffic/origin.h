// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_record.h"

#include <span>

namespace llmproxy::traffic {

/// Who answered an exchange. Exactly one of them holds.
enum class Origin : quint8 {
    Nobody,   ///< no answer, or none yet
    Upstream, ///< the provider
    Bypass,   ///< the provider, past the breaker as the caller wanted
    Proxy,    ///< the proxy itself, its breaker among others
    Limit,    ///< the proxy: a rate limit
    Test,     ///< the proxy: a test mode
};

/// "nobody", "upstream", …
QByteArrayView nameOf(Origin origin);
std::span<const Origin> allOrigins();

Origin originOf(const ExchangeRecord &record);

/// What else stands out about an exchange; any number of them hold.
enum class Flag : quint8 {
    Streaming,
    Tools, ///< it ended in order to have tools called, by the provider's word
    Retried,
    Blocked,  ///< by the breaker
    Probe,    ///< of the breaker
    Bypassed, ///< the breaker
    Limited,  ///< over a rate limit, refused or not
    Test,     ///< ran under a test mode
    Cached,   ///< some input came from the prompt cache
    Aborted,  ///< by the client
    Broken,   ///< off, by the upstream or for a time-out
    Error,    ///< a status from 400 on, or no whole answer
    Running,
};

struct FlagWords
{
    Flag flag = Flag::Error;
    QByteArrayView name;   ///< "streaming"
    QByteArrayView letter; ///< as the list of exchanges shows it, "S"; may be empty
    QByteArrayView phrase; ///< "a probe": what an exchange with it is
};
std::span<const FlagWords> allFlags();

bool hasFlag(const ExchangeRecord &record, Flag flag);

} // namespace llmproxy::traffic
