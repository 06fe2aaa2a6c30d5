// SPDX-License-Identifier: MIT
#include "engine/config/load.h"

#include "engine/config/build.h"
#include "engine/config/check.h"
#include "engine/config/schema.h"
#include "engine/config/yaml_reader.h"

namespace llmproxy::config {

namespace {

// A null that replaced a map would be taken for "nothing changed", but for `providers` it says
// that the block was emptied by mistake.
void checkProvidersNotNull(const QList<Node> &layers, Problems &problems)
{
    for (const Node &layer : layers) {
        const Node *providers = layer.find("providers");
        if (providers && providers->isNull())
            problems.append({Severity::Error,
                             providers->origin,
                             "providers",
                             QStringLiteral("is empty, must hold providers; {} is allowed")});
    }
}

Config buildConfig(const Node &tree, const Surroundings &surroundings, Problems &problems)
{
    Config config;
    const Section root(&tree, {}, problems);
    const Environment &environment = surroundings.environment;
    buildServer(root, surroundings.cores, config.server);
    buildLogging(root, config.logging);
    buildUpstream(root, config.upstream);
    buildCircuitBreaker(root, config.circuitBreaker);
    buildRateLimiting(root, config.rateLimiting);
    buildUsage(root, config.usage);
    buildCostTracking(root, environment, config.costTracking);
    buildTraffic(root, config.traffic);
    buildProviders(root, environment, config);
    buildRetiredModels(root, config);
    return config;
}

Node builtIn(QByteArrayView yaml)
{
    const auto tree = readYaml(QByteArray("value: " + yaml.toByteArray()), builtInLayer());
    Node value = tree ? *tree->find("value") : Node();
    value.origin = {builtInLayer(), 0, 0};
    return value;
}

void setIfMissing(Node &map, const QByteArray &key, const QByteArray &text)
{
    Node *present = map.find(key);
    if (present && !present->isNull())
        return;
    const Node value = scalarNode(text, {builtInLayer(), 0, 0});
    if (present)
        *present = value;
    else
        map.entries.push_back({key, value.origin, value});
}

// Shows what a provider got by default, which the table cannot know: it depends on the name.
void completeProviders(Node &tree, const Config &config)
{
    Node *providers = tree.find("providers");
    for (auto provider = config.providers.cbegin(); provider != config.providers.cend();
         ++provider) {
        Node *map = providers->find(provider.key());
        if (map->isNull())
            map->kind = Node::Kind::Map;
        setIfMissing(*map, "enabled", provider->enabled ? "true" : "false");
        setIfMissing(*map, "type", provider->type);
        setIfMissing(*map, "base_url", provider->baseUrl.toByteArray());
        setIfMissing(*map, "cors", provider->cors == Provider::Cors::Any ? "any" : "loopback");
    }
}

} // namespace

QString builtInLayer()
{
    return QStringLiteral("built in");
}

Node defaultsTree()
{
    Node root;
    root.kind = Node::Kind::Map;
    root.origin = {builtInLayer(), 0, 0};
    for (const Key &key : allKeys()) {
        const QByteArrayList path = key.path.split('.');
        const bool isOptional = qstrcmp(key.fallback, "null") == 0 && path.size() == 1;
        if (path.contains("*") || path.contains("[]") || isOptional)
            continue;
        Node *map = &root;
        for (qsizetype i = 0; i + 1 < path.size() && map; ++i)
            map = map->find(path[i]);
        if (map && map->isMap())
            map->entries.push_back({path.last(), root.origin, builtIn(key.fallback)});
    }
    return root;
}

Result<Loaded, Problems> load(const QList<Node> &layers, const Surroundings &surroundings)
{
    Loaded loaded;
    loaded.tree = defaultsTree();
    for (const Node &layer : layers)
        loaded.tree = merged(std::move(loaded.tree), layer);
    expand(loaded.tree, surroundings.environment);

    Problems problems = checkAgainstSchema(loaded.tree, surroundings.unknownKeys);
    checkProvidersNotNull(layers, problems);
    loaded.config = buildConfig(loaded.tree, surroundings, problems);
    if (hasErrors(problems))
        return Failure<Problems>(problems);
    loaded.warnings = problems;
    completeProviders(loaded.tree, loaded.config);
    return loaded;
}

} // namespace llmproxy::config
