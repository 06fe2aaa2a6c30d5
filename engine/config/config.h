// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/config/url.h"
#include "engine/cost/pricing.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>
#include <QDate>
#include <QMap>

#include <chrono>
#include <optional>

namespace llmproxy::config {

/// The whole configuration as values, checked. Made once, shared as `shared_ptr<const Config>`,
/// replaced as a whole by a reload. Every default is the one of the table in schema.h. Each struct
/// stands for the block of the same name in configs/base.yml, where every key is explained.

struct Server
{
    /// IP addresses or "localhost". ::1 of the default may be missing on a machine without IPv6.
    QByteArrayList listen{"127.0.0.1", "::1"};
    quint16 port = 9002; ///< 0: a free one
    int workers = 1;     ///< threads, at least 1
    Duration drain = std::chrono::seconds(30);
    qint64 maxBodyBytes = 0; ///< 0: no limit
    qint64 maxHeaderBytes = 65536;
    Duration headerTimeout = std::chrono::seconds(10);
    Duration idleTimeout = std::chrono::seconds(400);
    int maxConnections = 10000;
    QByteArrayList allowedHosts; ///< lower case
    enum class AdminAuth { Token, None } adminAuth = AdminAuth::Token;

    bool operator==(const Server &) const = default;
    bool listensOnLoopbackOnly() const;
};

struct Logging
{
    enum class Level { Debug, Info, Warning, Error } level = Level::Info;
    enum class Format { Text, Json } format = Format::Text;

    bool operator==(const Logging &) const = default;
};

struct Upstream
{
    Duration responseHeaderTimeout = std::chrono::seconds(300);
    Duration connectTimeout = std::chrono::seconds(30);
    Duration tlsTimeout = std::chrono::seconds(10);
    Duration idleConnection = std::chrono::seconds(90);   ///< 0: none is kept
    Duration bodyIdleTimeout = std::chrono::seconds(300); ///< 0: none
    QByteArray caFile;                                    ///< a path; empty: the system's alone
    QByteArray proxy; ///< of outbound connections; empty: the environment's. May hold a password

    bool operator==(const Upstream &) const = default;
};

/// A DogStatsD receiver.
struct Datadog
{
    QByteArray host = "localhost";
    quint16 port = 8125;
    QByteArray nameSpace = "llm";
    QByteArrayList tags;
    double sampleRate = 1;

    bool operator==(const Datadog &) const = default;
};

enum class Backend { Memory, Redis };

struct CircuitBreaker
{
    bool enabled = false;
    enum class Mode { Enforce, Log } mode = Mode::Enforce;
    Backend backend = Backend::Memory;
    int failureThreshold = 5;
    Duration window = std::chrono::seconds(120);
    Duration cooldown = std::chrono::seconds(300);
    int maxTransientRetries = 2;
    int maxRateLimitRetries = 2;
    int retryBudgetPercent = 20;        ///< of a provider's requests
    int retryBudgetFloorPerSecond = 10; ///< besides, for each provider
    enum class RetryContribution { Off, Log, On } retryContribution = RetryContribution::Log;
    Duration globalRateLimitEscalation = std::chrono::seconds(60);
    QByteArray degradedSignal = "[LLM_PROXY_PROVIDER_DEGRADED]"; ///< never empty
    bool testModeEnabled = false;
    bool bypassAllowed = true;
    QByteArrayList bypassReasonAllowlist; ///< empty: any
    int rollupThreshold = 0;              ///< 0: off
    Duration rollupWindow = std::chrono::seconds(300);
    Duration hangDisconnectFailure{0}; ///< 0: off
    std::optional<Redis> redis;        ///< there if enabled and the backend is Redis
    std::optional<Datadog> datadog;    ///< none: no metrics are sent

    bool operator==(const CircuitBreaker &) const = default;
};

/// 0: unlimited (in `limits`), inherited (elsewhere).
struct RateLimits
{
    qint64 requestsPerMinute = 0;
    qint64 tokensPerMinute = 0;
    qint64 requestsPerDay = 0;
    qint64 tokensPerDay = 0;
    bool unlimited = false; ///< instead of inherited; never in `limits`

    bool operator==(const RateLimits &) const = default;
};

struct RateLimiting
{
    using ByName = QMap<QByteArray, RateLimits>;

    bool enabled = false;
    enum class Mode { Enforce, Log } mode = Mode::Enforce;
    Backend backend = Backend::Memory;
    bool headers = false; ///< on answers that are passed on
    RateLimits limits;    ///< of all together, and of each of the others
    struct DefaultsPer
    {
        RateLimits provider;
        RateLimits model;
        RateLimits key;
        RateLimits user;

        bool operator==(const DefaultsPer &) const = default;
    } defaultsPer;
    ByName perProvider;
    ByName perModel;
    ByName perKey; ///< by the caller's API key: secret
    ByName perUser;
    qint64 maxSampleBytes = 20000; ///< -1: never read the body
    int bytesPerToken = 4;
    int charsPerToken = 4;
    QMap<QByteArray, int> providerCharsPerToken{{"openai", 5}, {"anthropic", 3}}; ///< each > 0
    std::optional<Redis> redis; ///< there if enabled and the backend is Redis

    bool operator==(const RateLimiting &) const = default;
};

/// How the tokens of exchanges are told.
struct Usage
{
    bool enabled = true; ///< answers are read, by a copy
    bool headers = true; ///< and clients told by X-LLM-* fields

    bool operator==(const Usage &) const = default;
};

struct CostTransport
{
    enum class Type { File, Datadog } type = Type::File;
    QByteArray path; ///< for File
    Datadog datadog; ///< for Datadog

    bool operator==(const CostTransport &) const = default;
};

struct CostTracking
{
    bool enabled = false;
    bool async = false;
    int workers = 5;
    int queueSize = 1000;
    Duration flushInterval = std::chrono::seconds(15);
    QList<CostTransport> transports;
    QByteArray fallbackFile = "logs/cost-tracking.jsonl"; ///< where no transport can be opened

    bool operator==(const CostTracking &) const = default;
};

struct Traffic
{
    bool captureHeaders = true;
    bool captureBodies = true; ///< false where headers are not captured
    qint64 maxBodyBytes = 1 << 20;
    int memoryMiB = 64;
    enum class Store { Auto, Sqlite, None } store = Store::Auto; ///< Auto: Sqlite with a dashboard
    int maxDiskMiB = 512;
    std::chrono::days maxAge{7};
    bool fullText = false;

    bool operator==(const Traffic &) const = default;
};

struct Model
{
    bool enabled = false; ///< only then is the price used
    QByteArrayList aliases;
    bool deprecated = false;
    QByteArray replacement;
    cost::Pricing pricing;

    bool operator==(const Model &) const = default;
};

struct Provider
{
    bool enabled = true;
    QByteArray type; ///< a vendor that providers::find() knows
    BaseUrl baseUrl;
    /// A vendor with regions, without a base_url of its own: `baseUrl` is that of `region`, and the
    /// endpoint of whatever region a request names takes its place.
    bool regional = false;
    QByteArray region; ///< where a request names none; empty: disabled, or a vendor without regions
    enum class Cors { Any, Loopback } cors = Cors::Any;
    QByteArray caFile;                                          ///< a path; empty: as for all
    Duration responseHeaderTimeout = std::chrono::seconds(300); ///< the one in force
    QDate pricesAsOf;                                           ///< invalid: not told
    QMap<QByteArray, Model> models;                             ///< by name

    bool operator==(const Provider &) const = default;
    /// The entry of the model's name or else the one that has it as an alias; null: unknown.
    /// `name` gets the entry's name. Borrowed.
    const Model *findModel(QByteArrayView nameOrAlias, QByteArray *name = nullptr) const;
};

struct RetiredModel
{
    QDate retired;
    QByteArray replacement;
    QByteArrayList aliases;

    bool operator==(const RetiredModel &) const = default;
};

struct Config
{
    Server server;
    Logging logging;
    Upstream upstream;
    CircuitBreaker circuitBreaker;
    RateLimiting rateLimiting;
    Usage usage;
    CostTracking costTracking;
    Traffic traffic;
    QMap<QByteArray, Provider> providers;                           ///< by route segment
    QMap<QByteArray, QMap<QByteArray, RetiredModel>> retiredModels; ///< by provider, by name

    bool operator==(const Config &) const = default;

    /// How long to wait for an answer's head; of a provider that is not known: upstream's.
    Duration responseHeaderTimeout(const QByteArray &provider) const;
    /// Null: not retired. Borrowed.
    const RetiredModel *findRetired(const QByteArray &provider, QByteArrayView nameOrAlias) const;
};

} // namespace llmproxy::config
