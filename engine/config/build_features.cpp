// SPDX-License-Identifier: MIT
#include "engine/config/build.h"
#include "engine/config/scalars.h"

namespace llmproxy::config {

namespace {

constexpr std::initializer_list<std::pair<const char *, Backend>> Backends{
    {"memory", Backend::Memory}, {"redis", Backend::Redis}};

constexpr std::initializer_list<std::pair<const char *, qint64 RateLimits::*>> Limits{
    {"requests_per_minute", &RateLimits::requestsPerMinute},
    {"tokens_per_minute", &RateLimits::tokensPerMinute},
    {"requests_per_day", &RateLimits::requestsPerDay},
    {"tokens_per_day", &RateLimits::tokensPerDay}};

void readLimits(const Section &section, RateLimits &limits)
{
    for (const auto &[key, limit] : Limits)
        section.read(key, limits.*limit);
    section.read("unlimited", limits.unlimited);
}

// All callers together come to the lower number first, so that the higher one says nothing.
void warnAboveGlobal(const Section &section, const RateLimits &limits, const RateLimits &global)
{
    for (const auto &[key, limit] : Limits) {
        if (global.*limit > 0 && limits.*limit > global.*limit)
            section.warn(key,
                         QStringLiteral("is above features.rate_limiting.limits.%1, which holds "
                                        "for all callers together: it has no effect")
                             .arg(QString::fromLatin1(key)));
    }
}

RateLimits readDefaults(const Section &section, const RateLimits &global)
{
    RateLimits limits;
    readLimits(section, limits);
    warnAboveGlobal(section, limits, global);
    return limits;
}

RateLimiting::ByName readOverrides(const Section &section, bool areSecret, const RateLimits &global)
{
    RateLimiting::ByName result;
    if (!section.exists())
        return result;
    for (const Entry &entry : section.node().entries) {
        const QByteArray shown = areSecret ? QByteArrayLiteral("***") : entry.key;
        result[entry.key] =
            readDefaults(Section(&entry.value, section.pathOf(shown), section.problems()), global);
    }
    return result;
}

void readEstimation(const Section &section, RateLimiting &limiting)
{
    section.read("max_sample_bytes", limiting.maxSampleBytes);
    section.readUnlessZero("bytes_per_token", limiting.bytesPerToken);
    section.readUnlessZero("chars_per_token", limiting.charsPerToken);
    const Section byProvider = section.at("provider_chars_per_token");
    if (!byProvider.exists())
        return;
    limiting.providerCharsPerToken.clear();
    for (const Entry &entry : byProvider.node().entries) {
        const qint64 chars = toInteger(entry.value).value_or(0);
        if (chars > 0)
            limiting.providerCharsPerToken.insert(entry.key, int(chars));
    }
}

std::optional<CostTransport> readTransport(const Section &section)
{
    CostTransport transport;
    if (!section.value("type")) {
        section.fail("type", QStringLiteral("is missing, must be file, datadog or dynamodb"));
        return std::nullopt;
    }
    if (section.value("type")->text == "dynamodb") {
        section.warn("type", QStringLiteral("dynamodb is not supported: the transport is skipped"));
        return std::nullopt;
    }
    section.readChoice(
        "type",
        transport.type,
        {{"file", CostTransport::Type::File}, {"datadog", CostTransport::Type::Datadog}});
    if (transport.type == CostTransport::Type::File) {
        section.at("file").read("path", transport.path);
        if (transport.path.isEmpty())
            section.at("file").fail("path", QStringLiteral("is missing, must name a file"));
    } else {
        transport.datadog = buildDatadog(section.at("datadog"));
    }
    return transport;
}

} // namespace

std::optional<Redis> buildRedis(const Section &section)
{
    const Section block = section.at("redis");
    QByteArray url;
    QByteArray address;
    block.read("url", url);
    block.read("address", address);
    if (url.isEmpty() && address.isEmpty()) {
        section.failFor("backend",
                        "redis",
                        QStringLiteral("is needed for backend redis, must have url or address"));
        return std::nullopt;
    }
    const auto parsed = url.isEmpty() ? parseRedisAddress(address) : parseRedisUrl(url);
    if (!parsed) {
        block.fail(url.isEmpty() ? "address" : "url", parsed.error());
        return std::nullopt;
    }
    Redis redis = *parsed;
    QByteArray password;
    block.read("password", password);
    if (!password.isEmpty())
        redis.password = password;
    block.read("db", redis.db);
    qint64 timeout = redis.timeout.count();
    block.read("timeout_ms", timeout);
    redis.timeout = Duration(timeout);
    block.read("namespace", redis.nameSpace);
    block.readChoice("layout",
                     redis.layout,
                     {{"original", Redis::Layout::Original}, {"cluster", Redis::Layout::Cluster}});
    block.read("secret", redis.secret);
    if (redis.nameSpace.isEmpty() || redis.nameSpace.contains('{'))
        block.fail("namespace", QStringLiteral("must be a name without braces"));
    return redis;
}

Datadog buildDatadog(const Section &section)
{
    Datadog datadog;
    section.read("host", datadog.host);
    QByteArray port = QByteArray::number(datadog.port);
    section.read("port", port);
    bool isNumber = false;
    datadog.port = port.toUShort(&isNumber);
    if (!isNumber || datadog.port == 0)
        section.fail("port", QStringLiteral("must be a port from 1 to 65535"));
    section.read("namespace", datadog.nameSpace);
    section.read("tags", datadog.tags);
    section.read("sample_rate", datadog.sampleRate);
    return datadog;
}

void buildCircuitBreaker(const Section &root, CircuitBreaker &breaker)
{
    using Breaker = CircuitBreaker;
    using Contribution = Breaker::RetryContribution;
    const Section section = root.at("features").at("circuit_breaker");
    section.read("enabled", breaker.enabled);
    section.readChoice(
        "mode", breaker.mode, {{"enforce", Breaker::Mode::Enforce}, {"log", Breaker::Mode::Log}});
    section.readChoice("backend", breaker.backend, Backends);
    section.read("failure_threshold", breaker.failureThreshold);
    section.readSeconds("window_seconds", breaker.window);
    section.readSeconds("cooldown_seconds", breaker.cooldown);
    section.read("max_transient_retries", breaker.maxTransientRetries);
    section.read("max_rate_limit_retries", breaker.maxRateLimitRetries);
    section.read("retry_budget_percent", breaker.retryBudgetPercent);
    section.read("retry_budget_floor_per_second", breaker.retryBudgetFloorPerSecond);
    section.readChoice(
        "retry_contribution_mode",
        breaker.retryContribution,
        {{"off", Contribution::Off}, {"log", Contribution::Log}, {"on", Contribution::On}});
    section.readSecondsUnlessZero("global_rate_limit_escalation_window",
                                  breaker.globalRateLimitEscalation);
    QByteArray signal;
    section.read("degraded_signal", signal);
    if (!signal.isEmpty())
        breaker.degradedSignal = signal;
    section.read("test_mode_enabled", breaker.testModeEnabled);
    section.read("bypass_allowed", breaker.bypassAllowed);
    section.read("bypass_reason_allowlist", breaker.bypassReasonAllowlist);
    section.read("per_provider_rollup_threshold", breaker.rollupThreshold);
    section.readSecondsUnlessZero("per_provider_rollup_window_seconds", breaker.rollupWindow);
    section.readSeconds("hang_disconnect_failure_seconds", breaker.hangDisconnectFailure);
    if (!breaker.enabled)
        return; // a block that is off may name servers that are not there
    if (breaker.backend == Backend::Redis)
        breaker.redis = buildRedis(section);
    if (section.at("datadog").exists())
        breaker.datadog = buildDatadog(section.at("datadog"));
}

void buildRateLimiting(const Section &root, RateLimiting &limiting)
{
    const Section section = root.at("features").at("rate_limiting");
    section.read("enabled", limiting.enabled);
    section.readChoice(
        "mode",
        limiting.mode,
        {{"enforce", RateLimiting::Mode::Enforce}, {"log", RateLimiting::Mode::Log}});
    section.readChoice("backend", limiting.backend, Backends);
    section.read("headers", limiting.headers);
    RateLimits &global = limiting.limits;
    readLimits(section.at("limits"), global);
    const Section defaults = section.at("defaults_per");
    limiting.defaultsPer = {readDefaults(defaults.at("provider"), global),
                            readDefaults(defaults.at("model"), global),
                            readDefaults(defaults.at("key"), global),
                            readDefaults(defaults.at("user"), global)};
    const Section overrides = section.at("overrides");
    limiting.perProvider = readOverrides(overrides.at("per_provider"), false, global);
    limiting.perModel = readOverrides(overrides.at("per_model"), false, global);
    limiting.perKey = readOverrides(overrides.at("per_key"), true, global);
    limiting.perUser = readOverrides(overrides.at("per_user"), false, global);
    readEstimation(section.at("estimation"), limiting);
    if (limiting.enabled && limiting.backend == Backend::Redis)
        limiting.redis = buildRedis(section);
}

void buildUsage(const Section &root, Usage &usage)
{
    const Section section = root.at("features").at("usage");
    section.read("enabled", usage.enabled);
    section.read("headers", usage.headers);
}

void buildCostTracking(const Section &root, const Environment &environment, CostTracking &tracking)
{
    const Section section = root.at("features").at("cost_tracking");
    section.read("enabled", tracking.enabled);
    section.read("async", tracking.async);
    section.read("workers", tracking.workers);
    section.read("queue_size", tracking.queueSize);
    section.readSeconds("flush_interval", tracking.flushInterval);
    if (const QByteArray file = environment.value("COST_TRACKING_FILE"); !file.isEmpty())
        tracking.fallbackFile = file;
    if (!tracking.enabled)
        return;
    const Node *list = section.value("transports");
    if (!list || !list->isList() || list->items.empty()) {
        section.failFor(
            "enabled", "transports", QStringLiteral("is empty, must name at least one transport"));
        return;
    }
    for (std::size_t i = 0; i < list->items.size(); ++i) {
        const QByteArray path =
            section.pathOf("transports") + '[' + QByteArray::number(qint64(i)) + ']';
        if (const auto transport =
                readTransport(Section(&list->items[i], path, section.problems())))
            tracking.transports.append(*transport);
    }
}

} // namespace llmproxy::config
