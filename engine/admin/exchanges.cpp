// SPDX-License-Identifier: MIT
#include "engine/admin/exchanges.h"

#include "engine/admin/record_streams.h"
#include "engine/exports/snippets.h"
#include "engine/traffic/record_json.h"

#include <QJsonDocument>

#include <limits>
#include <utility>

using namespace Qt::StringLiterals;

namespace llmproxy::admin {

namespace {

constexpr qint64 DefaultPage = 100;
constexpr qint64 MaxPage = 1000;
constexpr qint64 MaxId = std::numeric_limits<qint64>::max();

proxy::LocalError badRequest(const QByteArray &what)
{
    return {400, what, "bad_request"};
}

proxy::LocalError notFound()
{
    return {404, "There is no such exchange (any more)", "not_found"};
}

using Show = std::function<Reply(const traffic::StoredExchange &)>;

// From the live window at once, else later, from the disk.
Deed withExchange(const Control &control, const QByteArray &id, const Show &show)
{
    const auto number = numberWithin(id, 1, MaxId - 1);
    if (!number)
        return Answer(notFound());
    const QList<traffic::ExchangeRecord> live = control.recordsBefore(*number + 1, 1);
    if (!live.isEmpty() && live.first().id == *number)
        return Answer(show({live.first(), control.detail(*number), {}}));
    return Later([&control, number, show](std::function<void(Answer)> done) {
        control.storedExchange(
            *number, [show, done = std::move(done)](const traffic::StoredExchange &exchange) {
                done(exchange.record ? Answer(show(exchange)) : Answer(notFound()));
            });
    });
}

Streamed attachment(std::unique_ptr<Stream> stream, const QByteArray &type, const QByteArray &name)
{
    return {.stream = std::move(stream),
            .type = type,
            .fields = "Content-Disposition: attachment; filename=\"" + name + "\"\r\n"};
}

} // namespace

Result<traffic::Filter, proxy::LocalError> filterOf(const Query &query, TimePoint now)
{
    const auto text = query.value("filter");
    if (!text)
        return traffic::Filter{};
    auto filter = traffic::parseFilter(QString::fromUtf8(*text), now);
    if (!filter)
        return Failure<proxy::LocalError>(
            badRequest("filter, at character " + QByteArray::number(filter.error().position + 1)
                       + ": " + filter.error().text.toUtf8()));
    return *std::move(filter);
}

Answer listExchanges(const Control &control, const Query &query, TimePoint now)
{
    const auto limit =
        numberWithin(query.value("limit").value_or(QByteArray::number(DefaultPage)), 1, MaxPage);
    if (!limit)
        return badRequest("limit must be from 1 to 1000");
    const auto before =
        numberWithin(query.value("before").value_or(QByteArray::number(MaxId)), 1, MaxId);
    if (!before)
        return badRequest("before must be an exchange's id");
    auto filter = filterOf(query, now);
    if (!filter)
        return filter.error();
    return Streamed{.stream = std::make_unique<RecordPage>(
                        RecordScan(control, *std::move(filter), *before, false), *limit),
                    .type = "application/json"};
}

Answer
exportHar(const Control &control, const Query &query, TimePoint now, const QByteArray &version)
{
    auto filter = filterOf(query, now);
    if (!filter)
        return filter.error();
    return attachment(
        std::make_unique<HarArchive>(RecordScan(control, *std::move(filter), MaxId, true), version),
        "application/json",
        "exchanges.har");
}

Answer exportJsonLines(const Control &control, const Query &query, TimePoint now)
{
    auto filter = filterOf(query, now);
    if (!filter)
        return filter.error();
    return attachment(
        std::make_unique<JsonLines>(RecordScan(control, *std::move(filter), MaxId, false)),
        "application/jsonl",
        "exchanges.jsonl");
}

Deed showExchange(const Control &control, const QByteArray &id)
{
    return withExchange(control, id, [](const traffic::StoredExchange &exchange) {
        const auto &detail = exchange.detail;
        const QJsonObject shown{
            {"exchange"_L1, traffic::toJson(*exchange.record)},
            {"detail"_L1, detail ? QJsonValue(traffic::toJson(*detail)) : QJsonValue()}};
        return Reply{.body = QJsonDocument(shown).toJson(QJsonDocument::Compact)};
    });
}

Deed showExchangeAsCode(const Control &control, const QByteArray &id, const Query &query)
{
    const QByteArray format = query.value("format").value_or("curl");
    QByteArray (*write)(const exports::Replay &) = nullptr;
    if (format == "curl")
        write = exports::curlCommand;
    else if (format == "python")
        write = exports::pythonProgram;
    else if (format == "node")
        write = exports::nodeProgram;
    if (write == nullptr)
        return Answer(badRequest("format must be curl, python or node"));
    return withExchange(control, id, [write](const traffic::StoredExchange &exchange) {
        return Reply{.body = write(exports::replayOf(*exchange.record, exchange.detail.get())),
                     .type = "text/plain; charset=utf-8"};
    });
}

} // namespace llmproxy::admin
