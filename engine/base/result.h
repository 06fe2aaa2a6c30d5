// SPDX-License-Identifier: MIT
#pragma once

#include <tl/expected.hpp>

namespace llmproxy {

/// What a function that can fail in an expected way returns. E is an enum or a small struct of
/// the room that the function lives in. Nothing of ours throws.
template<class T, class E>
using Result = tl::expected<T, E>;

template<class E>
using Failure = tl::unexpected<E>;

} // namespace llmproxy
