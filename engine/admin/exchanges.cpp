// SPDX-License-Identifier: MIT
#include "engine/admin/exchanges.h"

#include "engine/traffic/record_json.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace llmproxy::admin {

namespace {

constexpr qint64 DefaultPage = 100;
constexpr qint64 MaxPage = 1000;
constexpr qint64 MaxId = std::numeric_limits<qint64>::max();
constexpr qsizetype AllRecords = 1'000'000; ///< more than the live window holds

Reply json(const QJsonObject &object)
{
    return {.body = QJsonDocument(object).toJson(QJsonDocument::Compact)};
}

proxy::LocalError notFound()
{
    return {404, "There is no such exchange (any more)", "not_found"};
}

} // namespace

Answer listExchanges(const Control &control, const Query &query)
{
    const auto limit =
        numberWithin(query.value("limit").value_or(QByteArray::number(DefaultPage)), 1, MaxPage);
    if (!limit)
        return proxy::LocalError{400, "limit must be from 1 to 1000", "bad_request"};
    const auto before =
        numberWithin(query.value("before").value_or(QByteArray::number(MaxId)), 1, MaxId);
    if (!before)
        return proxy::LocalError{400, "before must be an exchange's id", "bad_request"};

    QList<traffic::ExchangeRecord> records = control.recordsSince(0, AllRecords).changed;
    records.removeIf([&before](const auto &record) { return record.id >= *before; });
    std::sort(
        records.begin(), records.end(), [](const auto &a, const auto &b) { return a.id > b.id; });
    const bool isLast = records.size() <= *limit;
    records.resize(std::min(records.size(), qsizetype(*limit)));
    QJsonArray page;
    for (const traffic::ExchangeRecord &record : std::as_const(records))
        page.append(traffic::toJson(record));
    return json({{"exchanges"_L1, page},
                 {"next"_L1, isLast ? QJsonValue() : QJsonValue(records.last().id)}});
}

Answer showExchange(const Control &control, const QByteArray &id)
{
    const auto number = numberWithin(id, 1, MaxId);
    if (!number)
        return notFound();
    const QList<traffic::ExchangeRecord> records = control.recordsSince(0, AllRecords).changed;
    const auto found = std::find_if(records.begin(), records.end(), [&number](const auto &record) {
        return record.id == *number;
    });
    if (found == records.end())
        return notFound();
    const auto detail = control.detail(*number);
    return json({{"exchange"_L1, traffic::toJson(*found)},
                 {"detail"_L1, detail ? QJsonValue(traffic::toJson(*detail)) : QJsonValue()}});
}

} // namespace llmproxy::admin
