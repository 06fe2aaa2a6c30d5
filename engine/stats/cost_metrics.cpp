// SPDX-License-Identifier: MIT
#include "engine/stats/cost_metrics.h"

namespace llmproxy::stats {

namespace {

QByteArrayList tagsOf(const cost::Record &record, TagLimit &limit)
{
    QByteArrayList tags;
    const auto add = [&](const QByteArray &name, const QByteArray &value) {
        if (!value.isEmpty())
            tags += tag(name, limit.bounded(name, value));
    };
    add("provider", record.provider);
    add("model", record.model);
    add("endpoint", record.endpoint);
    add("streaming", record.isStreaming ? "true" : "false");
    add("user_id", record.userId);
    add("key_id", record.keyId);
    add("finish_reason", record.finishReason);
    return tags;
}

} // namespace

QList<Metric> costMetrics(const cost::Record &record, TagLimit &limit)
{
    using Type = Metric::Type;
    const QByteArrayList tags = tagsOf(record, limit);
    const auto distribution = [&tags](const char *name, const QByteArray &value) {
        return Metric{name, value, Type::Distribution, tags};
    };
    const cost::Charge &charge = record.charge;
    QList<Metric> metrics{
        distribution("tokens.input", QByteArray::number(record.usage.input.tokens)),
        distribution("tokens.output", QByteArray::number(record.usage.output.tokens)),
        distribution("tokens.total", QByteArray::number(cost::totalTokens(record.usage)))};
    if (charge.total) {
        metrics += distribution("cost.input_cents", cost::decimalCents(charge.inputAmount()));
        metrics += distribution("cost.output_cents", cost::decimalCents(charge.outputAmount()));
        metrics += distribution("cost.total_cents", cost::decimalCents(*charge.total));
    }
    metrics += Metric{"requests.count", "1", Type::Count, tags};
    return metrics;
}

} // namespace llmproxy::stats
