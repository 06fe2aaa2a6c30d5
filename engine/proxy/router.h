// SPDX-License-Identifier: MIT
#pragma once

#include "engine/proxy/rules.h"

#include <variant>

namespace llmproxy::proxy {

/// To a provider. `target` is the upstream's: the raw bytes behind the provider's segment, with
/// the base URL's path in front and without the proxy's own parameters.
struct ToProvider
{
    const ProviderRoute *route = nullptr;
    QByteArray target;
    QByteArray user; ///< of /meta/{user}/…, decoded; empty if none
};
struct ToHealth
{};
/// A provider that is configured but not enabled.
struct ToDisabled
{
    const ProviderRoute *route = nullptr;
};
struct ToNothing
{};
/// The target is no path of ours: a request that a proxy in front would send, or nonsense.
struct BadTarget
{};

using Route = std::variant<ToProvider, ToHealth, ToDisabled, ToNothing, BadTarget>;

/// Where a request-target leads. Works on the raw bytes: nothing is decoded but the user's name.
Route route(QByteArrayView target, const Rules &rules);

/// The target in origin-form, and the authority that an absolute-form named, if it did
/// (RFC 9112 §3.2).
struct OriginForm
{
    QByteArrayView target; ///< empty: neither origin- nor absolute-form
    std::optional<QByteArrayView> authority;
};
OriginForm originForm(QByteArrayView target);

} // namespace llmproxy::proxy
