// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QHash>

#include <array>

namespace llmproxy::ratelimit {

/// What a counter counts for: all requests together, or those of one provider, model, API key or
/// user. In the order in which they are checked.
enum class Dimension : quint8 { Global, Provider, Model, Key, User };
inline constexpr std::array AllDimensions{
    Dimension::Global, Dimension::Provider, Dimension::Model, Dimension::Key, Dimension::User};

enum class Window : quint8 { Minute, Day };
inline constexpr std::array AllWindows{Window::Minute, Window::Day};
enum class Metric : quint8 { Requests, Tokens };
inline constexpr std::array AllMetrics{Metric::Requests, Metric::Tokens};

/// "global", "provider", "model", "key", "user".
QByteArrayView nameOf(Dimension dimension);
/// "minute", "day".
QByteArrayView nameOf(Window window);
/// "requests", "tokens".
QByteArrayView nameOf(Metric metric);

/// Requests and input tokens: what was counted, or how many are allowed.
struct Amounts
{
    qint64 requests = 0;
    qint64 tokens = 0;

    bool operator==(const Amounts &) const = default;
    qint64 of(Metric metric) const { return metric == Metric::Requests ? requests : tokens; }
};

/// The limits of one scope. 0: unlimited.
struct Limits
{
    Amounts minute;
    Amounts day;

    bool operator==(const Limits &) const = default;
    const Amounts &of(Window window) const { return window == Window::Minute ? minute : day; }
};

/// A change of limits: each number above 0 takes the place of the one below it; where there is
/// none, `unlimited` lifts the limit, else it stays.
struct Override
{
    Limits limits;
    bool unlimited = false;

    bool operator==(const Override &) const = default;
};
Limits changed(const Limits &base, const Override &by);

/// Which limits hold for whom. Immutable; shared by all threads.
struct Policy
{
    /// Log: denies nothing, only tells what it would have denied.
    enum class Mode : quint8 { Enforce, Log } mode = Mode::Enforce;
    std::array<Limits, AllDimensions.size()> defaults; ///< by dimension
    /// Of single providers, models, keys (as KeyDigest names them) and users: by dimension, by
    /// boundedName().
    std::array<QHash<QByteArray, Limits>, AllDimensions.size()> named;

    bool operator==(const Policy &) const = default;
    /// `name` is bounded, see boundedName().
    const Limits &limitsOf(Dimension dimension, const QByteArray &name) const;
};

} // namespace llmproxy::ratelimit
