// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/snapshot.h"

namespace llmproxy::storage {

inline constexpr int MaxOpenKeys = 50; ///< that a rollup names

/// Adds a key to its provider's status.
void add(circuit::ProviderStatus &status, const circuit::KeyStatus &key);

/// Puts the worst keys first, then those that failed last, and leaves out all but `maxKeys`.
void cutTo(circuit::ProviderStatus &status, int maxKeys);

} // namespace llmproxy::storage
