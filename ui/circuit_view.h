// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"
#include "ui/fuse.h"
#include "ui/state_strip.h"

#include <QCoreApplication>
#include <QString>

#include <optional>

namespace llmproxy::ui {

/// A failure that a key remembers.
struct Pip
{
    TimePoint at = {};
    qint64 exchange = 0; ///< that it was; 0: not known
    QString cause = {};  ///< "503"

    bool operator==(const Pip &) const = default;
};

/// One circuit as it is shown.
struct KeyView
{
    circuit::Key key = {};
    QString name = {}; ///< "gemini:gemini-pro"
    ShownState state = ShownState::Closed;
    Fuse fuse = {};
    QList<Pip> pips = {};  ///< those that are filled, oldest first
    QString failures = {}; ///< "1 of 5 failures in 120 s"
    QString next = {};     ///< "probe in 03:41"; empty: nothing is due
    QString forced = {};   ///< "by you, 07:30 left"; empty: the breaker's own doing
    QString cause = {};    ///< of the latest failure: "503 at 14:20:48"
    std::optional<TimePoint> openedAt = {}; ///< when it left Closed
    std::optional<double> cooled = {};      ///< the share of its cooldown that is over
    qint64 blocked = 0;                     ///< calls refused, or in mode log: that would have been
    QString sentence = {};                  ///< all of it, to be read out

    bool operator==(const KeyView &) const = default;
    bool isUnwell() const { return state > ShownState::Closed; }
};

/// One provider as a card shows it.
struct ProviderView
{
    QByteArray provider = {};
    QString name = {};
    ShownState state = ShownState::NoData;
    QString word = {};       ///< "OPEN (ROLLUP)"
    bool hasBreaker = false; ///< else there is no fuse, no strip and no reason
    bool observesOnly = false;
    bool isBlockedByRollup = false;
    QString summary = {}; ///< "1 of 4 keys open: gemini-pro"
    Fuse fuse = {};       ///< of the worst key
    QList<Pip> pips = {};
    QString failures = {};
    QString reason = {}; ///< "503 at 14:20:48 — probe in 03:41"
    std::optional<double> cooled = {};
    int rollupCount = 0;
    int rollupThreshold = 0;
    QString rollup = {}; ///< "2 of 3 models open within 300 s: a, b"; empty: none is
    QString footer = {}; ///< "12.4 req/s · 0.4 % err · TTFT p50 0.41 s · blocked 14"
    StateStrip strip = {};
    QString sentence = {};

    bool operator==(const ProviderView &) const = default;
};

/// A line of the list of what happened to circuits.
struct CircuitEventView
{
    TimePoint at = {};
    circuit::Key key = {};
    QString name = {};
    ShownState state = ShownState::Closed; ///< that it led to
    QString what = {};                     ///< "Tripped open"
    QString cause = {};
    qint64 exchange = 0;

    bool operator==(const CircuitEventView &) const = default;
};

/// From what the engine knows of its circuits to what is shown of them. Pure.
struct CircuitView
{
    Q_DECLARE_TR_FUNCTIONS(llmproxy::ui::CircuitView)
public:
    static constexpr Duration CardSpan = std::chrono::minutes(15);
    static constexpr qsizetype ShownEvents = 50;

    static ProviderView
    provider(const stats::EngineSnapshot &snapshot, const QByteArray &name, double perSecond);
    /// Of each enabled provider its whole, then its keys by name. The order does not depend on
    /// their states, so that rows stay where they are.
    static QList<KeyView> keys(const stats::EngineSnapshot &snapshot);
    static StateStrip
    strip(const stats::EngineSnapshot &snapshot, const circuit::Key &key, Duration span);
    /// Newest first.
    static QList<CircuitEventView> events(const stats::EngineSnapshot &snapshot,
                                          qsizetype most = ShownEvents);

    /// "openai:gpt-4o", "openai (no model named)", "openai, all models".
    static QString nameOf(const circuit::Key &key);
    static QString textOf(const circuit::Cause &cause); ///< "503", "connection_reset"

    /// The worst state of any provider; NoData where there is no breaker.
    static ShownState worst(const stats::EngineSnapshot &snapshot);
};

} // namespace llmproxy::ui
