// SPDX-License-Identifier: MIT
#pragma once

#include "engine/engine.h"
#include "engine/proxy/rules.h"

namespace llmproxy {

/// The configuration as the rules that exchanges go by. Reads certificate files. The error is for
/// people and names the key or the file.
Result<std::shared_ptr<const proxy::Rules>, QString> makeRules(const EngineSettings &settings);

} // namespace llmproxy
