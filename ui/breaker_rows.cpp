// SPDX-License-Identifier: MIT
#include "ui/breaker_rows.h"

#include "ui/format.h"
#include "ui/key_words.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

const QString Nothing = u"\u2013"_s;

QString orNothing(const QString &text)
{
    return text.isEmpty() ? Nothing : text;
}

QString tipOf(const KeyView &key)
{
    QStringList lines{key.name};
    for (const Pip &pip : key.pips)
        lines.append(pip.exchange > 0
                         ? BreakerRows::tr("%1  %2  request #%3", "time, cause, number")
                               .arg(format::timeOfDayToTheSecond(pip.at),
                                    pip.cause,
                                    QString::number(pip.exchange))
                         : format::timeOfDayToTheSecond(pip.at) + u"  "_s + pip.cause);
    return lines.join(u'\n');
}

} // namespace

QStringList BreakerRows::keyHeadings()
{
    return {tr("Circuit"),
            tr("State"),
            tr("Failures"),
            tr("Next"),
            tr("Since"),
            tr("Blocked"),
            tr("Last cause"),
            tr("State over time")};
}

QList<Row>
BreakerRows::keys(const QList<KeyView> &keys, const stats::EngineSnapshot &snapshot, Duration span)
{
    QList<Row> rows;
    for (const KeyView &key : keys) {
        rows.append(
            {.id = circuit::textOf(key.key),
             .cells =
                 {{.text = key.name},
                  {.text = StatePainter::word(key.state), .paints = QVariant::fromValue(key.state)},
                  {.text = key.failures, .paints = QVariant::fromValue(key.fuse)},
                  {.text = orNothing(key.next)},
                  {.text = key.openedAt ? format::timeOfDayToTheSecond(*key.openedAt) : Nothing},
                  {.text = format::count(key.blocked), .isNumber = true},
                  {.text = orNothing(key.cause)},
                  {.text = {},
                   .paints = QVariant::fromValue(CircuitView::strip(snapshot, key.key, span))}},
             .sentence = key.sentence,
             .tip = tipOf(key)});
    }
    return rows;
}

QStringList BreakerRows::eventHeadings()
{
    return {tr("Time"), tr("Circuit"), tr("What"), tr("Cause"), tr("Request")};
}

QList<Row> BreakerRows::events(const QList<CircuitEventView> &events)
{
    QList<Row> rows;
    for (const CircuitEventView &event : events) {
        const QString exchange =
            event.exchange > 0 ? u"#"_s + QString::number(event.exchange) : Nothing;
        const QByteArray id = QByteArray::number(event.exchange) + ' '
                              + QByteArray::number(qint64(event.at.time_since_epoch().count()))
                              + ' ' + circuit::textOf(event.key);
        rows.append({.id = id,
                     .cells = {{.text = format::timeOfDayToTheSecond(event.at)},
                               {.text = event.name},
                               {.text = event.what, .paints = QVariant::fromValue(event.state)},
                               {.text = orNothing(event.cause)},
                               {.text = exchange}}});
    }
    return rows;
}

qint64 BreakerRows::exchangeOf(const QByteArray &eventId)
{
    return eventId.left(eventId.indexOf(' ')).toLongLong();
}

QString BreakerRows::facts(const stats::CircuitFacts &facts)
{
    const circuit::Policy &policy = facts.policy;
    QStringList parts{
        facts.observesOnly ? tr("OBSERVE ONLY (mode: log), nothing is blocked") : tr("ENFORCE"),
        tr("threshold %1 in %2 s")
            .arg(format::count(policy.failureThreshold), KeyWords::seconds(policy.window)),
        tr("cooldown %1 s").arg(KeyWords::seconds(policy.cooldown)),
        policy.rollupThreshold > 0 ? tr("rollup %1 in %2 s")
                                         .arg(format::count(policy.rollupThreshold),
                                              KeyWords::seconds(policy.rollupWindow))
                                   : tr("no rollup")};
    return parts.join(u" \u00B7 "_s);
}

QString BreakerRows::json(const KeyView &key)
{
    QJsonObject made{{u"circuit"_s, QString::fromUtf8(circuit::textOf(key.key))},
                     {u"state"_s, StatePainter::word(key.state)},
                     {u"failures"_s, key.failures},
                     {u"blocked"_s, key.blocked}};
    if (!key.forced.isEmpty())
        made.insert(u"forced"_s, key.forced);
    if (!key.next.isEmpty())
        made.insert(u"next"_s, key.next);
    if (!key.cause.isEmpty())
        made.insert(u"last_cause"_s, key.cause);
    return QString::fromUtf8(QJsonDocument(made).toJson(QJsonDocument::Indented));
}

} // namespace llmproxy::ui
