// SPDX-License-Identifier: MIT
#include "app/admin_command.h"

#include "app/admin_client.h"
#include "app/admin_text.h"
#include "app/configuration.h"
#include "app/exchange_tail.h"
#include "app/plain_text.h"
#include "app/program.h"
#include "engine/admin/token_file.h"
#include "engine/traffic/record_json.h"

#include <QJsonDocument>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace llmproxy::app {

namespace {

using Verb = AdminQuery::Verb;
using Format = AdminQuery::Format;

TimePoint now()
{
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

/// https://no-color.org
Display display()
{
    return {.zone = QTimeZone::systemTimeZone(),
            .isColoured = ::isatty(STDOUT_FILENO) == 1 && qEnvironmentVariableIsEmpty("NO_COLOR")};
}

/// Where a gateway that listens on `address` is reached from this machine.
QByteArray reachable(const QByteArray &address)
{
    if (address == "localhost" || address == "0.0.0.0" || address == "::")
        return "127.0.0.1";
    return address.contains(':') ? '[' + address + ']' : address;
}

/// The error is for people.
Result<QUrl, QString> gatewayUrl(const Arguments &arguments)
{
    if (!arguments.admin.url.isEmpty())
        return QUrl(arguments.admin.url);
    const ConfigOutcome outcome = loadConfig(configRequest(arguments));
    if (!outcome.loaded) {
        QStringList problems;
        for (const config::Problem &problem : outcome.problems)
            problems += problem.toString();
        return Failure<QString>(problems.join(u'\n'));
    }
    const config::Server &server = outcome.loaded->config.server;
    if (server.port == 0)
        return Failure<QString>(
            u"server.port is 0, which may be any; --port names the gateway's"_s);
    const QByteArray host = reachable(server.listen.value(0, "127.0.0.1"));
    return QUrl(QString::fromLatin1("http://" + host + ':' + QByteArray::number(server.port)));
}

QByteArray logText(const QJsonObject &answer, const Display &how)
{
    QList<QList<Cell>> rows;
    for (const auto &each : answer[u"exchanges"].toArray()) {
        if (const auto record = traffic::recordFromJson(each.toObject()))
            rows += exchangeCells(*record, how);
    }
    QList<Column> columns = exchangeColumns();
    for (Column &column : columns)
        column.width = 0; // all rows are here, so they decide
    return rows.isEmpty() ? QByteArray("Nothing was found.\n")
                          : table(columns, rows, how.isColoured);
}

QByteArray showText(const QJsonObject &answer, const Display &how)
{
    const auto record = traffic::recordFromJson(answer[u"exchange"].toObject());
    if (!record)
        return "This is no exchange.\n";
    const auto detail = traffic::detailFromJson(answer[u"detail"].toObject());
    return exchangeText(*record, answer[u"detail"].isObject() ? &detail : nullptr, how);
}

/// What an answer says, for people.
QByteArray textOf(const AdminQuery &query, const QByteArray &body)
{
    const QJsonObject answer = QJsonDocument::fromJson(body).object();
    switch (query.verb) {
    case Verb::Status:
        return statusText(answer, now(), display());
    case Verb::Log:
        return logText(answer, display());
    case Verb::Show:
        return query.format == Format::Text ? showText(answer, display()) : body;
    case Verb::TestMode:
        return testModesText(answer[u"test_modes"].toArray(), now(), display());
    case Verb::Circuit:
        if (query.words.isEmpty())
            return circuitsText(answer, now(), display());
        return printable(answer[u"circuit"][u"key"].toString().toUtf8()).toUtf8() + " is "
               + printable(answer[u"circuit"][u"state"].toString().toUtf8()).toUtf8() + ".\n";
    case Verb::Limits:
        return limitsText(answer[u"rate_limits"].toObject(), display());
    case Verb::Reload:
        return "The configuration was read again.\n" + problemsText(answer[u"problems"].toArray());
    case Verb::Purge:
        return "All that was recorded is deleted.\n";
    case Verb::Pause:
        return "Exchanges are no longer recorded.\n";
    case Verb::Resume:
        return "Exchanges are recorded again.\n";
    case Verb::Tail:
    case Verb::Export:
        break;
    }
    return body;
}

int fail(const QString &message)
{
    complain(message);
    return Failed;
}

int tail(AdminClient &client, const AdminQuery &query, const AdminCall &call)
{
    ExchangeTail events(display(), query.format == Format::Json);
    if (query.format != Format::Json)
        print(events.heading());
    const auto ended = client.follow(call, [&events](const QByteArray &piece) {
        if (const QByteArray lines = events.feed(piece); !lines.isEmpty())
            print(lines);
    });
    return ended ? fail(u"the gateway has ended the stream"_s) : fail(ended.error());
}

int exportAll(AdminClient &client, const AdminCall &call)
{
    const auto written = client.follow(call, [](const QByteArray &piece) { print(piece); });
    return written ? Ended : fail(written.error());
}

/// Adds to or takes from what is on: the API knows the whole list alone.
Result<AdminCall, QString>
secondStep(AdminClient &client, const AdminQuery &query, const AdminCall &first)
{
    const auto answer = client.ask(first);
    if (!answer)
        return Failure<QString>(answer.error());
    const QJsonObject on = QJsonDocument::fromJson(*answer).object();
    auto call = testModeCall(query, on[u"test_modes"].toArray(), now());
    if (!call)
        return Failure<QString>(call.error().message);
    return *std::move(call);
}

} // namespace

int runAdmin(const Arguments &arguments)
{
    const AdminQuery &query = arguments.admin;
    auto call = adminCall(query, now());
    if (!call) {
        complain(call.error().message);
        return Misused;
    }
    const auto url = gatewayUrl(arguments);
    if (!url) {
        complain(url.error());
        return Misused;
    }
    const QString tokenFile = admin::tokenPath();
    AdminClient client(*url, admin::readToken(tokenFile), tokenFile);
    if (query.verb == Verb::Tail)
        return tail(client, query, *call);
    if (query.verb == Verb::Export)
        return exportAll(client, *call);
    if (switchesTestModes(query)) {
        auto second = secondStep(client, query, *call);
        if (!second)
            return fail(second.error());
        call = *std::move(second);
    }
    const auto answer = client.ask(*call);
    if (!answer)
        return fail(answer.error());
    print(query.format == Format::Json ? *answer + '\n' : textOf(query, *answer));
    return Ended;
}

} // namespace llmproxy::app
