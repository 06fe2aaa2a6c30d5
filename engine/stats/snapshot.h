// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/circuit/snapshot.h"
#include "engine/ratelimit/snapshot.h"
#include "engine/stats/circuit_history.h"
#include "engine/stats/costs.h"
#include "engine/stats/recent_traffic.h"
#include "engine/stats/store_status.h"

#include <QByteArray>
#include <QList>

#include <optional>

namespace llmproxy::stats {

/// An address the engine accepts connections on, e.g. "127.0.0.1" and 9002.
struct Listener
{
    QByteArray address;
    quint16 port = 0;

    bool operator==(const Listener &) const = default;
};

/// One provider as the window and /health show it.
struct ProviderStatus
{
    QByteArray name;    ///< the route's first segment, e.g. "openai"
    QByteArray type;    ///< openai, anthropic, gemini or bedrock
    QByteArray baseUrl; ///< where requests go, e.g. "https://api.openai.com"
    bool enabled = true;
    qint64 requests = 0;
    qint64 failed = 0; ///< ended by the upstream or a timeout, or answered 5xx
    qint64 inFlight = 0;
    ProviderTraffic recent = {}; ///< over the last 15 minutes

    bool operator==(const ProviderStatus &) const = default;
};

/// Counters since the engine started. Requests count when their head is complete.
struct Totals
{
    qint64 requests = 0;
    qint64 inFlight = 0;
    qint64 connections = 0;  ///< open client connections
    qint64 succeeded = 0;    ///< answered below 400
    qint64 clientErrors = 0; ///< answered 4xx
    qint64 serverErrors = 0; ///< answered 5xx, or broken off
    qint64 streamed = 0;     ///< answers that streamed
    qint64 bytesIn = 0;      ///< request bodies, bytes
    qint64 bytesOut = 0;     ///< response bodies, bytes
    qint64 recordsDropped = 0;
    qint64 bodiesDropped = 0; ///< exchanges of which part of a body was not kept for want of time

    bool operator==(const Totals &) const = default;
};

/// How one place that cost records go to fares.
struct TransportStatus
{
    QByteArray name;      ///< for people: "file logs/costs.jsonl", "datadog localhost:8125"
    qint64 written = 0;   ///< records; over UDP packets, each with several metrics
    qint64 dropped = 0;   ///< of these: lost
    QByteArray lastError; ///< empty: none so far, or it works again

    bool operator==(const TransportStatus &) const = default;
};

/// How the history on disk fares.
struct HistoryStatus
{
    bool enabled = false;
    bool paused = false;
    QByteArray path;           ///< of the database
    qint64 records = 0;        ///< that are stored
    qint64 bytes = 0;          ///< on disk, of all its files
    qint64 droppedRecords = 0; ///< not stored, as the disk or the database could not take them
    qint64 droppedBodies = 0;  ///< of exchanges that were stored without them
    QByteArray lastError;      ///< for people; empty: none so far, or it works again

    bool operator==(const HistoryStatus &) const = default;
};

/// A test mode that is switched on for traffic.
struct TestModeStatus
{
    qint64 id = 0;
    QByteArray mode;  ///< "force_degraded"
    QByteArray scope; ///< "all", "openai", "openai:gpt-4o"
    QByteArray by;
    std::optional<qint64> requestsLeft;
    std::optional<TimePoint> until; ///< neither: until it is switched off

    bool operator==(const TestModeStatus &) const = default;
};

/// By which rules the breaker goes, as far as they are shown.
struct CircuitFacts
{
    circuit::Policy policy;
    bool observesOnly = false;     ///< mode log: nothing is refused
    bool testModesAllowed = false; ///< test modes can be switched on
    QByteArray degradedSignal;     ///< what a degraded answer says, in its body

    bool operator==(const CircuitFacts &) const = default;
};

/// All the window knows of the engine, published some times a second; never changed once made.
struct EngineSnapshot
{
    TimePoint at;
    TimePoint startedAt;
    bool running = false;
    bool demo = false;
    int workers = 0;
    QList<Listener> listeners; ///< IPv4 first
    QList<ProviderStatus> providers;
    Totals totals;
    Costs costs; ///< since the engine started
    QList<TransportStatus> transports;
    HistoryStatus history;
    bool breaksCircuits = false; ///< the breaker is on
    CircuitFacts circuitFacts = {};
    circuit::Snapshot circuits;
    QList<CircuitChange> circuitChanges; ///< since the engine started, oldest first
    QHash<circuit::Key, qint64>
        circuitBlocked; ///< calls refused; in mode log: that would have been
    StoreStatus circuitStore;
    QList<TestModeStatus> testModes; ///< that are switched on
    bool limitsRates = false;
    ratelimit::Snapshot limits;
    StoreStatus limitStore;
    QList<TrafficSlot> recent; ///< the last 15 minutes, oldest first

    bool operator==(const EngineSnapshot &) const = default;
};

} // namespace llmproxy::stats
