// SPDX-License-Identifier: MIT
#include "engine/config/schema_table.h"
#include "engine/providers/provider.h"

namespace llmproxy::config {

namespace {

constexpr qint64 MaxBytes = 1LL << 50;

void addServer(Table &table)
{
    table.add(map("server"), "the port that clients talk to");
    table.add(texts("server.listen", R"(["127.0.0.1", "::1"])"),
              "addresses; ::1 is left out where the machine has no IPv6; others than loopback let "
              "other machines in");
    table.add(integer("server.port", "9002", 0, 65535), "0 takes a free port");
    table.add(integer("server.workers", "0", 0, 64),
              "threads that serve connections; 0: one per core, at most 4");
    table.add(integer("server.drain_seconds", "30", 0, 3600),
              "how long running exchanges may take to end at shutdown");
    table.add(integer("server.max_body_bytes", "0", 0, MaxBytes),
              "a longer request body is answered 413; 0: no limit");
    table.add(integer("server.max_header_bytes", "65536", 1024, 16 << 20),
              "a longer request head is answered 431");
    table.add(integer("server.header_timeout_seconds", "10", 1, 3600),
              "a slower request head is answered 408");
    table.add(integer("server.idle_timeout_seconds", "400", 1, MaxSeconds),
              "an idle client connection is closed");
    table.add(integer("server.max_connections", "10000", 1, 1'000'000), "open client connections");
    table.add(texts("server.allowed_hosts"),
              "Host values accepted besides loopback names, against DNS rebinding");
    table.add(choice("server.admin_auth", "token", "token|none"),
              "who may use /admin; none counts only while every listener is loopback");
}

void addLogging(Table &table)
{
    table.add(map("logging"), "the log on standard error");
    table.add(choice("logging.level", "info", "debug|info|warn|error"),
              "LOG_LEVEL and --log-level win");
    table.add(choice("logging.format", "text", "text|json"), "LOG_FORMAT and --log-format win");
}

void addTraffic(Table &table)
{
    table.add(map("traffic"), "what is recorded of each exchange");
    table.add(boolean("traffic.capture_headers", "true"),
              "keep requests' and answers' heads, as received and as passed on");
    table.add(boolean("traffic.capture_bodies", "true"), "keep requests' and answers' bodies");
    table.add(integer("traffic.max_body_bytes", "1048576", 0, 1LL << 32),
              "a longer body is kept to this size and marked");
    table.add(integer("traffic.memory_mb", "64", 1, 1 << 20),
              "the live window; the oldest go first");
    table.add(choice("traffic.store", "auto", "auto|sqlite|none"),
              "on disk; auto: sqlite with the dashboard, none without");
    table.add(integer("traffic.max_disk_mb", "512", 1, 1 << 24), "the files on disk stay below");
    table.add(integer("traffic.max_age_days", "7", 1, 3650), "older records are deleted");
    table.add(boolean("traffic.full_text", "false"),
              "index what stored bodies say, so that a search in them is fast");
}

void addProviders(Table &table)
{
    table.add({"providers", Kind::Map, "null"}, "must be present; {} is allowed");
    table.add(map("providers.*"), "the first segment of its route");
    table.add(boolean("providers.*.enabled", "true"),
              "false answers 404; for bedrock the default is false");
    table.add(choice("providers.*.type", "null", vendorTypes().join('|')),
              "which API it speaks; default: the name");
    table.add(url("providers.*.base_url", "null"),
              "scheme, host, port, path prefix; default: the vendor's");
    table.add(choice("providers.*.cors", "null", "any|loopback"),
              "pages that may call it; default: any for the four, loopback for a further one");
    table.add(text("providers.*.ca_file", "\"\""),
              "PEM file of authorities trusted besides the system's");
    table.add(integer("providers.*.response_header_timeout_seconds", "0", 0, MaxSeconds),
              "0: that of features.upstream");
    table.add(choice("providers.*.auth", "\"\"", "|proxy_api_key"),
              "accepted; callers' keys always pass through");
    table.add(date("providers.*.as_of"), "when its prices were looked up");
    table.add(ignored("providers.*.default_limits"),
              "accepted, not used: see features.rate_limiting");
    table.add(map("providers.*.models"), "prices, other names");
    table.add(map("providers.*.models.*"), "");
    table.add(boolean("providers.*.models.*.enabled", "false"),
              "only an enabled model's price is used");
    table.add(texts("providers.*.models.*.aliases"), "other names of it");
    table.add(boolean("providers.*.models.*.deprecated", "false"), "forwarded and counted");
    table.add(text("providers.*.models.*.replacement", "\"\""),
              "what its vendor recommends instead");
    table.add({"providers.*.models.*.pricing", Kind::Pricing, "null"}, "USD per million tokens");
    table.add(text("providers.*.models.*.project_id", "\"\""), "accepted, not used");
    table.add(ignored("providers.*.models.*.limits"),
              "accepted, not used: see features.rate_limiting");
}

void addRetiredModels(Table &table)
{
    table.add(map("retired_models"), "answered here with the vendor's 404, by provider");
    table.add(map("retired_models.*"), "");
    table.add(map("retired_models.*.*"), "");
    table.add(date("retired_models.*.*.retired_date"), "must be given");
    table.add(text("retired_models.*.*.replacement", "\"\""), "must be given");
    table.add(texts("retired_models.*.*.aliases"), "other names of it");
}

std::vector<Key> buildTable()
{
    Table table;
    addServer(table);
    addLogging(table);
    addFeatures(table);
    addTraffic(table);
    addProviders(table);
    addRetiredModels(table);
    return table.take();
}

} // namespace

QByteArrayList vendorTypes()
{
    QByteArrayList types;
    for (const providers::Provider &vendor : providers::all())
        types.append(vendor.type.toByteArray());
    return types;
}

std::span<const Key> allKeys()
{
    static const std::vector<Key> table = buildTable();
    return table;
}

} // namespace llmproxy::config
