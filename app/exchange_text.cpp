// SPDX-License-Identifier: MIT
#include "app/exchange_text.h"

#include "app/plain_text.h"
#include "engine/traffic/content.h"
#include "engine/traffic/origin.h"

#include <QDateTime>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace llmproxy::app {

namespace {

using traffic::ExchangeDetail;
using traffic::ExchangeRecord;

constexpr qsizetype MaxShownBody = 4'000;

QString orDash(const QByteArray &text)
{
    return text.isEmpty() ? u"-"_s : printable(text);
}

QString orDash(const std::optional<Duration> &duration)
{
    return duration ? shownDuration(*duration) : u"-"_s;
}

QDateTime local(TimePoint at, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), zone);
}

Tint tintOf(const ExchangeRecord &record)
{
    if (record.status >= 500 || (record.phase == traffic::Phase::Done && record.status == 0))
        return Tint::Bad;
    return traffic::hasFlag(record, traffic::Flag::Error) ? Tint::Warning : Tint::None;
}

QString status(const ExchangeRecord &record)
{
    if (record.status != 0)
        return QString::number(record.status);
    return record.phase == traffic::Phase::Done ? u"none"_s : u"..."_s;
}

QString count(const usage::Count &tokens)
{
    if (tokens.source == usage::Source::Unknown)
        return u"?"_s;
    return (tokens.source == usage::Source::Estimated ? u"~"_s : QString())
           + grouped(tokens.tokens);
}

QString tokens(const ExchangeRecord &record)
{
    return u"%1 > %2"_s.arg(count(record.usage.input), count(record.usage.output));
}

QString cost(const ExchangeRecord &record)
{
    if (!record.cost.total)
        return u"?"_s;
    const bool isGuess = record.cost.label == cost::Label::Estimated;
    return (isGuess ? u"~"_s : QString()) + QString::fromLatin1(cost::shownUsd(*record.cost.total));
}

QString flags(const ExchangeRecord &record)
{
    QString letters;
    for (const traffic::FlagWords &words : traffic::allFlags()) {
        if (!words.letter.isEmpty() && traffic::hasFlag(record, words.flag))
            letters += QString::fromLatin1(words.letter);
    }
    return letters.isEmpty() ? u"-"_s : letters;
}

QString pathOf(const ExchangeRecord &record)
{
    const qsizetype query = record.target.indexOf('?');
    return printable(query < 0 ? record.target : record.target.first(query));
}

using Facts = QList<std::pair<QString, QString>>;

void add(Facts &facts, const QString &name, const QByteArray &value)
{
    if (!value.isEmpty())
        facts.append({name, printable(value)});
}

QString byteCount(qint64 bytes)
{
    return u"%1 bytes"_s.arg(grouped(bytes));
}

Facts factsOf(const ExchangeRecord &record, const Display &display)
{
    Facts facts{
        {u"request"_s, orDash(record.method) + u' ' + orDash(record.target)},
        {u"started"_s, local(record.at, display.zone).toString(u"yyyy-MM-dd HH:mm:ss.zzz")},
        {u"status"_s,
         u"%1, by %2"_s.arg(status(record), QString::fromLatin1(nameOf(originOf(record))))}};
    add(facts, u"error"_s, record.error);
    add(facts, u"error class"_s, record.failureClass);
    add(facts, u"error kind"_s, record.failureKind);
    add(facts, u"over limit"_s, record.overLimit);
    add(facts, u"breaker"_s, record.breaker);
    add(facts, u"test mode"_s, record.testMode);
    add(facts, u"provider"_s, record.provider);
    add(facts, u"model"_s, record.model);
    add(facts, u"user"_s, record.user);
    add(facts, u"key"_s, record.key);
    add(facts, u"client"_s, record.client);
    add(facts, u"request id"_s, record.requestId);
    add(facts, u"finish reason"_s, record.finishReason);
    facts += Facts{
        {u"head after"_s, orDash(record.headAt)},
        {u"first byte after"_s, orDash(record.firstByte)},
        {u"longest gap"_s, orDash(record.longestGap)},
        {u"took"_s, orDash(record.total)},
        {u"bytes in > out"_s, u"%1 > %2"_s.arg(grouped(record.bytesIn), grouped(record.bytesOut))},
        {u"tokens in > out"_s, tokens(record)},
        {u"cost"_s, cost(record)},
        {u"flags"_s, flags(record)}};
    return facts;
}

QByteArray triesText(const ExchangeRecord &record, const Display &display)
{
    QList<QList<Cell>> rows;
    for (const traffic::Attempt &attempt : record.tries)
        rows += {{shownDuration(attempt.at)},
                 {shownDuration(attempt.waited)},
                 {shownDuration(attempt.took)},
                 {attempt.status == 0 ? u"none"_s : QString::number(attempt.status)},
                 {orDash(attempt.error.isEmpty() ? attempt.kind : attempt.error)}};
    return table({{u"try after"_s, true},
                  {u"waited"_s, true},
                  {u"took"_s, true},
                  {u"status"_s, true},
                  {u"what"_s}},
                 rows,
                 display.isColoured);
}

QByteArray costText(const ExchangeRecord &record, const Display &display)
{
    const auto usd = [](cost::Money money) { return QString::fromLatin1(cost::shownUsd(money)); };
    QList<QList<Cell>> rows;
    for (const cost::ChargeLine &line : record.cost.lines)
        rows += {{QString::fromLatin1(nameOf(line.tokenClass))},
                 {count({line.tokens, line.source})},
                 {usd(line.perMillion)},
                 {usd(line.amount)}};
    return table({{u"tokens"_s}, {u"count"_s, true}, {u"per million"_s, true}, {u"cost"_s, true}},
                 rows,
                 display.isColoured);
}

/// Line by line, as what is within a line must not steer the terminal.
QByteArray lines(QByteArrayView text)
{
    QByteArray shown;
    for (const QByteArray &line : text.toByteArray().split('\n')) {
        if (!line.isEmpty())
            shown += "  " + printable(line).toUtf8() + '\n';
    }
    return shown;
}

QByteArray bodyText(const QByteArray &head, const traffic::Body &body)
{
    const traffic::Content content = traffic::contentOf(head, body, MaxShownBody);
    QByteArray text = lines(content.bytes);
    if (!content.isWhole)
        text += "  (the beginning of " + byteCount(body.size).toUtf8()
                + "; --json has all that was kept)\n";
    return text;
}

QByteArray section(const char *title, const QByteArray &text, const Display &display)
{
    if (text.isEmpty())
        return {};
    return '\n' + tinted(QLatin1String(title), Tint::Dim, display.isColoured).toUtf8() + '\n'
           + text;
}

} // namespace

QString shownDuration(Duration length)
{
    const qint64 ms = length.count();
    if (ms < 100)
        return u"%1 ms"_s.arg(ms);
    if (ms < 10'000)
        return u"%1 s"_s.arg(double(ms) / 1000, 0, 'f', 2);
    if (ms < 60'000)
        return u"%1 s"_s.arg(double(ms) / 1000, 0, 'f', 1);
    const qint64 seconds = ms / 1000;
    if (seconds < 3'600)
        return u"%1 min %2 s"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
    return u"%1 h %2 min"_s.arg(seconds / 3'600).arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'));
}

QString shownTime(TimePoint at, const QTimeZone &zone)
{
    return local(at, zone).toString(u"yyyy-MM-dd HH:mm:ss");
}

QList<Column> exchangeColumns()
{
    return {{u"#"_s, true, 5},
            {u"time"_s, false, 8},
            {u"by"_s, false, 8},
            {u"provider"_s, false, 9},
            {u"model"_s, false, 20},
            {u"path"_s, false, 28},
            {u"status"_s, true, 6},
            {u"ttft"_s, true, 7},
            {u"took"_s, true, 7},
            {u"tokens in > out"_s, true, 15},
            {u"cost"_s, true, 8},
            {u"flags"_s}};
}

QList<Cell> exchangeCells(const ExchangeRecord &record, const Display &display)
{
    return {{QString::number(record.id)},
            {local(record.at, display.zone).toString(u"HH:mm:ss"), Tint::Dim},
            {QString::fromLatin1(nameOf(originOf(record)))},
            {orDash(record.provider)},
            {orDash(record.model)},
            {pathOf(record)},
            {status(record), tintOf(record)},
            {orDash(record.firstByte)},
            {orDash(record.total)},
            {tokens(record)},
            {cost(record)},
            {flags(record), Tint::Dim}};
}

QByteArray
exchangeText(const ExchangeRecord &record, const ExchangeDetail *detail, const Display &display)
{
    constexpr qsizetype nameWidth = 18;
    QByteArray text;
    for (const auto &[name, value] : factsOf(record, display))
        text += tinted(name.leftJustified(nameWidth), Tint::Dim, display.isColoured).toUtf8()
                + value.toUtf8() + '\n';
    if (!record.tries.isEmpty())
        text += '\n' + triesText(record, display);
    if (!record.cost.lines.isEmpty())
        text += '\n' + costText(record, display);
    if (!detail)
        return text;
    text += section("request, as it came", lines(detail->requestHead), display);
    text += section("its body", bodyText(detail->requestHead, detail->request), display);
    text += section("answer, as it came", lines(detail->responseHead), display);
    return text + section("its body", bodyText(detail->responseHead, detail->response), display);
}

} // namespace llmproxy::app
