// SPDX-License-Identifier: MIT
#include "engine/config/pricing.h"

#include "engine/config/scalars.h"
#include "engine/config/schema.h"

#include <algorithm>

namespace llmproxy::config {

namespace {

constexpr qint64 NanoUsd = 1'000'000'000;
constexpr qint64 MaxUsd = 1'000'000;
constexpr qsizetype Places = 9;
constexpr qsizetype MostWholeDigits = 9; // keeps the product in 64 bits

// Outside of these a price was probably given per thousand tokens, or per token.
constexpr qint64 UsualLeast = NanoUsd / 100;
constexpr qint64 UsualMost = 1000 * NanoUsd;

bool areDigits(const QByteArray &text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class PricingReader
{
public:
    explicit PricingReader(Problems &problems)
        : m_problems(problems)
    {}

    Pricing read(const Node &node, const QByteArray &path)
    {
        Pricing pricing;
        if (node.isList()) {
            pricing.tiers = readTiers(node, path);
        } else if (node.isMap()) {
            const Node *tiers = node.find("tiers");
            if (tiers)
                pricing.tiers = readTiers(*tiers, path + ".tiers");
            else
                pricing.tiers = {PriceTier{0, readPrices(node, path)}};
            checkNames(node,
                       path,
                       tiers ? QByteArrayList{"tiers", "overrides"}
                             : QByteArrayList{
                                 "input", "output", "cache_read", "cache_write", "overrides"});
            if (const Node *overrides = node.find("overrides"))
                pricing.overrides = readOverrides(*overrides, path + ".overrides");
        } else if (!node.isNull()) {
            fail(node.origin,
                 path,
                 QStringLiteral("must be {input, output}, a list of {threshold, input, output}, "
                                "or a map with tiers"));
        }
        return pricing;
    }

private:
    void fail(const Origin &at, const QByteArray &path, const QString &message)
    {
        m_problems.append({Severity::Error, at, path, message});
    }

    void checkNames(const Node &map, const QByteArray &path, const QByteArrayList &known)
    {
        for (const Entry &entry : map.entries) {
            if (!known.contains(entry.key))
                m_problems.append({Severity::Warning,
                                   entry.keyOrigin,
                                   path + '.' + entry.key,
                                   QStringLiteral("is not a known key; known are ")
                                       + QString::fromUtf8(known.join(", "))});
        }
    }

    qint64 readUsd(const Node &node, const QByteArray &path)
    {
        const auto usd = node.isScalar() && !node.quoted ? parseUsd(node.text) : std::nullopt;
        if (!usd) {
            fail(node.origin,
                 path,
                 shown(node)
                     + QStringLiteral(" is not allowed, must be USD per million tokens: a decimal "
                                      "number from 0 to 1000000 with at most nine places"));
            return 0;
        }
        if (*usd != 0 && (*usd < UsualLeast || *usd > UsualMost) && !path.contains(".cache_"))
            m_problems.append({Severity::Warning,
                               node.origin,
                               path,
                               shown(node)
                                   + QStringLiteral(" is outside of 0.01 to 1000: the unit is USD "
                                                    "per million tokens")});
        return *usd;
    }

    qint64 readOptional(const Node &map, const char *name, const QByteArray &path, qint64 fallback)
    {
        const Node *node = map.find(name);
        return node && !node->isNull() ? readUsd(*node, path + '.' + name) : fallback;
    }

    qint64 readRequired(const Node &map, const char *name, const QByteArray &path)
    {
        const Node *node = map.find(name);
        if (node && !node->isNull())
            return readUsd(*node, path + '.' + name);
        fail(map.origin, path + '.' + name, QStringLiteral("is missing"));
        return 0;
    }

    TokenPrices readPrices(const Node &map, const QByteArray &path)
    {
        TokenPrices prices;
        prices.input = readRequired(map, "input", path);
        prices.output = readRequired(map, "output", path);
        prices.cacheRead = readOptional(map, "cache_read", path, prices.input);
        prices.cacheWrite = readOptional(map, "cache_write", path, prices.input);
        return prices;
    }

    PriceTier readTier(const Node &node, const QByteArray &path)
    {
        PriceTier tier;
        if (!node.isMap()) {
            fail(node.origin, path, QStringLiteral("must be {threshold, input, output}"));
            return tier;
        }
        checkNames(node, path, {"threshold", "input", "output", "cache_read", "cache_write"});
        if (const Node *threshold = node.find("threshold")) {
            const auto tokens = toInteger(*threshold);
            if (tokens && *tokens >= 0)
                tier.threshold = *tokens;
            else
                fail(threshold->origin,
                     path + ".threshold",
                     shown(*threshold)
                         + QStringLiteral(" is not allowed, must be a whole number of input "
                                          "tokens; 0: no limit"));
        }
        tier.prices = readPrices(node, path);
        return tier;
    }

    QList<PriceTier> readTiers(const Node &node, const QByteArray &path)
    {
        QList<PriceTier> tiers;
        if (!node.isList() || node.items.empty()) {
            fail(node.origin, path, QStringLiteral("must be a list of {threshold, input, output}"));
            return tiers;
        }
        for (std::size_t i = 0; i < node.items.size(); ++i)
            tiers.append(readTier(node.items[i], path + '[' + QByteArray::number(qint64(i)) + ']'));

        // As unsigned, "no limit" (0) less one is the greatest of all.
        const auto rank = [](const PriceTier &tier) { return quint64(tier.threshold) - 1; };
        std::stable_sort(tiers.begin(), tiers.end(), [rank](const auto &left, const auto &right) {
            return rank(left) < rank(right);
        });
        for (qsizetype i = 1; i < tiers.size(); ++i) {
            if (tiers[i].threshold == tiers[i - 1].threshold)
                fail(node.origin,
                     path,
                     QStringLiteral("has two tiers with threshold %1").arg(tiers[i].threshold));
        }
        if (tiers.last().threshold != 0)
            fail(node.origin,
                 path,
                 QStringLiteral("has no tier with threshold 0, for requests above the others"));
        return tiers;
    }

    QMap<QByteArray, TokenPrices> readOverrides(const Node &node, const QByteArray &path)
    {
        QMap<QByteArray, TokenPrices> overrides;
        if (!node.isMap() && !node.isNull())
            fail(node.origin, path, QStringLiteral("must map aliases to {input, output}"));
        for (const Entry &entry : node.entries) {
            const QByteArray below = path + '.' + entry.key;
            if (entry.value.isMap()) {
                checkNames(entry.value, below, {"input", "output", "cache_read", "cache_write"});
                overrides.insert(entry.key, readPrices(entry.value, below));
            } else {
                fail(entry.value.origin, below, QStringLiteral("must be {input, output}"));
            }
        }
        return overrides;
    }

    Problems &m_problems;
};

} // namespace

std::optional<TokenPrices> Pricing::pricesFor(QByteArrayView name, qint64 inputTokens) const
{
    if (const auto found = overrides.constFind(name.toByteArray()); found != overrides.cend())
        return *found;
    for (const PriceTier &tier : tiers) {
        if (tier.threshold == 0 || inputTokens <= tier.threshold)
            return tier.prices;
    }
    return std::nullopt;
}

Pricing readPricing(const Node &node, const QByteArray &path, Problems &problems)
{
    return PricingReader(problems).read(node, path);
}

std::optional<qint64> parseUsd(QByteArrayView text)
{
    const qsizetype point = text.indexOf('.');
    QByteArray whole = text.first(point < 0 ? text.size() : point).toByteArray();
    QByteArray fraction = point < 0 ? QByteArray() : text.sliced(point + 1).toByteArray();
    whole.replace('_', QByteArray());
    const bool isNumber =
        areDigits(whole) && areDigits(fraction) && !(whole.isEmpty() && fraction.isEmpty());
    if (!isNumber || whole.size() > MostWholeDigits || fraction.size() > Places)
        return std::nullopt;
    fraction = fraction.leftJustified(Places, '0');
    const qint64 nano = whole.toLongLong() * NanoUsd + fraction.toLongLong();
    return nano <= MaxUsd * NanoUsd ? std::optional(nano) : std::nullopt;
}

} // namespace llmproxy::config
