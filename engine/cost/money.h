// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <compare>
#include <optional>

namespace llmproxy::cost {

/// US dollars in whole nano-USD (1e-9 USD), so that sums are exact. What is too much for 64 bits
/// stays at the greatest amount, nine billion dollars.
struct Money
{
    qint64 nanoUsd = 0;

    // NOLINTNEXTLINE(modernize-use-nullptr): the 0 that a comparison is compared with is no pointer
    auto operator<=>(const Money &) const = default;
    Money &operator+=(Money other);
};

Money operator+(Money left, Money right);

/// What `tokens` cost at a price per million, to the nearest nano-USD, halves up. A negative number
/// of tokens costs nothing.
Money priceOf(qint64 tokens, Money perMillion);

/// USD as a decimal number, exactly: "0.0075", "12", "0".
QByteArray decimalUsd(Money money);
/// Cents as a decimal number, exactly: "0.75".
QByteArray decimalCents(Money money);
/// For people: "$12.35" from a dollar on, with three digits that count below ("$0.0075",
/// "$0.000015"), "$0" for nothing.
QByteArray shownUsd(Money money);

/// A decimal number of USD, exactly. None: not a decimal number, negative, more than nine places,
/// or above a million USD.
std::optional<Money> parseUsd(QByteArrayView text);

} // namespace llmproxy::cost
