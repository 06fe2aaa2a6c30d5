// SPDX-License-Identifier: MIT
#include "engine/traffic/filter.h"

#include <QDateTime>
#include <QStringList>

namespace llmproxy::traffic {

namespace {

using Is = NumberTest::Is;

QString quoted(const QByteArray &text)
{
    return QStringLiteral("“%1”").arg(QString::fromUtf8(text));
}

/// "1.5 s", "2 min": the greatest unit that makes it at least one, without a sum of units.
QString duration(qint64 ms)
{
    struct Unit
    {
        qint64 ms;
        const char *one;
        const char *many;
    };
    constexpr std::array units{Unit{604'800'000, "week", "weeks"},
                               Unit{86'400'000, "day", "days"},
                               Unit{3'600'000, "hour", "hours"},
                               Unit{60'000, "minute", "minutes"},
                               Unit{1'000, "second", "seconds"}};
    for (const Unit &unit : units) {
        if (ms >= unit.ms && (ms % unit.ms == 0 || unit.ms == 1'000))
            return QStringLiteral("%1 %2")
                .arg(double(ms) / double(unit.ms))
                .arg(QLatin1String(ms == unit.ms ? unit.one : unit.many));
    }
    return QStringLiteral("%1 ms").arg(ms);
}

QString number(Subject subject, qint64 value)
{
    switch (subject) {
    case Subject::FirstByte:
    case Subject::Took:
        return duration(value);
    case Subject::Cost:
        return QString::fromLatin1(cost::shownUsd({value}));
    default:
        return QString::number(value);
    }
}

QString phrase(const Term &term)
{
    const FilterKey *key = filterKeyOf(term.subject);
    return key ? QString::fromLatin1(key->phrase) : QStringLiteral("anything");
}

QString sentenceOf(const Term &term, const TextTest &test)
{
    const QString text = test.text.isEmpty() ? QStringLiteral("empty") : quoted(test.text);
    const QString how = test.isWhole ? QStringLiteral("is%1 ").arg(term.isNegated ? u" not" : u"")
                        : term.isNegated ? QStringLiteral("without ")
                                         : QStringLiteral("with ");
    const QString subject =
        term.subject == Subject::Anything ? QString() : phrase(term) + QLatin1Char(' ');
    return subject + how + text;
}

QString comparison(Subject subject, const NumberTest &test)
{
    QString value = number(subject, test.value);
    switch (test.is) {
    case Is::Equal:
        return value;
    case Is::Over:
        return QStringLiteral("more than ") + value;
    case Is::AtLeast:
        return QStringLiteral("at least ") + value;
    case Is::Under:
        return QStringLiteral("less than ") + value;
    case Is::AtMost:
        return QStringLiteral("at most ") + value;
    case Is::Between:
        return QStringLiteral("from %1 to %2").arg(value, number(subject, test.upper));
    case Is::Absent:
        return QStringLiteral("unknown");
    }
    Q_UNREACHABLE();
}

QString sentenceOf(const Term &term, const NumberTest &test)
{
    const QString how = comparison(term.subject, test);
    return phrase(term) + (term.isNegated ? QStringLiteral(" not ") : QStringLiteral(" ")) + how;
}

QString sentenceOf(const Term &term, const TimeTest &test, const QTimeZone &zone)
{
    QString when;
    if (test.ago) {
        when = (test.isUntil ? QStringLiteral("more than %1 ago")
                             : QStringLiteral("within the last %1"))
                   .arg(duration(test.ago->count()));
    } else {
        const qint64 at = test.at.time_since_epoch().count();
        when = (test.isUntil ? QStringLiteral("before %1") : QStringLiteral("at %1 or later"))
                   .arg(QDateTime::fromMSecsSinceEpoch(at, zone).toString(u"yyyy-MM-dd HH:mm:ss"));
    }
    return (term.isNegated ? QStringLiteral("not started ") : QStringLiteral("started ")) + when;
}

QString sentenceOf(Origin origin)
{
    switch (origin) {
    case Origin::Nobody:
        return QStringLiteral("answered by nobody");
    case Origin::Upstream:
        return QStringLiteral("answered by the upstream");
    case Origin::Bypass:
        return QStringLiteral("answered by the upstream past the breaker");
    case Origin::Proxy:
        return QStringLiteral("answered by the proxy");
    case Origin::Limit:
        return QStringLiteral("answered by a rate limit");
    case Origin::Test:
        return QStringLiteral("answered by a test mode");
    }
    Q_UNREACHABLE();
}

QString sentenceOf(Flag flag)
{
    for (const FlagWords &words : allFlags()) {
        if (words.flag == flag)
            return QString::fromLatin1(words.phrase);
    }
    Q_UNREACHABLE();
}

QString sentenceOf(const Term &term, const QTimeZone &zone)
{
    if (const auto *text = std::get_if<TextTest>(&term.test))
        return sentenceOf(term, *text);
    if (const auto *number = std::get_if<NumberTest>(&term.test))
        return sentenceOf(term, *number);
    if (const auto *time = std::get_if<TimeTest>(&term.test))
        return sentenceOf(term, *time, zone);
    const auto *origin = std::get_if<Origin>(&term.test);
    return (term.isNegated ? QStringLiteral("not ") : QString())
           + (origin ? sentenceOf(*origin) : sentenceOf(std::get<Flag>(term.test)));
}

} // namespace

QString Filter::sentence() const
{
    QStringList parts;
    for (const Clause &clause : clauses) {
        QStringList alternatives;
        for (const Term &term : clause)
            alternatives += sentenceOf(term, time.zone);
        parts += alternatives.join(QStringLiteral(" or "));
    }
    return parts.isEmpty() ? QStringLiteral("all") : parts.join(QStringLiteral(", "));
}

} // namespace llmproxy::traffic
