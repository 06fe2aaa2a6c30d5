// SPDX-License-Identifier: MIT
#include "ui/usage_rows.h"

#include "ui/format.h"
#include "ui/glyph.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

using stats::CostTotals;

QString usd(cost::Money money)
{
    return QString::fromLatin1(cost::shownUsd(money));
}

const QMap<QByteArray, CostTotals> &mapOf(const stats::Costs &costs, UsageRows::By by)
{
    switch (by) {
    case UsageRows::By::Provider:
        return costs.byProvider;
    case UsageRows::By::Key:
        return costs.byKey;
    case UsageRows::By::User:
        return costs.byUser;
    case UsageRows::By::Model:
    case UsageRows::By::Day:
        break;
    }
    return costs.byModel;
}

QString nameOf(const QByteArray &name, UsageRows::By by)
{
    if (!name.isEmpty())
        return format::plain(name);
    return by == UsageRows::By::User  ? UsageRows::tr("no user named")
           : by == UsageRows::By::Key ? UsageRows::tr("no key")
                                      : UsageRows::tr("not named");
}

Row rowOf(const QByteArray &id, const QString &name, const CostTotals &totals)
{
    const auto number = [](qint64 value) {
        return Cell{.text = format::count(value), .isNumber = true};
    };
    const bool isPriced = totals.unknown < totals.exchanges;
    Row row{.id = id,
            .cells = {{.text = name},
                      number(totals.exchanges),
                      number(totals.input),
                      number(totals.cacheRead),
                      number(totals.cacheWrite),
                      number(totals.output),
                      number(totals.thought),
                      {.text = isPriced ? usd(totals.total) : u"?"_s, .isNumber = true},
                      {.text = totals.unknown > 0 ? format::count(totals.unknown) : u"\u2013"_s,
                       .paints = QVariant::fromValue(totals.unknown > 0 ? Ink::Text : Ink::Dim),
                       .isNumber = true}}};
    row.sentence = UsageRows::tr("%1: %2 requests, %3")
                       .arg(name, format::count(totals.exchanges), UsageRows::cost(totals));
    return row;
}

Row lineOf(const QString &name, qint64 tokens, cost::Money amount)
{
    const double average =
        tokens > 0 ? static_cast<double>(amount.nanoUsd) * 1e6 / static_cast<double>(tokens) : 0;
    return {.id = name.toUtf8(),
            .cells = {
                {.text = name},
                {.text = format::count(tokens), .isNumber = true},
                {.text = u"\u00D7 "_s + usd(cost::Money{std::llround(average)}), .isNumber = true},
                {.text = u"= "_s + usd(amount), .isNumber = true},
                {}}};
}

} // namespace

QStringList UsageRows::headings(By by)
{
    const auto first = [by] {
        switch (by) {
        case By::Model:
            return tr("Model");
        case By::Provider:
            return tr("Provider");
        case By::Key:
            return tr("API key");
        case By::User:
            return tr("User");
        case By::Day:
            return tr("Day (UTC)");
        }
        return QString();
    };
    return {first(),
            tr("Requests"),
            tr("Input"),
            tr("From cache"),
            tr("To cache"),
            tr("Output"),
            tr("Reasoning"),
            tr("Cost"),
            tr("Unpriced")};
}

QList<Row> UsageRows::rows(const stats::Costs &costs, By by)
{
    QList<Row> rows;
    if (by == By::Day) {
        for (auto day = costs.byDay.begin(); day != costs.byDay.end(); ++day) {
            const QString name = day.key().toString(Qt::ISODate);
            rows.prepend(rowOf(name.toLatin1(), name, day.value()));
        }
        return rows;
    }
    struct Sum
    {
        QByteArray name;
        CostTotals totals;
    };
    QList<Sum> sums;
    const auto &map = mapOf(costs, by);
    for (auto each = map.begin(); each != map.end(); ++each)
        sums.append({each.key(), each.value()});
    std::stable_sort(sums.begin(), sums.end(), [](const Sum &left, const Sum &right) {
        return right.totals.total < left.totals.total;
    });
    for (const Sum &sum : std::as_const(sums))
        rows.append(rowOf(
            sum.name.isEmpty() ? QByteArray(1, '\0') : sum.name, nameOf(sum.name, by), sum.totals));
    return rows;
}

CostTotals UsageRows::totalsOf(const stats::Costs &costs, By by, const QByteArray &id)
{
    if (id.isEmpty())
        return costs.all;
    if (by == By::Day)
        return costs.byDay.value(QDate::fromString(QString::fromLatin1(id), Qt::ISODate),
                                 costs.all);
    const QByteArray name = id == QByteArray(1, '\0') ? QByteArray() : id;
    return mapOf(costs, by).value(name, costs.all);
}

QStringList UsageRows::arithmeticHeadings()
{
    return {tr("Tokens of"), tr("Tokens"), tr("Average per million"), tr("Cost"), {}};
}

QList<Row> UsageRows::arithmetic(const CostTotals &totals)
{
    QList<Row> rows;
    const auto add = [&rows](const QString &name, qint64 tokens, cost::Money amount) {
        if (tokens > 0)
            rows.append(lineOf(name, tokens, amount));
    };
    add(tr("Input"), totals.input, totals.parts.input);
    add(tr("Input from the cache"), totals.cacheRead, totals.parts.cacheRead);
    add(tr("Input to the cache"), totals.cacheWrite, totals.parts.cacheWrite);
    add(tr("Output"), totals.output, totals.parts.output);
    add(tr("Reasoning"), totals.thought, totals.parts.thought);
    QString note = unpriced(totals.unknown);
    if (totals.estimated.nanoUsd > 0)
        note = tr("of it %1 estimated").arg(usd(totals.estimated)) + u' ' + note;
    rows.append(
        {.id = "sum",
         .cells = {{.text = tr("Sum")},
                   {.text = format::count(allInput(totals) + allOutput(totals)), .isNumber = true},
                   {},
                   {.text = totals.unknown < totals.exchanges || totals.exchanges == 0
                                ? usd(totals.total)
                                : u"?"_s,
                    .isNumber = true},
                   {.text = note, .paints = QVariant::fromValue(Ink::Dim)}}});
    return rows;
}

QString UsageRows::unpriced(qint64 count)
{
    return count > 0 ? tr("(%1 unpriced)").arg(format::count(count)) : QString();
}

QString UsageRows::cost(const CostTotals &totals)
{
    const bool nothingIsPriced = totals.exchanges > 0 && totals.unknown == totals.exchanges;
    const QString sum = nothingIsPriced ? u"\u2013"_s : usd(totals.total);
    return totals.unknown > 0 ? sum + u' ' + unpriced(totals.unknown) : sum;
}

QString UsageRows::cacheShare(const CostTotals &totals)
{
    const qint64 all = allInput(totals);
    return all == 0 ? QString() : u"%1 %"_s.arg(totals.cacheRead * 100 / all);
}

qint64 UsageRows::allInput(const CostTotals &totals)
{
    return totals.input + totals.cacheRead + totals.cacheWrite;
}

qint64 UsageRows::allOutput(const CostTotals &totals)
{
    return totals.output + totals.thought;
}

CostTotals UsageRows::today(const stats::EngineSnapshot &snapshot)
{
    const QDate day =
        QDateTime::fromMSecsSinceEpoch(snapshot.at.time_since_epoch().count(), Qt::UTC).date();
    return snapshot.costs.byDay.value(day);
}

} // namespace llmproxy::ui
