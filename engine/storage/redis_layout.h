// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/key.h"
#include "engine/ratelimit/limits.h"

#include <QByteArrayList>

namespace llmproxy::storage {

/// How the shared state's keys are named. The breaker's are those of the program's predecessor, so
/// that both can work on one Redis, and a few more; with `forCluster` the provider's name is in
/// braces, which puts all that one script touches into one hash slot:
///
///   llm:cb:failures:openai:gpt-4o      llm:cb:failures:{openai}:gpt-4o
///
/// Those of the limits are all in one slot; they hold no name of a caller, key or model, but a
/// digest of it: llm:rl:{limits}:min:29926000:user:<digest>.
struct RedisLayout
{
    QByteArray nameSpace = "llm";
    bool forCluster = false;

    /// The hash tag of the limits' keys; those of a breaker have the provider.
    static inline const QByteArray LimitsTag = "limits";

    /// What the breaker scripts take as KEYS.
    QByteArrayList breakerKeys(const circuit::Key &key) const;
    /// Whole providers that a person closed off.
    QByteArray holdKey(QByteArrayView provider) const;
    /// `number`: of the window, since 1970. `name`: what may be seen there.
    QByteArray windowKey(ratelimit::Window window,
                         qint64 number,
                         ratelimit::Dimension dimension,
                         const QByteArray &name) const;
    QByteArray aliveKey() const;
};

} // namespace llmproxy::storage
