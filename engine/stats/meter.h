// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/event.h"
#include "engine/stats/cost_ledger.h"
#include "engine/stats/histogram.h"

#include <QMap>

#include <optional>
#include <tuple>

namespace llmproxy::stats {

/// An exchange that is done, as far as it is measured.
struct Measured
{
    QByteArray provider; ///< empty: none, a local path
    QByteArray model;    ///< empty: not known
    int status = 0;      ///< 0: nothing was answered
    QByteArray origin;   ///< who answered: one of few words of ours
    Duration total{0};
    std::optional<Duration> firstByte;
    std::optional<CostTotals> costs; ///< nullopt: it is not billed
};

struct ModelName
{
    QByteArray provider;
    QByteArray model;

    bool operator==(const ModelName &) const = default;
    bool operator<(const ModelName &other) const
    {
        return std::tie(provider, model) < std::tie(other.provider, other.model);
    }
};

struct AnswerKind
{
    int statusClass = 0; ///< 2 for 2xx; 0: none
    QByteArray origin;

    bool operator==(const AnswerKind &) const = default;
    bool operator<(const AnswerKind &other) const
    {
        return std::tie(statusClass, origin) < std::tie(other.statusClass, other.origin);
    }
};

struct ModelTotals
{
    QMap<AnswerKind, qint64> requests;
    Histogram total;
    Histogram firstByte;
    CostTotals costs;

    bool operator==(const ModelTotals &) const = default;
};

/// A kind of event of the circuit breaker; `reason` may be empty.
struct CircuitCount
{
    QByteArray name; ///< as DogStatsD has it, "circuit.opened"
    ModelName key;
    QByteArray reason;

    bool operator==(const CircuitCount &) const = default;
    bool operator<(const CircuitCount &other) const
    {
        return std::tie(name, key, reason) < std::tie(other.name, other.key, other.reason);
    }
};

/// A kind of rate limit that requests were over.
struct LimitCount
{
    QByteArray provider;
    QByteArray scope; ///< "global", "provider", "model", "key", "user"
    bool isEnforced = true;

    bool operator==(const LimitCount &) const = default;
    bool operator<(const LimitCount &other) const
    {
        return std::tie(provider, scope, isEnforced)
               < std::tie(other.provider, other.scope, other.isEnforced);
    }
};

/// What is counted since the engine started, for who collects it. A copy costs nothing until the
/// meter counts on.
struct Measurements
{
    QMap<ModelName, ModelTotals> models;
    QMap<CircuitCount, qint64> circuits;
    QMap<LimitCount, qint64> limits;

    bool operator==(const Measurements &) const = default;
};

/// Counts. Bounded: models beyond MaxModels count as OtherModel of their provider. One thread at a
/// time.
class Meter
{
public:
    static constexpr qsizetype MaxModels = 200;
    static constexpr qsizetype MaxCounts = 2000; ///< of each other kind
    static constexpr QByteArrayView OtherModel = "__other__";

    void add(const Measured &exchange);
    void add(const circuit::Event &event);
    void add(const LimitCount &limit);

    /// A copy of it ends what the meter remembers of it: the next count finds its place anew.
    Measurements measurements()
    {
        m_last = nullptr;
        return m_counts;
    }

private:
    ModelTotals &totalsOf(const QByteArray &provider, const QByteArray &model);
    ModelTotals &placeOf(ModelName name);

    Measurements m_counts;
    ModelName m_lastName;
    ModelTotals *m_last = nullptr; ///< of `m_lastName`: mostly it is the next one's, too
};

} // namespace llmproxy::stats
