// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/config.h"
#include "engine/ratelimit/identity.h"

namespace llmproxy {

/// The limits of the configuration as the limiter reads them: `limits` holds for all calls
/// together; each provider, model, key and user has `limits`, changed by `defaults_per`, changed
/// by its own override.
ratelimit::Policy limitPolicy(const config::RateLimiting &limiting,
                              const ratelimit::KeyDigest &digest);

} // namespace llmproxy
