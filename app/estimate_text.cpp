// SPDX-License-Identifier: MIT
#include "app/estimate_text.h"

#include "app/plain_text.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace llmproxy::app {

namespace {

using From = usage::Estimate::From;

QString line(const QString &name, const QString &value)
{
    return name.leftJustified(12) + value + u'\n';
}

// Why the texts did not decide.
QString whyBySize(const InputEstimate &estimate)
{
    const qint64 longest = estimate.settings.maxSampleBytes;
    if (longest < 0)
        return QStringLiteral("estimation.max_sample_bytes has no body read");
    if (estimate.facts.bodyBytes > longest)
        return QStringLiteral("it is longer than estimation.max_sample_bytes, %1")
            .arg(grouped(longest));
    if (!estimate.facts.hasText)
        return QStringLiteral("it is no JSON document");
    return QStringLiteral("its texts make no token");
}

QString origin(const InputEstimate &estimate, From from)
{
    switch (from) {
    case From::Texts:
        return QStringLiteral("the texts: %1 characters / %2 a token")
            .arg(grouped(estimate.facts.textCodePoints), grouped(estimate.settings.charsPerToken));
    case From::Size:
        return QStringLiteral("the size: %1 bytes / %2 a token, as %3")
            .arg(grouped(estimate.facts.bodyBytes),
                 grouped(estimate.settings.bytesPerToken),
                 whyBySize(estimate));
    case From::Nothing:
        break;
    }
    return QStringLiteral("nothing: there is no body");
}

QString nameOf(From from)
{
    switch (from) {
    case From::Texts:
        return QStringLiteral("texts");
    case From::Size:
        return QStringLiteral("size");
    case From::Nothing:
        break;
    }
    return QStringLiteral("nothing");
}

} // namespace

QByteArray estimateText(const InputEstimate &estimate)
{
    const usage::RequestFacts &facts = estimate.facts;
    const usage::Estimate made = usage::estimateInput(facts, estimate.settings);
    const QString text = facts.hasText
                             ? QStringLiteral("%1 characters").arg(grouped(facts.textCodePoints))
                             : QStringLiteral("not counted");
    const QString lines =
        line(QStringLiteral("provider"), printable(estimate.provider))
        + line(QStringLiteral("model"), printable(facts.model))
        + line(QStringLiteral("streaming"),
               facts.streaming ? QStringLiteral("yes") : QStringLiteral("no"))
        + line(QStringLiteral("body"), QStringLiteral("%1 bytes").arg(grouped(facts.bodyBytes)))
        + line(QStringLiteral("texts"), text) + line(QStringLiteral("tokens"), grouped(made.tokens))
        + line(QStringLiteral("from"), origin(estimate, made.from));
    return lines.toUtf8();
}

QByteArray estimateJson(const InputEstimate &estimate)
{
    const usage::RequestFacts &facts = estimate.facts;
    const usage::Estimate made = usage::estimateInput(facts, estimate.settings);
    const QJsonObject object{
        {QStringLiteral("provider"), QString::fromUtf8(estimate.provider)},
        {QStringLiteral("model"), QString::fromUtf8(facts.model)},
        {QStringLiteral("streaming"), facts.streaming},
        {QStringLiteral("body_bytes"), facts.bodyBytes},
        {QStringLiteral("text_code_points"),
         facts.hasText ? QJsonValue(facts.textCodePoints) : QJsonValue()},
        {QStringLiteral("tokens"), made.tokens},
        {QStringLiteral("from"), nameOf(made.from)},
    };
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

} // namespace llmproxy::app
