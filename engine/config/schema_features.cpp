// SPDX-License-Identifier: MIT
#include "engine/config/schema_table.h"

namespace llmproxy::config {

namespace {

void addLimits(Table &table, const QByteArray &scope)
{
    table.add(integer(scope + ".requests_per_minute", "0", 0, MaxCount), "");
    table.add(integer(scope + ".tokens_per_minute", "0", 0, MaxCount * 1000), "");
    table.add(integer(scope + ".requests_per_day", "0", 0, MaxCount), "");
    table.add(integer(scope + ".tokens_per_day", "0", 0, MaxCount * 1000), "");
}

void addOverride(Table &table, const QByteArray &scope)
{
    addLimits(table, scope);
    table.add(boolean(scope + ".unlimited", "false"), "instead of what is inherited");
}

void addRedis(Table &table, const QByteArray &path)
{
    table.add(block(path), "needed for backend redis; null: none");
    table.add(url(path + ".url", "\"\""),
              "redis://[user[:password]@]host[:port][/db], or rediss://…; this or address");
    table.add(text(path + ".address", "\"\""), "host:port");
    table.add(secret(path + ".password"), "wins over the one in url");
    table.add(integer(path + ".db", "null", 0, 65535),
              "wins over the one in url, also as 0; null: not given");
    table.add(integer(path + ".timeout_ms", "50", 20, 1000),
              "of an operation; after that this instance goes on alone until Redis is back");
    table.add(text(path + ".namespace", "llm"), "all keys begin with it");
    table.add(choice(path + ".layout", "original", "original|cluster"),
              "cluster: the keys of one provider are in one slot; original: as the predecessor's");
    table.add(secret(path + ".secret"),
              "digests the names of callers, the same on all instances; empty: made of password");
}

void addDatadog(Table &table, const QByteArray &path)
{
    table.add(text(path + ".host", "localhost"), "DogStatsD over UDP");
    table.add(text(path + ".port", "\"8125\""), "");
    table.add(text(path + ".namespace", "llm"), "put before each name");
    table.add(texts(path + ".tags"), "added to each metric");
    table.add({path + ".sample_rate", Kind::Number, "1", 0, 1}, "accepted; every metric is sent");
}

void addUpstream(Table &table)
{
    table.add(map("features.upstream"), "connections to the providers");
    table.add(integer("features.upstream.response_header_timeout_seconds", "300", 0, MaxSeconds),
              "wait for the head of an answer; 0: the default");
    table.add(integer("features.upstream.connect_timeout_seconds", "30", 1, 3600),
              "wait for a TCP connection");
    table.add(integer("features.upstream.tls_timeout_seconds", "10", 1, 3600),
              "wait for a TLS handshake");
    table.add(integer("features.upstream.idle_connection_seconds", "90", 0, MaxSeconds),
              "how long an unused connection is kept; 0: none is kept");
    table.add(integer("features.upstream.body_idle_timeout_seconds", "300", 0, MaxSeconds),
              "an answer that pauses longer is broken off; 0: never");
    table.add(text("features.upstream.ca_file", "\"\""),
              "PEM file of authorities trusted besides the system's");
    table.add(
        url("features.upstream.proxy", "null"),
        "outbound HTTP proxy; null: HTTPS_PROXY, HTTP_PROXY; \"\": none. NO_PROXY always counts");
}

void addCircuitBreaker(Table &table)
{
    table.add(map("features.circuit_breaker"), "detects degraded providers");
    table.add(boolean("features.circuit_breaker.enabled", "false"),
              "gate the whole feature; while off, the rest of the block is not checked");
    table.add(choice("features.circuit_breaker.mode", "enforce", "enforce|log"),
              "log: observe only");
    table.add(choice("features.circuit_breaker.backend", "memory", "memory|redis"),
              "memory: one instance; redis: several");
    table.add(integer("features.circuit_breaker.failure_threshold", "5", 1, 4096),
              "failures in the window that open the circuit");
    table.add(integer("features.circuit_breaker.window_seconds", "120", 1, MaxSeconds),
              "sliding window of the failures");
    table.add(integer("features.circuit_breaker.cooldown_seconds", "300", 1, MaxSeconds),
              "how long the circuit stays open before a probe");
    table.add(integer("features.circuit_breaker.max_transient_retries", "2", 0, 100),
              "retries after a degraded answer; 0: none");
    table.add(integer("features.circuit_breaker.max_rate_limit_retries", "2", 0, 100),
              "retries after a 429; 0: none");
    table.add(integer("features.circuit_breaker.retry_budget_percent", "20", 0, 1000),
              "retries of a provider in ten seconds, to its requests in them");
    table.add(integer("features.circuit_breaker.retry_budget_floor_per_second", "10", 0, 1'000'000),
              "retries of a provider that are allowed besides");
    table.add(choice("features.circuit_breaker.retry_contribution_mode", "log", "off|log|on"),
              "whether failures that are retried count");
    table.add(
        integer(
            "features.circuit_breaker.global_rate_limit_escalation_window", "60", 0, MaxSeconds),
        "seconds of unbroken global 429s that count as degraded; 0: the default");
    table.add(text("features.circuit_breaker.degraded_signal", "\"\"", 256),
              "the body's marker; empty: [LLM_PROXY_PROVIDER_DEGRADED]");
    table.add(boolean("features.circuit_breaker.test_mode_enabled", "false"),
              "test modes, by header or by switch; leave off in production");
    table.add(boolean("features.circuit_breaker.bypass_allowed", "true"),
              "honour X-LLM-Proxy-Bypass-Circuit");
    table.add(texts("features.circuit_breaker.bypass_reason_allowlist"),
              "if not empty, any other reason is tagged as other");
    table.add(integer("features.circuit_breaker.per_provider_rollup_threshold", "0", 0, MaxCount),
              "models open at once that close the whole provider; 0: off");
    table.add(
        integer(
            "features.circuit_breaker.per_provider_rollup_window_seconds", "300", 0, MaxSeconds),
        "sliding window of the rollup; 0: the default");
    table.add(
        integer("features.circuit_breaker.hang_disconnect_failure_seconds", "0", 0, MaxSeconds),
        "a caller that leaves after so long a wait counts as a failure; 0: never");
    addRedis(table, "features.circuit_breaker.redis");
    table.add(block("features.circuit_breaker.datadog"),
              "where the breaker's counters go; null: nowhere");
    addDatadog(table, "features.circuit_breaker.datadog");
}

void addRateLimiting(Table &table)
{
    table.add(map("features.rate_limiting"), "limits on requests and input tokens");
    table.add(boolean("features.rate_limiting.enabled", "false"), "gate the whole feature");
    table.add(choice("features.rate_limiting.mode", "enforce", "enforce|log"),
              "log: only tell what would have been denied");
    table.add(choice("features.rate_limiting.backend", "memory", "memory|redis"),
              "memory: one instance; redis: several");
    table.add(boolean("features.rate_limiting.headers", "false"),
              "tell callers what is left, on every answer");
    table.add(map("features.rate_limiting.limits"),
              "each scope has its own counters against these; 0: unlimited");
    addLimits(table, "features.rate_limiting.limits");
    table.add(map("features.rate_limiting.defaults_per"),
              "instead of limits, for each provider, model, key or user by itself");
    for (const char *dimension : {"provider", "model", "key", "user"}) {
        const QByteArray path = QByteArray("features.rate_limiting.defaults_per.") + dimension;
        table.add(map(path), "a number above 0 replaces the one of limits");
        addOverride(table, path);
    }
    table.add(map("features.rate_limiting.overrides"),
              "for single ones; a number above 0 replaces the one inherited");
    table.add(map("features.rate_limiting.overrides.per_provider"), "by provider");
    table.add(map("features.rate_limiting.overrides.per_provider.*"), "");
    addOverride(table, "features.rate_limiting.overrides.per_provider.*");
    table.add(map("features.rate_limiting.overrides.per_model"), "by model");
    table.add(map("features.rate_limiting.overrides.per_model.*"), "");
    addOverride(table, "features.rate_limiting.overrides.per_model.*");
    table.add(map("features.rate_limiting.overrides.per_key"), "by the caller's API key");
    table.add({"features.rate_limiting.overrides.per_key.*", Kind::Map, "{}", 0, 0, "", true}, "");
    addOverride(table, "features.rate_limiting.overrides.per_key.*");
    table.add(map("features.rate_limiting.overrides.per_user"), "by user");
    table.add(map("features.rate_limiting.overrides.per_user.*"), "");
    addOverride(table, "features.rate_limiting.overrides.per_user.*");
    table.add(map("features.rate_limiting.estimation"),
              "of the input tokens, before the answer tells them");
    table.add(integer("features.rate_limiting.estimation.max_sample_bytes", "20000", -1, MaxCount),
              "a longer body is estimated by its size; -1: never read the body");
    table.add(integer("features.rate_limiting.estimation.bytes_per_token", "4", 0, 1'000'000),
              "by the body's size; 0: the default");
    table.add(integer("features.rate_limiting.estimation.chars_per_token", "4", 0, 1'000'000),
              "by the messages' text; 0: the default");
    table.add(map("features.rate_limiting.estimation.provider_chars_per_token",
                  "{openai: 5, anthropic: 3}"),
              "for one provider; 0: chars_per_token");
    table.add(
        integer("features.rate_limiting.estimation.provider_chars_per_token.*", "0", 0, 1'000'000),
        "");
    addRedis(table, "features.rate_limiting.redis");
}

void addUsage(Table &table)
{
    table.add(map("features.usage"), "tokens, read from a copy of each answer");
    table.add(boolean("features.usage.enabled", "true"),
              "off: nothing is read, tokens are unknown");
    table.add(boolean("features.usage.headers", "true"),
              "tell clients by X-LLM-* header fields or trailers");
}

void addCostTracking(Table &table)
{
    table.add(map("features.cost_tracking"), "what the exchanges cost, by the prices below");
    table.add(boolean("features.cost_tracking.enabled", "false"), "gate the whole feature");
    table.add(boolean("features.cost_tracking.async", "false"),
              "gather records instead of writing them with each batch");
    table.add(integer("features.cost_tracking.workers", "5", 1, 1000),
              "accepted, without effect: one thread writes");
    table.add(integer("features.cost_tracking.queue_size", "1000", 1, 1'000'000),
              "records that wait at most: gathered, or for a disk");
    table.add(integer("features.cost_tracking.flush_interval", "15", 1, MaxSeconds),
              "seconds after which what waits is written");
    table.add({"features.cost_tracking.transports", Kind::List, "[]"},
              "where the records go; at least one when enabled");
    table.add(map("features.cost_tracking.transports.[]"), "");
    table.add(choice("features.cost_tracking.transports.[].type", "null", "file|datadog|dynamodb"),
              "must be given");
    table.add(map("features.cost_tracking.transports.[].file"), "for type file");
    table.add(text("features.cost_tracking.transports.[].file.path", "\"\""),
              "JSON Lines; must be given");
    table.add(map("features.cost_tracking.transports.[].datadog"), "for type datadog");
    addDatadog(table, "features.cost_tracking.transports.[].datadog");
    table.add(map("features.cost_tracking.transports.[].dynamodb"),
              "accepted; such a transport is skipped");
    table.add(text("features.cost_tracking.transports.[].dynamodb.table_name", "\"\""), "");
    table.add(text("features.cost_tracking.transports.[].dynamodb.region", "\"\""), "");
    table.add(boolean("features.cost_tracking.transports.[].dynamodb.auto_create_table", "false"),
              "");
}

} // namespace

void addFeatures(Table &table)
{
    table.add(map("features"), "what the proxy does besides forwarding");
    addUpstream(table);
    addCircuitBreaker(table);
    addRateLimiting(table);
    addUsage(table);
    addCostTracking(table);
}

} // namespace llmproxy::config
