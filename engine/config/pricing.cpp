// SPDX-License-Identifier: MIT
#include "engine/config/pricing.h"

#include "engine/config/scalars.h"
#include "engine/config/schema.h"

#include <algorithm>

namespace llmproxy::config {

namespace {

using cost::Money;
using cost::PriceTier;
using cost::Pricing;
using cost::TokenPrices;

// Outside of these a price was probably given per thousand tokens, or per token.
constexpr Money UsualLeast{10'000'000};
constexpr Money UsualMost{1'000'000'000'000};

/// The names of prices, and `more`.
QByteArrayList priceNamesAnd(const QByteArrayList &more)
{
    return QByteArrayList{
               "input", "output", "cache_read", "cache_write", "cache_write_long", "thought"}
           + more;
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
                       tiers ? QByteArrayList{"tiers", "overrides"} : priceNamesAnd({"overrides"}));
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

    Money readUsd(const Node &node, const QByteArray &path)
    {
        const auto usd = node.isScalar() && !node.quoted ? cost::parseUsd(node.text) : std::nullopt;
        if (!usd) {
            fail(node.origin,
                 path,
                 shown(node)
                     + QStringLiteral(" is not allowed, must be USD per million tokens: a decimal "
                                      "number from 0 to 1000000 with at most nine places"));
            return {};
        }
        if (*usd != Money{} && (*usd < UsualLeast || UsualMost < *usd) && !path.contains(".cache_"))
            m_problems.append({Severity::Warning,
                               node.origin,
                               path,
                               shown(node)
                                   + QStringLiteral(" is outside of 0.01 to 1000: the unit is USD "
                                                    "per million tokens")});
        return *usd;
    }

    Money readOptional(const Node &map, const char *name, const QByteArray &path, Money fallback)
    {
        const Node *node = map.find(name);
        return node && !node->isNull() ? readUsd(*node, path + '.' + name) : fallback;
    }

    Money readRequired(const Node &map, const char *name, const QByteArray &path)
    {
        const Node *node = map.find(name);
        if (node && !node->isNull())
            return readUsd(*node, path + '.' + name);
        fail(map.origin, path + '.' + name, QStringLiteral("is missing"));
        return {};
    }

    TokenPrices readPrices(const Node &map, const QByteArray &path)
    {
        TokenPrices prices;
        prices.input = readRequired(map, "input", path);
        prices.output = readRequired(map, "output", path);
        prices.cacheRead = readOptional(map, "cache_read", path, prices.input);
        prices.cacheWrite = readOptional(map, "cache_write", path, prices.input);
        prices.cacheWriteLong = readOptional(map, "cache_write_long", path, prices.cacheWrite);
        prices.thought = readOptional(map, "thought", path, prices.output);
        return prices;
    }

    PriceTier readTier(const Node &node, const QByteArray &path)
    {
        PriceTier tier;
        if (!node.isMap()) {
            fail(node.origin, path, QStringLiteral("must be {threshold, input, output}"));
            return tier;
        }
        checkNames(node, path, priceNamesAnd({"threshold"}));
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
                checkNames(entry.value, below, priceNamesAnd({}));
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

cost::Pricing readPricing(const Node &node, const QByteArray &path, Problems &problems)
{
    return PricingReader(problems).read(node, path);
}

} // namespace llmproxy::config
