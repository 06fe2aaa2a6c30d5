// SPDX-License-Identifier: MIT
#pragma once

#include "engine/cost/pricing.h"

#include <QByteArrayList>
#include <QDate>
#include <QHash>

#include <memory>

namespace llmproxy::cost {

/// A model as price lists name it.
struct PricedModel
{
    QByteArray name;
    QByteArrayList aliases;
    Pricing pricing;
};

/// Where a price was found.
struct PriceMatch
{
    QByteArray name;                        ///< listed: the model's, or that of its alias
    QByteArray model;                       ///< the model that it stands for
    std::shared_ptr<const Pricing> pricing; ///< never null
    bool isEstimate = false;                ///< another version of the model, the nearest listed
    QDate asOf;                             ///< when the prices were looked up; invalid: not told
};

/// The prices of all providers. Filled once, then shared as `shared_ptr<const PriceBook>` and
/// replaced as a whole by a reload.
class PriceBook
{
public:
    /// The prices of one provider; models without a price are left out.
    void add(const QByteArray &provider, QDate asOf, const QList<PricedModel> &models);

    /// By exactly that name or alias; else by a listed name that differs in nothing but its
    /// version (see unversioned()), of several the first in the order of their bytes.
    std::optional<PriceMatch> find(const QByteArray &provider, const QByteArray &model) const;

private:
    struct Entry
    {
        QByteArray model;
        std::shared_ptr<const Pricing> pricing;
    };
    struct Prices
    {
        QDate asOf;
        QHash<QByteArray, Entry> byName;
        QHash<QByteArray, QByteArray> names; ///< listed, by what is left of it without a version
    };

    QHash<QByteArray, Prices> m_providers;
};

/// A model's name without what tells its version, release date or region:
///   -20250514 -2024-08-06 -0613 -2407 -latest -001 @20250514 -v1 -v1:0 :0
///   us. eu. apac. global. … in front of a Bedrock model, and all of an ARN but its last part.
/// Nothing else is taken off: o3-pro and o4-pro, gpt-5 and gpt-5.1 stay apart.
QByteArray unversioned(QByteArrayView model);

} // namespace llmproxy::cost
