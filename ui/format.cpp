// SPDX-License-Identifier: MIT
#include "ui/format.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace llmproxy::ui::format {
namespace {

bool changesDirection(char16_t unit)
{
    return unit == 0x061C || unit == 0x200E || unit == 0x200F || (unit >= 0x202A && unit <= 0x202E)
           || (unit >= 0x2066 && unit <= 0x2069);
}

bool breaksTheLine(char16_t unit)
{
    return unit == 0x2028 || unit == 0x2029;
}

QDateTime local(TimePoint at)
{
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count());
}

} // namespace

QString plain(QByteArrayView wire)
{
    return plainLine(QString::fromUtf8(wire)).replace(u'\t', QChar::ReplacementCharacter);
}

QString plainLine(QString line)
{
    const auto isHarmful = [](QChar character) {
        const char16_t unit = character.unicode();
        const bool isControl = (unit < 0x20 && unit != '\t') || (unit >= 0x7F && unit < 0xA0);
        return isControl || changesDirection(unit) || breaksTheLine(unit);
    };
    if (std::any_of(line.cbegin(), line.cend(), isHarmful))
        std::replace_if(line.begin(), line.end(), isHarmful, QChar(QChar::ReplacementCharacter));
    return line;
}

QString count(qint64 number)
{
    return QLocale().toString(number);
}

QString compact(qint64 number)
{
    static constexpr std::array units = {"k", "M", "G", "T"};
    if (number < 10'000)
        return count(number);
    double scaled = static_cast<double>(number) / 1000;
    std::size_t unit = 0;
    while (scaled >= 999.5 && unit + 1 < units.size()) {
        scaled /= 1000;
        ++unit;
    }
    const int digits = scaled < 99.95 && scaled != std::floor(scaled) ? 1 : 0;
    return QLocale().toString(scaled, 'f', digits) + QLatin1String(units.at(unit));
}

QString bytes(qint64 number)
{
    static constexpr std::array units = {"kB", "MB", "GB", "TB"};
    if (number < 1000)
        return u"%1 B"_s.arg(count(number));
    double scaled = static_cast<double>(number) / 1000;
    std::size_t unit = 0;
    while (scaled >= 999.95 && unit + 1 < units.size()) {
        scaled /= 1000;
        ++unit;
    }
    return u"%1 %2"_s.arg(QLocale().toString(scaled, 'f', 1), QLatin1String(units.at(unit)));
}

QString rate(double perSecond)
{
    return QLocale().toString(perSecond, 'f', perSecond < 99.95 ? 1 : 0);
}

QString duration(Duration length)
{
    const qint64 ms = length.count();
    const double seconds = static_cast<double>(ms) / 1000;
    if (ms < 100)
        return u"%1 ms"_s.arg(count(ms));
    if (ms < 9'995)
        return u"%1 s"_s.arg(QLocale().toString(seconds, 'f', 2));
    if (ms < 59'950)
        return u"%1 s"_s.arg(QLocale().toString(seconds, 'f', 1));
    const qint64 whole = (ms + 500) / 1000;
    if (whole >= 3600)
        return u"%1 h %2 min"_s.arg(count(whole / 3600))
            .arg(whole / 60 % 60, 2, 10, QLatin1Char('0'));
    return u"%1 min %2 s"_s.arg(count(whole / 60)).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

QString countdown(Duration length)
{
    // Rounded up: what is shown as over is over.
    const qint64 seconds = qMax<qint64>(0, (length.count() + 999) / 1000);
    const auto two = [](qint64 part) { return u"%1"_s.arg(part, 2, 10, QLatin1Char('0')); };
    const QString minutes = two(seconds / 60 % 60) + u':' + two(seconds % 60);
    return seconds < 3600 ? minutes : two(seconds / 3600) + u':' + minutes;
}

QString uptime(Duration length)
{
    const qint64 seconds = qMax<qint64>(0, length.count() / 1000);
    const QString clock = u"%1:%2:%3"_s.arg(seconds / 3600 % 24, 2, 10, QLatin1Char('0'))
                              .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
                              .arg(seconds % 60, 2, 10, QLatin1Char('0'));
    const qint64 days = seconds / 86'400;
    return days == 0 ? clock : u"%1 d %2"_s.arg(count(days), clock);
}

QString timeOfDay(TimePoint at)
{
    const QString withMilliseconds = local(at).toString(u"HH:mm:ss.zzz"_s);
    return withMilliseconds.chopped(1);
}

QString timeOfDayToTheSecond(TimePoint at)
{
    return local(at).toString(u"HH:mm:ss"_s);
}

QString dateAndTime(TimePoint at)
{
    return local(at).toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s);
}

} // namespace llmproxy::ui::format
