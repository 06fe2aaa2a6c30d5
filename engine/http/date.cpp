// SPDX-License-Identifier: MIT
#include "engine/http/date.h"

#include <QByteArray>
#include <QList>

#include <algorithm>
#include <array>

namespace llmproxy::http {

namespace {

constexpr std::array<QByteArrayView, 12> Months = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr int MaxYearsAhead = 50;

// Digits alone, and as many as allowed.
std::optional<int> number(const QByteArray &text, qsizetype least, qsizetype most)
{
    const bool isNumber =
        text.size() >= least && text.size() <= most
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return isNumber ? std::optional(text.toInt()) : std::nullopt;
}

std::optional<std::chrono::month> month(const QByteArray &text)
{
    const auto *const found = std::find(Months.begin(), Months.end(), QByteArrayView(text));
    if (found == Months.end())
        return std::nullopt;
    return std::chrono::month(static_cast<unsigned>(found - Months.begin()) + 1);
}

std::optional<Duration> timeOfDay(const QByteArray &text)
{
    const QList<QByteArray> parts = text.split(':');
    if (parts.size() != 3)
        return std::nullopt;
    const auto hours = number(parts[0], 2, 2);
    const auto minutes = number(parts[1], 2, 2);
    const auto seconds = number(parts[2], 2, 2);
    // 60: a leap second
    if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60)
        return std::nullopt;
    return std::chrono::hours(*hours) + std::chrono::minutes(*minutes)
           + std::chrono::seconds(*seconds);
}

std::optional<TimePoint>
pointAt(const QByteArray &day, const QByteArray &monthName, int year, const QByteArray &time)
{
    const auto dayNumber = number(day, 1, 2);
    const auto monthNumber = month(monthName);
    const auto sinceMidnight = timeOfDay(time);
    if (!dayNumber || !monthNumber || !sinceMidnight)
        return std::nullopt;
    const std::chrono::year_month_day date(
        std::chrono::year(year), *monthNumber, std::chrono::day(static_cast<unsigned>(*dayNumber)));
    if (!date.ok())
        return std::nullopt;
    return TimePoint(std::chrono::sys_days(date)) + *sinceMidnight;
}

int wholeYear(int twoDigits, TimePoint now)
{
    const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
    const int latest = int(today.year()) + MaxYearsAhead;
    const int year = latest - latest % 100 + twoDigits;
    return year > latest ? year - 100 : year;
}

} // namespace

std::optional<TimePoint> parseDate(QByteArrayView text, TimePoint now)
{
    const QList<QByteArray> words = text.toByteArray().simplified().split(' ');
    // Sun, 06 Nov 1994 08:49:37 GMT
    if (words.size() == 6 && words[5] == "GMT") {
        const auto year = number(words[3], 4, 4);
        return year ? pointAt(words[1], words[2], *year, words[4]) : std::nullopt;
    }
    // Sunday, 06-Nov-94 08:49:37 GMT
    if (words.size() == 4 && words[3] == "GMT") {
        const QList<QByteArray> date = words[1].split('-');
        const auto year = date.size() == 3 ? number(date[2], 2, 2) : std::nullopt;
        return year ? pointAt(date[0], date[1], wholeYear(*year, now), words[2]) : std::nullopt;
    }
    // Sun Nov  6 08:49:37 1994
    if (words.size() == 5) {
        const auto year = number(words[4], 4, 4);
        return year ? pointAt(words[2], words[1], *year, words[3]) : std::nullopt;
    }
    return std::nullopt;
}

} // namespace llmproxy::http
