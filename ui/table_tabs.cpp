// SPDX-License-Identifier: MIT
#include "ui/table_tabs.h"

#include "ui/exchange_text.h"
#include "ui/format.h"
#include "ui/plain_table.h"
#include "ui/theme.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

QLabel *fill(QWidget *tab, PlainTable *table)
{
    auto *word = new QLabel(tab);
    word->setTextFormat(Qt::PlainText);
    word->setWordWrap(true);
    word->setContentsMargins(12, 6, 12, 8);
    word->setTextInteractionFlags(Qt::TextSelectableByMouse);
    makeDim(word);
    auto *layout = new QVBoxLayout(tab);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(word);
    layout->addWidget(table, 1);
    tab->setFocusProxy(table);
    return word;
}

QString orNone(const QByteArray &text)
{
    return text.isEmpty() ? u"\u2013"_s : format::plain(text);
}

QStringList attemptRow(qsizetype number, const traffic::Attempt &attempt)
{
    return {QString::number(number),
            format::duration(attempt.at),
            attempt.waited.count() > 0 ? format::duration(attempt.waited) : u"\u2013"_s,
            format::duration(attempt.took),
            attempt.status > 0 ? QString::number(attempt.status) : u"\u2013"_s,
            orNone(attempt.kind),
            orNone(attempt.error)};
}

/// Of the only try; how it went stands in the record itself.
traffic::Attempt onlyAttempt(const traffic::ExchangeRecord &record)
{
    const bool isAnswered = record.status > 0 && !record.madeHere;
    return {.took = record.headAt.value_or(record.total.value_or(Duration::zero())),
            .status = isAnswered ? record.status : 0,
            .error = isAnswered ? QByteArray() : record.error,
            .kind = record.failureKind};
}

QString classWord(cost::TokenClass tokenClass)
{
    switch (tokenClass) {
    case cost::TokenClass::Input:
        return UsageTab::tr("input");
    case cost::TokenClass::CacheRead:
        return UsageTab::tr("input from the cache");
    case cost::TokenClass::CacheWrite:
        return UsageTab::tr("input written to the cache");
    case cost::TokenClass::CacheWriteLong:
        return UsageTab::tr("input written to the cache for an hour");
    case cost::TokenClass::ToolPrompt:
        return UsageTab::tr("input of the provider's tools");
    case cost::TokenClass::Output:
        return UsageTab::tr("output");
    case cost::TokenClass::Thought:
        return UsageTab::tr("thinking");
    }
    return {};
}

QString sourceWord(usage::Source source)
{
    switch (source) {
    case usage::Source::Unknown:
        return UsageTab::tr("unknown");
    case usage::Source::Estimated:
        return UsageTab::tr("estimated");
    case usage::Source::Reported:
        return UsageTab::tr("reported");
    }
    return {};
}

QString usd(cost::Money money)
{
    return QString::fromLatin1(cost::shownUsd(money));
}

QString labelWord(const cost::Charge &charge)
{
    switch (charge.label) {
    case cost::Label::Unknown:
        return charge.matchedModel.isEmpty()
                   ? UsageTab::tr("No price is known for this model, so there is no cost.")
                   : UsageTab::tr("The tokens are not known, so there is no cost.");
    case cost::Label::Estimated:
        return UsageTab::tr("Estimated: some number, or the price, is the proxy's own guess.");
    case cost::Label::Reported:
        return UsageTab::tr("The provider told every number that counts.");
    }
    return {};
}

/// Where there is no price, the numbers alone.
QList<QStringList> countRows(const usage::TokenUsage &usage)
{
    const QList<std::pair<QString, usage::Count>> counts = {
        {UsageTab::tr("input"), usage.input},
        {UsageTab::tr("of it from the cache"), usage.cacheRead},
        {UsageTab::tr("of it written to the cache"), usage.cacheWrite},
        {UsageTab::tr("output"), usage.output},
        {UsageTab::tr("thinking"), usage.thought},
        {UsageTab::tr("in all"), usage.total}};
    QList<QStringList> rows;
    for (const auto &[word, count] : counts) {
        if (count.source != usage::Source::Unknown)
            rows.append({word, format::count(count.tokens), sourceWord(count.source)});
    }
    return rows;
}

} // namespace

AttemptsTab::AttemptsTab(QWidget *parent)
    : DetailTab(parent)
    , m_table(new PlainTable(tr("Attempts"),
                             {{u"#"_s, u"10"_s, true},
                              {tr("At"), u"99 min 59 s"_s, true},
                              {tr("Waited"), u"99 min 59 s"_s, true},
                              {tr("Took"), u"99 min 59 s"_s, true},
                              {tr("Status"), u"200"_s, true},
                              {tr("Kind"), u"connection_reset"_s},
                              {tr("Error"), u"timeout_header"_s}},
                             this))
    , m_word(fill(this, m_table))
{}

QString AttemptsTab::count(const traffic::ExchangeRecord &record) const
{
    return record.attempts > 1 ? format::count(record.attempts) : QString();
}

void AttemptsTab::showReading(const ExchangeReading &reading, bool /*isOther*/)
{
    const traffic::ExchangeRecord &record = reading.record();
    QList<QStringList> rows;
    for (const traffic::Attempt &attempt : record.tries)
        rows.append(attemptRow(rows.size() + 1, attempt));
    if (rows.isEmpty() && record.attempts > 0)
        rows.append(attemptRow(1, onlyAttempt(record)));
    m_table->setRows(rows);
    QStringList word;
    if (rows.isEmpty())
        word.append(tr("Nothing was sent upstream."));
    if (!record.breaker.isEmpty())
        word.append(tr("The breaker said: %1.").arg(format::plain(record.breaker)));
    if (!record.failureClass.isEmpty())
        word.append(tr("Counted as: %1.").arg(format::plain(record.failureClass)));
    if (!record.testMode.isEmpty())
        word.append(tr("Test mode: %1.").arg(format::plain(record.testMode)));
    if (!record.overLimit.isEmpty())
        word.append(tr("Over the limit %1.").arg(format::plain(record.overLimit)));
    if (!record.requestId.isEmpty())
        word.append(tr("The provider's id: %1.").arg(format::plain(record.requestId)));
    m_word->setText(word.join(u"  "_s));
    m_word->setVisible(!word.isEmpty());
}

UsageTab::UsageTab(QWidget *parent)
    : DetailTab(parent)
    , m_table(new PlainTable(tr("Usage and cost"),
                             {{tr("Tokens of"), u"input written to the cache for an hour"_s},
                              {tr("Tokens"), u"99,999,999"_s, true},
                              {tr("Source"), u"estimated"_s},
                              {tr("per million"), u"$999.99"_s, true},
                              {tr("Amount"), u"$0.000015"_s, true},
                              {{}, {}}},
                             this))
    , m_word(fill(this, m_table))
{}

void UsageTab::showReading(const ExchangeReading &reading, bool /*isOther*/)
{
    const traffic::ExchangeRecord &record = reading.record();
    const cost::Charge &charge = record.cost;
    QList<QStringList> rows;
    qint64 tokens = 0;
    for (const cost::ChargeLine &line : charge.lines) {
        rows.append({classWord(line.tokenClass),
                     format::count(line.tokens),
                     sourceWord(line.source),
                     usd(line.perMillion),
                     usd(line.amount)});
        tokens += line.tokens;
    }
    const bool hasSum = charge.total.has_value();
    if (hasSum)
        rows.append({tr("in all"), format::count(tokens), {}, {}, usd(*charge.total)});
    else
        rows = countRows(record.usage);
    m_table->setRows(rows, hasSum);

    QStringList word;
    if (!reading.isDone())
        word.append(tr("Told when it is done."));
    else
        word.append(labelWord(charge));
    if (!charge.matchedModel.isEmpty()) {
        const QString model = format::plain(charge.matchedModel);
        word.append(
            charge.pricesAsOf.isValid()
                ? tr("Prices of %1 as of %2.").arg(model, charge.pricesAsOf.toString(Qt::ISODate))
                : tr("Prices of %1.").arg(model));
    }
    m_word->setText(word.join(u"  "_s));
}

} // namespace llmproxy::ui
