// SPDX-License-Identifier: MIT
#include "engine/traffic/filter_value.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace llmproxy::traffic {

namespace {

using Kind = FilterKey::Kind;
using Is = NumberTest::Is;

struct Unit
{
    QLatin1String name;
    qint64 factor = 1;
};

constexpr std::array Plain{Unit{QLatin1String(""), 1}};
constexpr std::array Thousands{Unit{QLatin1String("k"), 1'000},
                               Unit{QLatin1String("m"), 1'000'000},
                               Unit{QLatin1String(""), 1}};
constexpr std::array Times{Unit{QLatin1String("ms"), 1}, // before "s", which it ends with
                           Unit{QLatin1String("s"), 1'000},
                           Unit{QLatin1String("m"), 60'000}};
constexpr std::array Ages{Unit{QLatin1String("s"), 1'000},
                          Unit{QLatin1String("m"), 60'000},
                          Unit{QLatin1String("h"), 3'600'000},
                          Unit{QLatin1String("d"), 86'400'000},
                          Unit{QLatin1String("w"), 604'800'000}};

/// A decimal number with one of the units behind it; only wholes of what has the factor 1.
std::optional<qint64> measured(QStringView text, std::span<const Unit> units)
{
    constexpr qsizetype mostDigits = 9; // so that no unit makes it too much for 64 bits
    const auto unit = std::find_if(units.begin(), units.end(), [text](const Unit &each) {
        return text.endsWith(each.name, Qt::CaseInsensitive);
    });
    if (unit == units.end())
        return std::nullopt;
    const QStringView digits = text.chopped(unit->name.size());
    const auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
    const bool isNumber = !digits.isEmpty() && digits.size() <= mostDigits
                          && isDigit(digits.front()) && isDigit(digits.back())
                          && digits.count(u'.') <= 1
                          && std::all_of(digits.begin(), digits.end(), [&](QChar c) {
                                 return c == u'.' || isDigit(c);
                             });
    if (!isNumber || (unit->factor == 1 && digits.contains(u'.')))
        return std::nullopt;
    return std::llround(digits.toDouble() * double(unit->factor));
}

std::optional<qint64> numberOf(Kind kind, QStringView text)
{
    switch (kind) {
    case Kind::Duration:
        return measured(text, Times);
    case Kind::Tokens:
        return measured(text, Thousands);
    case Kind::Money: {
        const auto money = cost::parseUsd((text.startsWith(u'$') ? text.sliced(1) : text).toUtf8());
        return money ? std::optional(money->nanoUsd) : std::nullopt;
    }
    default:
        return measured(text, Plain);
    }
}

/// "5xx"
std::optional<NumberTest> statusClass(QStringView text)
{
    if (text.size() != 3 || text.sliced(1).compare(u"xx", Qt::CaseInsensitive) != 0
        || text.front() < u'1' || text.front() > u'5')
        return std::nullopt;
    const qint64 first = qint64(text.front().unicode() - u'0') * 100;
    return NumberTest{Is::Between, first, first + 99};
}

/// "200..299", "400..", "..399"
std::optional<NumberTest> range(Kind kind, QStringView text, qsizetype dots)
{
    const QStringView from = text.first(dots);
    const QStringView to = text.sliced(dots + 2);
    const auto least = numberOf(kind, from);
    const auto most = numberOf(kind, to);
    if (least && to.isEmpty())
        return NumberTest{Is::AtLeast, *least};
    if (most && from.isEmpty())
        return NumberTest{Is::AtMost, *most};
    if (!least || !most || *least > *most)
        return std::nullopt;
    return NumberTest{Is::Between, *least, *most};
}

Is comparison(Sign sign)
{
    switch (sign) {
    case Sign::Colon:
    case Sign::Equal:
        return Is::Equal;
    case Sign::Over:
        return Is::Over;
    case Sign::AtLeast:
        return Is::AtLeast;
    case Sign::Under:
        return Is::Under;
    case Sign::AtMost:
        return Is::AtMost;
    }
    Q_UNREACHABLE();
}

std::optional<Test> numberTest(Kind kind, const FilterWord &word)
{
    const QStringView text = word.value;
    const Is is = comparison(word.sign);
    if (is == Is::Equal) {
        if (kind != Kind::Whole && text.compare(u"none", Qt::CaseInsensitive) == 0)
            return NumberTest{.is = Is::Absent};
        if (const auto test = kind == Kind::Status ? statusClass(text) : std::nullopt)
            return *test;
        if (const qsizetype dots = text.indexOf(u".."); dots >= 0) {
            const auto test = range(kind, text, dots);
            return test ? std::optional<Test>(*test) : std::nullopt;
        }
    }
    const auto number = numberOf(kind, text);
    return number ? std::optional<Test>(NumberTest{is, *number}) : std::nullopt;
}

TimePoint timePoint(const QDateTime &time)
{
    return TimePoint(Duration(time.toMSecsSinceEpoch()));
}

/// A day is its beginning; `days` later.
std::optional<TimePoint> timeAt(const QString &text, const FilterTime &time, int days)
{
    if (text.contains(u'T', Qt::CaseInsensitive)) { // first, as Qt reads the date of it as a day
        QDateTime moment = QDateTime::fromString(text, Qt::ISODateWithMs);
        if (moment.isValid() && moment.timeSpec() == Qt::LocalTime) // it names no zone
            moment = QDateTime(moment.date(), moment.time(), time.zone);
        return moment.isValid() ? std::optional(timePoint(moment)) : std::nullopt;
    }
    if (const QDate day = QDate::fromString(text, Qt::ISODate); day.isValid())
        return timePoint(day.addDays(days).startOfDay(time.zone));
    if (const QTime clock = QTime::fromString(text, Qt::ISODate); clock.isValid()) {
        const qint64 now = time.now.time_since_epoch().count();
        const QDate today = QDateTime::fromMSecsSinceEpoch(now, time.zone).date();
        return timePoint(QDateTime(today, clock, time.zone));
    }
    return std::nullopt;
}

std::optional<Test> timeTest(const FilterWord &word, const FilterTime &time, bool isUntil)
{
    if (const auto age = measured(word.value, Ages)) {
        const Duration ago(*age);
        return TimeTest{isUntil, time.now - ago, ago};
    }
    const auto at = timeAt(word.value, time, isUntil ? 1 : 0); // until a day: with all of it
    return at ? std::optional<Test>(TimeTest{isUntil, *at, {}}) : std::nullopt;
}

std::optional<Test> originNamed(const QString &name)
{
    for (const Origin origin : allOrigins()) {
        if (name.compare(QLatin1String(nameOf(origin)), Qt::CaseInsensitive) == 0)
            return origin;
    }
    return std::nullopt;
}

std::optional<Test> flagNamed(const QString &name)
{
    for (const FlagWords &words : allFlags()) {
        const bool isLetter =
            !words.letter.isEmpty()
            && name.compare(QLatin1String(words.letter), Qt::CaseInsensitive) == 0;
        if (isLetter || name.compare(QLatin1String(words.name), Qt::CaseInsensitive) == 0)
            return words.flag;
    }
    return std::nullopt;
}

bool isEquality(Sign sign)
{
    return sign == Sign::Colon || sign == Sign::Equal;
}

std::optional<Test> textTest(const FilterWord &word)
{
    // `user=""` is a question, `user:""` would be true of all.
    if (word.value.isEmpty() && !(word.isQuoted && word.sign == Sign::Equal))
        return std::nullopt;
    return TextTest{word.value.toUtf8(), word.sign == Sign::Equal};
}

} // namespace

std::optional<Test> testOf(const FilterKey &key, const FilterWord &word, const FilterTime &time)
{
    switch (key.kind) {
    case Kind::Status:
    case Kind::Duration:
    case Kind::Tokens:
    case Kind::Whole:
    case Kind::Money:
        return numberTest(key.kind, word);
    default:
        break;
    }
    if (!isEquality(word.sign))
        return std::nullopt;
    switch (key.kind) {
    case Kind::Since:
    case Kind::Until:
        return timeTest(word, time, key.kind == Kind::Until);
    case Kind::By:
        return originNamed(word.value);
    case Kind::Flag:
        return flagNamed(word.value);
    default:
        return textTest(word);
    }
}

} // namespace llmproxy::traffic
