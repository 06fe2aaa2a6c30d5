// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"

#include <cmath>

namespace llmproxy {

/// Hand-made states of the features: every state that a page has to be able to show. They only
/// set what they are about; `state.at` is now.
struct SampleStates
{
    using Snapshot = stats::EngineSnapshot;
    using EventType = circuit::EventType;

    static circuit::Cause cause(qint64 exchange, int status, circuit::FailureKind kind)
    {
        return {.exchange = exchange, .kind = kind, .status = status};
    }

    /// The breaker is on and knows of no failure.
    static void breakerOn(Snapshot &state)
    {
        state.breaksCircuits = true;
        state.circuitFacts.policy.rollupThreshold = 3;
        state.circuitFacts.testModesAllowed = true;
        state.circuitFacts.degradedSignal = "[LLM_PROXY_PROVIDER_DEGRADED]";
    }

    static circuit::KeyStatus failed(const Snapshot &state,
                                     const circuit::Key &key,
                                     int failures,
                                     std::chrono::seconds ago,
                                     int status)
    {
        circuit::KeyStatus made{.key = key, .failures = failures};
        for (int i = 0; i < failures; ++i)
            made.recent.append({state.at - ago - std::chrono::seconds(10) * i,
                                cause(100 + failures - i, status, circuit::FailureKind::Http503)});
        return made;
    }

    static void change(Snapshot &state,
                       std::chrono::seconds ago,
                       EventType type,
                       const circuit::Key &key,
                       circuit::Reason reason = circuit::Reason::None,
                       const QByteArray &by = {})
    {
        circuit::Event event{.type = type, .key = key, .reason = reason, .by = by};
        if (reason == circuit::Reason::Threshold || reason == circuit::Reason::ProbeFailed)
            event.cause = cause(105, 503, circuit::FailureKind::Http503);
        state.circuitChanges.append({state.at - ago, event});
    }

    /// openai closed with one failure, anthropic half-open, gemini open, bedrock forced open.
    static void mixedCircuits(Snapshot &state)
    {
        using namespace std::chrono_literals;
        using circuit::Reason;
        breakerOn(state);
        const circuit::Key gpt{"openai", "gpt-4o"};
        const circuit::Key opus{"anthropic", "claude-opus-4-1"};
        const circuit::Key pro{"gemini", "gemini-2.5-pro"};
        const circuit::Key flash{"gemini", "gemini-2.5-flash"};
        const circuit::Key bedrock = circuit::wholeProvider("bedrock");
        state.startedAt = state.at - 11min;

        auto openai = failed(state, gpt, 1, 57s, 500);
        auto half = failed(state, opus, 5, 310s, 529);
        half.failures = 0;
        half.state = circuit::State::HalfOpen;
        half.probing = true;
        half.openedAt = state.at - 305s;
        half.probeSince = state.at - 800ms;
        auto open = failed(state, pro, 5, 79s, 503);
        open.state = circuit::State::Open;
        open.openedAt = state.at - 79s;
        open.until = state.at + 221s;
        circuit::KeyStatus forced{.key = bedrock, .state = circuit::State::Open};
        forced.forcedBy = "dashboard";
        forced.until = state.at + 450s;
        forced.openedAt = state.at - 150s;
        const auto provider = [](const circuit::KeyStatus &first) {
            circuit::ProviderStatus made{.provider = first.key.provider, .state = first.state};
            made.failures = first.failures;
            made.keys.append(first);
            made.rollup.threshold = 3;
            made.rollup.window = 300s;
            return made;
        };
        state.circuits.providers = {
            provider(half), provider(forced), provider(open), provider(openai)};
        state.circuits.providers[2].rollup.count = 1;
        state.circuits.providers[2].rollup.openKeys = {pro};
        state.circuits.providers[2].keys.append(failed(state, flash, 2, 30s, 503));
        state.circuits.providers[2].cooldownUntil = open.until;

        change(state, 400s, EventType::Opened, pro, Reason::Threshold);
        change(state, 305s, EventType::Opened, opus, Reason::Threshold);
        change(state, 150s, EventType::Forced, bedrock, Reason::Forced, "dashboard");
        change(state, 95s, EventType::ProbeStarted, pro);
        change(state, 79s, EventType::ProbeFailed, pro);
        change(state, 79s, EventType::Opened, pro, Reason::ProbeFailed);
        change(state, 1s, EventType::ProbeStarted, opus);
        state.circuitBlocked = {{opus, 14}, {pro, 88}, {bedrock, 3}};
    }

    /// Enough of gemini's models are open: all of it is blocked, also what is closed itself.
    static void rollup(Snapshot &state)
    {
        mixedCircuits(state);
        circuit::ProviderStatus &gemini = state.circuits.providers[2];
        gemini.rollup.open = true;
        gemini.rollup.count = 3;
        gemini.rollup.openKeys.append(circuit::Key{"gemini", "gemini-2.0-flash"});
        gemini.rollup.openKeys.append(circuit::Key{"gemini", "gemini-1.5-pro"});
        change(state, std::chrono::seconds(60), EventType::RollupOpened, {"gemini", {}});
    }

    static void observeOnly(Snapshot &state)
    {
        mixedCircuits(state);
        state.circuitFacts.observesOnly = true;
    }

    static ratelimit::WindowUse use(const QByteArray &scope,
                                    ratelimit::Dimension dimension,
                                    ratelimit::Window window,
                                    const ratelimit::Amounts &used,
                                    const ratelimit::Amounts &limit)
    {
        ratelimit::WindowUse made;
        made.scope = scope;
        made.dimension = dimension;
        made.window = window;
        made.used = used;
        made.limit = limit;
        return made;
    }

    /// Fine, above 80 %, rejecting by the day, and without a limit.
    static void limits(Snapshot &state)
    {
        using ratelimit::Dimension;
        using ratelimit::Window;
        state.limitsRates = true;
        ratelimit::Snapshot &limits = state.limits;
        limits.at = state.at;
        limits.scopes = 5;
        limits.today.all = {4'812, 62};
        limits.windows = {
            use("global", Dimension::Global, Window::Minute, {240, 88'000}, {500, 100'000}),
            use("provider:openai",
                Dimension::Provider,
                Window::Minute,
                {122, 43'000},
                {500, 100'000}),
            use("model:gpt-4o", Dimension::Model, Window::Minute, {60, 28'000}, {500, 100'000}),
            use("key:sk-\xe2\x80\xa6"
                "3f2a",
                Dimension::Key,
                Window::Minute,
                {12, 12'000},
                {100, 0}),
            use("key:sk-\xe2\x80\xa6"
                "3f2a",
                Dimension::Key,
                Window::Day,
                {1'000, 900'000},
                {1'000, 0}),
            use("user:alice", Dimension::User, Window::Minute, {4, 3'000}, {0, 0})};
        limits.windows[0].held = {30, 5'000};
        limits.windows[1].held = {12, 2'000};
        for (int i = 0; i < 3; ++i) {
            ratelimit::DeniedCall call;
            call.at = state.at - std::chrono::seconds(20 * i);
            call.exchange = 308 - i;
            call.provider = "openai";
            call.model = "gpt-4o-mini";
            call.denial.scope = "key:sk-\xe2\x80\xa6"
                                "3f2a";
            call.denial.dimension = Dimension::Key;
            call.denial.window = Window::Day;
            call.denial.limit = 1'000;
            call.denial.retryAfter = std::chrono::seconds(41'884);
            limits.denials.append(call);
        }
    }

    static void noLimits(Snapshot &state)
    {
        limits(state);
        for (ratelimit::WindowUse &use : state.limits.windows)
            use.limit = {};
        state.limits.denials.clear();
    }

    static void testMode(Snapshot &state)
    {
        breakerOn(state);
        state.testModes = {{7,
                            "force_degraded",
                            "anthropic",
                            "dashboard",
                            std::nullopt,
                            state.at + std::chrono::seconds(252)}};
    }

    static stats::CostTotals totals(qint64 exchanges, qint64 input, qint64 output, qint64 nanoUsd)
    {
        stats::CostTotals made;
        made.exchanges = exchanges;
        made.input = input;
        made.cacheRead = input / 2;
        made.output = output;
        made.thought = output / 4;
        made.total = {nanoUsd};
        made.parts.input = {nanoUsd / 2};
        made.parts.cacheRead = {nanoUsd / 10};
        made.parts.output = {nanoUsd / 4};
        made.parts.thought = {nanoUsd - nanoUsd / 2 - nanoUsd / 10 - nanoUsd / 4};
        return made;
    }

    static void costs(Snapshot &state)
    {
        stats::Costs &costs = state.costs;
        costs.byModel = {{"claude-sonnet-4-5", totals(1'204, 2'400'000, 310'000, 9'870'000'000)},
                         {"gpt-4o", totals(2'811, 610'000, 88'000, 3'905'000'000)},
                         {"gemini-2.5-flash", totals(759, 140'000, 12'000, 435'000'000)},
                         {"our-own-model", totals(38, 9'000, 2'000, 0)}};
        costs.byModel["our-own-model"].unknown = 38;
        costs.all = totals(4'812, 3'159'000, 412'000, 14'210'000'000);
        costs.all.unknown = 38;
        costs.all.estimated = {120'000'000};
        costs.byProvider = {{"anthropic", costs.byModel["claude-sonnet-4-5"]},
                            {"openai", costs.byModel["gpt-4o"]}};
        costs.byUser = {{"", costs.all}};
        costs.byKey = {{"sk-\xe2\x80\xa6"
                        "3f2a",
                        costs.all}};
        const auto seconds = std::chrono::floor<std::chrono::days>(state.at).time_since_epoch();
        costs.byDay = {{QDate(1970, 1, 1).addDays(seconds.count()), costs.all}};
    }

    /// A quarter of an hour of answers and times.
    static void recent(Snapshot &state)
    {
        using stats::RecentTraffic;
        state.recent.clear();
        for (int i = 0; i < RecentTraffic::SlotCount; ++i) {
            stats::TrafficSlot slot;
            slot.from = state.at - RecentTraffic::SlotLength * (RecentTraffic::SlotCount - i);
            const double wave = std::sin(i * 0.11) + std::sin(i * 0.37) * 0.4;
            slot.answered = {static_cast<qint64>(42 + 22 * wave),
                             i > 140 ? 9 + i % 5 : 0,
                             i > 60 && i < 90 ? 6 + i % 3 : 0,
                             i > 168 ? 4 : 0,
                             0};
            slot.firstByteP50 = Duration(static_cast<qint64>(420 + 120 * wave));
            slot.firstByteP95 = Duration(static_cast<qint64>(1'300 + 500 * wave));
            state.recent.append(slot);
        }
        for (stats::ProviderStatus &provider : state.providers)
            provider.recent = {1'000, 4, 0, Duration(410)};
    }
};

} // namespace llmproxy
