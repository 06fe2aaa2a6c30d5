// SPDX-License-Identifier: MIT
#include "engine/config/build.h"
#include "engine/config/pricing.h"
#include "engine/config/scalars.h"
#include "engine/config/schema.h"
#include "engine/providers/provider.h"

#include <QRegularExpression>
#include <QSet>

namespace llmproxy::config {

namespace {

constexpr auto RegionPlace = "{region}";
constexpr auto DefaultRegion = "us-west-2";

bool isRouteSegment(const QByteArray &name)
{
    static const QRegularExpression form(QStringLiteral("^[a-z0-9][a-z0-9._-]{0,63}$"));
    return form.match(QString::fromUtf8(name)).hasMatch();
}

bool isTakenRoute(const QByteArray &name)
{
    return name == "admin" || name == "health" || name == "meta" || name == "metrics";
}

QByteArray awsRegion(const Section &section, const Environment &environment)
{
    static const QRegularExpression form(QStringLiteral("^[a-z]{2}(-[a-z0-9]+)+$"));
    const QByteArray region = environment.value("AWS_REGION");
    if (region.isEmpty() || form.match(QString::fromUtf8(region)).hasMatch())
        return region.isEmpty() ? QByteArray(DefaultRegion) : region;
    section.problems().append({Severity::Error,
                               {QStringLiteral("environment AWS_REGION"), 0, 0},
                               section.pathOf("base_url"),
                               QStringLiteral("is not an AWS region, must look like us-west-2")});
    return DefaultRegion;
}

// A further provider may leave its base_url out: then it is the vendor's, under another name.
void readBaseUrl(const Section &section,
                 const providers::Provider &vendor,
                 const Environment &environment,
                 Provider &provider)
{
    QByteArray text = vendor.defaultBaseUrl.toByteArray();
    section.read("base_url", text);
    if (vendor.defaultBaseUrl.contains(RegionPlace)) {
        if (provider.enabled)
            provider.region = awsRegion(section, environment);
        provider.regional = text == vendor.defaultBaseUrl;
        text.replace(RegionPlace,
                     provider.region.isEmpty() ? QByteArray(DefaultRegion) : provider.region);
    }
    const auto url = parseBaseUrl(text);
    if (url)
        provider.baseUrl = *url;
    else
        section.fail("base_url", url.error());
}

Model readModel(const Section &section, const QByteArray &name)
{
    Model model;
    section.read("enabled", model.enabled);
    section.read("aliases", model.aliases);
    section.read("deprecated", model.deprecated);
    section.read("replacement", model.replacement);
    const Node *pricing = section.value("pricing");
    if (!pricing)
        return model;
    model.pricing = readPricing(*pricing, section.pathOf("pricing"), section.problems());
    if (!section.value("enabled"))
        section.warn("enabled",
                     QStringLiteral("is missing, so the model's price is not used: write true"));
    for (const QByteArray &alias : model.pricing.overrides.keys()) {
        if (alias != name && !model.aliases.contains(alias))
            section.warn(
                "pricing",
                QStringLiteral("has an override for %1, which is not an alias of the model")
                    .arg(QString::fromUtf8(alias)));
    }
    return model;
}

void readModels(const Section &section, Provider &provider)
{
    const Section models = section.at("models");
    if (!models.exists())
        return;
    QMap<QByteArray, QByteArray> owners; // of every name and alias
    for (const Entry &entry : models.node().entries)
        owners.insert(entry.key, entry.key);
    for (const Entry &entry : models.node().entries) {
        const Section below = models.at(entry.key);
        const Model model = readModel(below, entry.key);
        for (const QByteArray &alias : model.aliases) {
            if (const QByteArray owner = owners.value(alias); !owner.isEmpty())
                below.fail("aliases",
                           QStringLiteral("%1 already stands for the model %2")
                               .arg(QString::fromUtf8(alias), QString::fromUtf8(owner)));
            owners.insert(alias, entry.key);
        }
        provider.models.insert(entry.key, model);
    }
}

void readProvider(const Section &section,
                  const QByteArray &name,
                  const Environment &environment,
                  Config &config)
{
    const providers::Provider *own = providers::find(name);
    Provider provider;
    provider.type = own ? name : QByteArray();
    section.read("type", provider.type);
    const providers::Provider *vendor = providers::find(provider.type);
    if (!vendor) {
        if (provider.type.isEmpty())
            section.fail("type", QStringLiteral("is missing, must be ") + orList(vendorTypes()));
        return; // any other is one that the table of keys does not allow
    }
    provider.enabled = !own || own->enabledByDefault;
    section.read("enabled", provider.enabled);
    readBaseUrl(section, *vendor, environment, provider);
    provider.cors = own ? Provider::Cors::Any : Provider::Cors::Loopback;
    section.readChoice("cors",
                       provider.cors,
                       {{"any", Provider::Cors::Any}, {"loopback", Provider::Cors::Loopback}});
    section.read("ca_file", provider.caFile);
    provider.responseHeaderTimeout = config.upstream.responseHeaderTimeout;
    section.readSecondsUnlessZero("response_header_timeout_seconds",
                                  provider.responseHeaderTimeout);
    QByteArray auth;
    section.read("auth", auth);
    if (!auth.isEmpty())
        section.warn("auth",
                     QStringLiteral("has no effect: callers' credentials always pass through"));
    section.read("as_of", provider.pricesAsOf);
    readModels(section, provider);
    config.providers.insert(name, provider);
}

// One alias in two providers is no fault (the route tells them apart), but rarely meant.
void checkAliases(const Section &section,
                  const QByteArray &provider,
                  const QByteArrayList &aliases,
                  QMap<QByteArray, QByteArray> &owners)
{
    for (const QByteArray &alias : aliases) {
        const QByteArray owner = owners.value(alias, provider);
        owners.insert(alias, owner);
        if (owner != provider)
            section.at(provider).warn("models",
                                      QStringLiteral("the alias %1 is also one of the provider %2")
                                          .arg(QString::fromUtf8(alias), QString::fromUtf8(owner)));
    }
}

void checkAliasesAcrossProviders(const Section &section, const Config &config)
{
    QMap<QByteArray, QByteArray> owners;
    for (auto provider = config.providers.cbegin(); provider != config.providers.cend();
         ++provider) {
        for (const Model &model : provider->models)
            checkAliases(section, provider.key(), model.aliases, owners);
    }
}

void readRetired(const Section &section, QMap<QByteArray, RetiredModel> &models)
{
    QSet<QByteArray> slugs;
    const auto claim = [&section, &slugs](const Entry &entry, const QByteArray &slug) {
        const Section below = section.at(entry.key);
        if (slug.isEmpty())
            below.fail("aliases", QStringLiteral("must not hold an empty name"));
        else if (slugs.contains(slug))
            below.fail("aliases",
                       QString::fromUtf8(slug) + QStringLiteral(" is listed twice as retired"));
        slugs.insert(slug);
    };
    for (const Entry &entry : section.node().entries)
        claim(entry, entry.key);
    for (const Entry &entry : section.node().entries) {
        const Section below = section.at(entry.key);
        RetiredModel &model = models[entry.key];
        below.read("retired_date", model.retired);
        below.read("replacement", model.replacement);
        below.read("aliases", model.aliases);
        if (!below.value("retired_date"))
            below.fail("retired_date", QStringLiteral("is missing, must be a date"));
        if (model.replacement.isEmpty())
            below.fail("replacement", QStringLiteral("is missing, must name a model"));
        for (const QByteArray &alias : std::as_const(model.aliases))
            claim(entry, alias);
    }
}

} // namespace

void buildProviders(const Section &root, const Environment &environment, Config &config)
{
    const Section section = root.at("providers");
    if (!section.exists()) {
        if (!root.value("providers"))
            root.fail("providers", QStringLiteral("is missing, must be there; {} is allowed"));
        return;
    }
    for (const Entry &entry : section.node().entries) {
        if (!isRouteSegment(entry.key))
            section.fail(entry.key,
                         QStringLiteral("is not allowed as a name, must be lower-case letters, "
                                        "digits, '.', '_' and '-'"));
        else if (isTakenRoute(entry.key))
            section.fail(entry.key, QStringLiteral("is not allowed as a name, the route is taken"));
        else
            readProvider(section.at(entry.key), entry.key, environment, config);
    }
    checkAliasesAcrossProviders(section, config);
}

void buildRetiredModels(const Section &root, Config &config)
{
    const Section section = root.at("retired_models");
    if (!section.exists())
        return;
    for (const Entry &entry : section.node().entries) {
        const Section below = section.at(entry.key);
        if (below.exists())
            readRetired(below, config.retiredModels[entry.key]);
    }
}

} // namespace llmproxy::config
