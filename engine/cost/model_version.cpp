// SPDX-License-Identifier: MIT
#include "engine/cost/price_book.h"

#include <QDate>

#include <algorithm>
#include <array>

namespace llmproxy::cost {

namespace {

bool areDigits(QByteArrayView text)
{
    return !text.isEmpty()
           && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number(QByteArrayView digits)
{
    return digits.toByteArray().toInt();
}

// Every February has 29 days here, as no year is told.
bool isMonthAndDay(QByteArrayView digits)
{
    return QDate::isValid(2024, number(digits.first(2)), number(digits.last(2)));
}

bool isYearAndMonth(QByteArrayView digits)
{
    const int year = number(digits.first(2));
    const int month = number(digits.last(2));
    return year >= 20 && year < 40 && month >= 1 && month <= 12;
}

bool isDate(QByteArrayView digits)
{
    const int year = number(digits.first(4));
    return year >= 2020 && year < 2040 && isMonthAndDay(digits.last(4));
}

// 20250514, 0613, 2407, 001, latest, v1, v2.
bool isVersion(QByteArrayView word)
{
    if (word == "latest" || (word.startsWith('v') && areDigits(word.sliced(1))))
        return true;
    if (!areDigits(word))
        return false;
    switch (word.size()) {
    case 3:
        return word.startsWith('0');
    case 4:
        return isMonthAndDay(word) || isYearAndMonth(word);
    case 8:
        return isDate(word);
    default:
        return false;
    }
}

// "…-2024-08-06", "…-05-20".
QByteArrayView withoutDashedDate(QByteArrayView name)
{
    constexpr qsizetype day = 6;   // "-05-20"
    constexpr qsizetype year = 11; // "-2024-08-06"
    if (name.size() <= day)
        return name;
    const QByteArray end = name.last(day).toByteArray();
    const QByteArray digits = end.sliced(1, 2) + end.sliced(4, 2);
    if (end[0] != '-' || end[3] != '-' || !areDigits(digits) || !isMonthAndDay(digits))
        return name;
    if (name.size() > year) {
        const QByteArray date = name.last(year).sliced(1, 4).toByteArray() + digits;
        if (name[name.size() - year] == '-' && areDigits(date) && isDate(date))
            return name.chopped(year);
    }
    return name.chopped(day);
}

// Bedrock: "…-v1:0", and with a context size "…-v1:0:200k".
QByteArrayView withoutRevision(QByteArrayView name)
{
    const qsizetype colon = name.lastIndexOf(':');
    if (colon <= 0)
        return name;
    const QByteArrayView word = name.sliced(colon + 1);
    return areDigits(word.endsWith('k') ? word.chopped(1) : word) ? name.first(colon) : name;
}

QByteArrayView withoutVersionWord(QByteArrayView name)
{
    const qsizetype at = std::max(name.lastIndexOf('-'), name.lastIndexOf('@'));
    return at > 0 && isVersion(name.sliced(at + 1)) ? name.first(at) : name;
}

QByteArrayView withoutRegion(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 9> regions{
        "us.", "eu.", "apac.", "global.", "jp.", "au.", "ca.", "sa.", "us-gov."};
    for (const QByteArrayView region : regions) {
        if (name.startsWith(region))
            return name.sliced(region.size());
    }
    return name;
}

} // namespace

QByteArray unversioned(QByteArrayView model)
{
    QByteArrayView name = model;
    if (name.startsWith("arn:"))
        name = name.sliced(name.lastIndexOf('/') + 1);
    name = withoutRegion(name);
    for (QByteArrayView before; before.size() != name.size();) {
        before = name;
        name = withoutVersionWord(withoutDashedDate(withoutRevision(name)));
    }
    return name.toByteArray();
}

} // namespace llmproxy::cost
