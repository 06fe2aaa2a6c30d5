// SPDX-License-Identifier: MIT
#include "engine/cost/money.h"

#include <QtNumeric>

#include <algorithm>
#include <limits>

namespace llmproxy::cost {

namespace {

constexpr qint64 Million = 1'000'000;
constexpr qint64 NanoPerUsd = 1'000'000'000;
constexpr qint64 NanoPerCent = NanoPerUsd / 100;
constexpr qint64 MostUsd = 1'000'000;
constexpr qsizetype Places = 9;
constexpr qsizetype MostWholeDigits = 9; // keeps the product in 64 bits
constexpr qint64 MostTokens = 1'000'000'000'000;

constexpr qint64 Most = std::numeric_limits<qint64>::max();
constexpr qint64 Least = std::numeric_limits<qint64>::min();

qint64 sum(qint64 left, qint64 right)
{
    qint64 result = 0;
    if (qAddOverflow(left, right, &result))
        return left < 0 ? Least : Most;
    return result;
}

qint64 product(qint64 left, qint64 right)
{
    qint64 result = 0;
    return qMulOverflow(left, right, &result) ? Most : result;
}

// `unit` is a power of ten, `places` its exponent.
QByteArray decimal(qint64 nano, qint64 unit, qsizetype places)
{
    // As unsigned, since the least number has no positive of its own.
    const quint64 size = nano < 0 ? 0 - static_cast<quint64>(nano) : static_cast<quint64>(nano);
    const auto divisor = static_cast<quint64>(unit);
    QByteArray text = nano < 0 ? "-" : "";
    text += QByteArray::number(size / divisor);
    QByteArray fraction = QByteArray::number(size % divisor).rightJustified(places, '0');
    while (fraction.endsWith('0'))
        fraction.chop(1);
    return fraction.isEmpty() ? text : text + '.' + fraction;
}

bool areDigits(const QByteArray &text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

Money &Money::operator+=(Money other)
{
    nanoUsd = sum(nanoUsd, other.nanoUsd);
    return *this;
}

Money operator+(Money left, Money right)
{
    return left += right;
}

Money priceOf(qint64 tokens, Money perMillion)
{
    const qint64 count = std::clamp<qint64>(tokens, 0, MostTokens);
    const qint64 price = std::max<qint64>(perMillion.nanoUsd, 0);
    // In two parts, so that neither product needs more than 64 bits for any real price.
    const qint64 whole = product(count, price / Million);
    const qint64 rest = (count * (price % Million) + Million / 2) / Million;
    return {sum(whole, rest)};
}

QByteArray decimalUsd(Money money)
{
    return decimal(money.nanoUsd, NanoPerUsd, Places);
}

QByteArray decimalCents(Money money)
{
    return decimal(money.nanoUsd, NanoPerCent, Places - 2);
}

QByteArray shownUsd(Money money)
{
    if (money.nanoUsd < 0)
        return '-' + shownUsd({money.nanoUsd == Least ? Most : -money.nanoUsd});
    qint64 unit = NanoPerCent;
    while (unit > 1 && money.nanoUsd < unit * 100)
        unit /= 10;
    const qint64 rounded = money.nanoUsd > Most - unit ? money.nanoUsd : money.nanoUsd + unit / 2;
    QByteArray text = decimalUsd({rounded / unit * unit});
    if (rounded < NanoPerUsd)
        return '$' + text;
    if (!text.contains('.'))
        text += ".00";
    else if (text.indexOf('.') == text.size() - 2)
        text += '0';
    return '$' + text;
}

std::optional<Money> parseUsd(QByteArrayView text)
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
    const qint64 nano = whole.toLongLong() * NanoPerUsd + fraction.toLongLong();
    return nano <= MostUsd * NanoPerUsd ? std::optional(Money{nano}) : std::nullopt;
}

} // namespace llmproxy::cost
