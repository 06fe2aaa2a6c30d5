// SPDX-License-Identifier: MIT
#include "engine/limit_policy.h"

#include <functional>

namespace llmproxy {

namespace {

using ratelimit::Dimension;

ratelimit::Override overrideOf(const config::RateLimits &limits)
{
    return {{{limits.requestsPerMinute, limits.tokensPerMinute},
             {limits.requestsPerDay, limits.tokensPerDay}},
            limits.unlimited};
}

} // namespace

ratelimit::Policy limitPolicy(const config::RateLimiting &limiting,
                              const ratelimit::KeyDigest &digest)
{
    ratelimit::Policy policy;
    policy.mode = limiting.mode == config::RateLimiting::Mode::Log
                      ? ratelimit::Policy::Mode::Log
                      : ratelimit::Policy::Mode::Enforce;
    const ratelimit::Limits global = overrideOf(limiting.limits).limits;
    policy.defaults.fill(global);
    using Name = std::function<QByteArray(const QByteArray &)>;
    const auto add = [&](Dimension dimension,
                         const config::RateLimits &defaults,
                         const config::RateLimiting::ByName &overrides,
                         const Name &nameOf) {
        const auto at = std::size_t(dimension);
        policy.defaults[at] = changed(global, overrideOf(defaults));
        for (auto one = overrides.cbegin(); one != overrides.cend(); ++one)
            policy.named[at][nameOf(one.key())] = changed(policy.defaults[at], overrideOf(*one));
    };
    const Name keyName = [&](const QByteArray &key) { return digest.of(key); };
    const config::RateLimiting::DefaultsPer &defaults = limiting.defaultsPer;
    add(Dimension::Provider, defaults.provider, limiting.perProvider, ratelimit::boundedName);
    add(Dimension::Model, defaults.model, limiting.perModel, ratelimit::boundedName);
    add(Dimension::Key, defaults.key, limiting.perKey, keyName);
    add(Dimension::User, defaults.user, limiting.perUser, ratelimit::boundedName);
    return policy;
}

} // namespace llmproxy
