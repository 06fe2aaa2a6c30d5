// SPDX-License-Identifier: MIT
#include "engine/accounting.h"

#include "engine/traffic/origin.h"

#include <algorithm>

namespace llmproxy {

namespace {

QDateTime endOf(const traffic::ExchangeRecord &record)
{
    const TimePoint end = record.at + record.total.value_or(Duration{});
    return QDateTime::fromMSecsSinceEpoch(end.time_since_epoch().count(), Qt::UTC);
}

// "127.0.0.1:51234" and "[::1]:51234" without the port.
QByteArray addressOf(const QByteArray &client)
{
    const QByteArray host = client.left(client.lastIndexOf(':'));
    return host.startsWith('[') && host.endsWith(']') ? host.sliced(1).chopped(1) : host;
}

// The path as it would be without /meta/{user}, and without the query.
QByteArray endpointOf(const QByteArray &target)
{
    const QByteArray path = target.left(target.indexOf('?')); // all of it if there is none
    const QByteArrayView prefix = "/meta/";
    const qsizetype user = path.startsWith(prefix) ? path.indexOf('/', prefix.size()) : -1;
    return user < 0 ? path : path.sliced(user);
}

bool isReported(const usage::TokenUsage &usage)
{
    return usage.input.source == usage::Source::Reported
           || usage.output.source == usage::Source::Reported;
}

stats::AnsweredBy answeredBy(const traffic::ExchangeRecord &record)
{
    if (!record.madeHere)
        return stats::AnsweredBy::Upstream;
    if (!record.testMode.isEmpty())
        return stats::AnsweredBy::TestMode;
    if (record.breaker == "blocked")
        return stats::AnsweredBy::Breaker;
    return record.overLimit.isEmpty() ? stats::AnsweredBy::Gateway : stats::AnsweredBy::Limit;
}

} // namespace

bool isBilled(const traffic::ExchangeRecord &record)
{
    if (record.provider.isEmpty() || record.madeHere)
        return false;
    const bool isGood = record.status >= 200 && record.status < 300;
    return isReported(record.usage) || (isGood && !record.model.isEmpty());
}

cost::Charge chargeFor(const traffic::ExchangeRecord &record, const cost::PriceBook &prices)
{
    if (!isBilled(record))
        return {};
    return cost::charge(record.usage, prices.find(record.provider, record.model));
}

stats::Spending spendingOf(const traffic::ExchangeRecord &record)
{
    return {.provider = record.provider,
            .model = record.model,
            .key = record.key,
            .user = record.user,
            .day = endOf(record).date(),
            .usage = record.usage,
            .charge = record.cost};
}

std::optional<stats::Ended> endedOf(const traffic::ExchangeRecord &record)
{
    if (record.provider.isEmpty() || record.status == 0)
        return std::nullopt;
    const bool brokeOff =
        record.endedBy == traffic::EndedBy::Upstream || record.endedBy == traffic::EndedBy::Timeout;
    return stats::Ended{.at = record.at + record.total.value_or(Duration{}),
                        .provider = record.provider,
                        .by = answeredBy(record),
                        .failed = brokeOff || (!record.madeHere && record.status >= 500),
                        .firstByte = record.streaming ? record.firstByte : std::nullopt};
}

stats::Measured measuredOf(const traffic::ExchangeRecord &record)
{
    const QByteArrayView origin = traffic::nameOf(traffic::originOf(record)); // of static storage
    stats::Measured measured{.provider = record.provider,
                             .model = record.model,
                             .status = record.status,
                             .origin = QByteArray::fromRawData(origin.data(), origin.size()),
                             .total = record.total.value_or(Duration(0)),
                             .firstByte = record.firstByte,
                             .costs = {}};
    if (isBilled(record))
        measured.costs = stats::costsOf(spendingOf(record));
    return measured;
}

// The text is "user:alice, requests of the minute", or "global, …".
std::optional<stats::LimitCount> limitOf(const traffic::ExchangeRecord &record)
{
    if (record.overLimit.isEmpty())
        return std::nullopt;
    const auto *const end = std::find_if(record.overLimit.cbegin(),
                                         record.overLimit.cend(),
                                         [](char c) { return c == ':' || c == ','; });
    return stats::LimitCount{
        record.provider, record.overLimit.first(end - record.overLimit.cbegin()), record.madeHere};
}

cost::Record costRecord(const traffic::ExchangeRecord &record)
{
    return {.at = endOf(record),
            .requestId = record.requestId,
            .userId = record.user,
            .keyId = record.key,
            .ipAddress = addressOf(record.client),
            .provider = record.provider,
            .model = record.model,
            .endpoint = endpointOf(record.target),
            .isStreaming = record.streaming,
            .usage = record.usage,
            .charge = record.cost,
            .finishReason = record.finishReason};
}

} // namespace llmproxy
