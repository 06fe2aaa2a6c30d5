// SPDX-License-Identifier: MIT
#include "app/admin_orders.h"

#include "engine/traffic/filter.h"

#include <QDateTime>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace llmproxy::app {

namespace {

using Verb = AdminQuery::Verb;
using Format = AdminQuery::Format;

Failure<UsageError> wrong(const QString &message)
{
    return Failure<UsageError>({message});
}

/// For how long, or for how many requests.
struct Extent
{
    std::optional<qint64> requests;
    std::optional<qint64> seconds;
};

std::optional<qint64> wholeNumber(QStringView text)
{
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    return isNumber && number >= 1 && number <= 1'000'000'000 ? std::optional(number)
                                                              : std::nullopt;
}

Result<Extent, UsageError> extentOf(const QString &text)
{
    if (text.isEmpty())
        return Extent{};
    if (const auto requests = wholeNumber(text))
        return Extent{.requests = requests, .seconds = {}};
    const auto number = wholeNumber(QStringView(text).chopped(1));
    const QChar unit = text.back();
    const qint64 factor = unit == u's' ? 1 : unit == u'm' ? 60 : unit == u'h' ? 3'600 : 0;
    if (!number || factor == 0)
        return wrong(
            u"--for takes a number of requests or a time, as in 5, 30s, 10m, 2h, not '%1'"_s.arg(
                text));
    return Extent{.requests = {}, .seconds = *number * factor};
}

/// The text with what is wrong in it underlined.
QString underlined(const QString &text, const traffic::FilterError &error)
{
    return u"%1\n  %2\n  %3%4"_s.arg(
        error.text, text, QString(error.position, u' '), QString(error.length, u'^'));
}

AdminCall asking(const QByteArray &target)
{
    return {.method = "GET", .target = target, .body = {}};
}

AdminCall order(const QByteArray &method, const QByteArray &target, const QJsonObject &body)
{
    return {.method = method, .target = target, .body = body};
}

/// `target` ends with the begin of a query.
Result<AdminCall, UsageError> filtered(QByteArray target, const AdminQuery &query, TimePoint now)
{
    const QString filter = query.words.join(u' ');
    if (const auto parsed = traffic::parseFilter(filter, now); !parsed)
        return wrong(underlined(filter, parsed.error()));
    return asking(target + "filter=" + QUrl::toPercentEncoding(filter));
}

Result<AdminCall, UsageError> showCall(const AdminQuery &query)
{
    const auto id = wholeNumber(query.words.value(0));
    if (!id)
        return wrong(u"show takes the number of an exchange, not '%1'"_s.arg(query.words.value(0)));
    const QByteArray target = "/exchanges/" + QByteArray::number(*id);
    switch (query.format) {
    case Format::Curl:
        return asking(target + "/curl?format=curl");
    case Format::Python:
        return asking(target + "/curl?format=python");
    case Format::Node:
        return asking(target + "/curl?format=node");
    case Format::Har:
        return asking("/exchanges.har?filter=id%3A" + QByteArray::number(*id));
    case Format::Text:
    case Format::Json:
    case Format::JsonLines:
        break;
    }
    return asking(target);
}

Result<AdminCall, UsageError> circuitCall(const AdminQuery &query)
{
    if (query.words.isEmpty())
        return asking("/status");
    const QString &word = query.words.first();
    if (word != u"open" && word != u"close" && word != u"probe")
        return wrong(u"circuit takes open, close or probe and a key, not '%1'"_s.arg(word));
    if (query.words.size() != 2)
        return wrong(u"circuit %1 takes one key, as in openai:gpt-4o or openai:*"_s.arg(word));
    const auto extent = extentOf(query.extent);
    if (!extent)
        return Failure<UsageError>(extent.error());
    if (extent->requests)
        return wrong(u"a circuit is forced for a time, as in 30s, 10m, 2h"_s);
    const QByteArray key = QUrl::toPercentEncoding(query.words.at(1));
    AdminCall call = order("POST", "/circuit/" + key + '/' + word.toLatin1(), {});
    if (extent->seconds)
        call.body->insert(u"seconds"_s, *extent->seconds);
    return call;
}

Result<AdminCall, UsageError> testModesCall(const AdminQuery &query)
{
    const QString word = query.words.value(0, u"list"_s);
    const qsizetype more = query.words.size() - 1;
    if (word == u"on" && (more < 1 || more > 2))
        return wrong(u"test-mode on takes a mode, and perhaps what it is for: a provider or "
                     "provider:model"_s);
    if (word == u"off" && (more > 1 || (more == 1 && !wholeNumber(query.words.at(1)))))
        return wrong(u"test-mode off takes the number of one, or nothing for all"_s);
    if (word == u"list" && more > 0)
        return wrong(u"test-mode list takes nothing more"_s);
    if (word != u"on" && word != u"off" && word != u"list")
        return wrong(u"test-mode takes on, off or list, not '%1'"_s.arg(word));
    if (const auto extent = extentOf(query.extent); !extent)
        return Failure<UsageError>(extent.error());
    return asking("/test-modes");
}

/// A mode that is on, as the API wants it told.
QJsonObject kept(const QJsonObject &mode, TimePoint now)
{
    QJsonObject order{{u"mode"_s, mode[u"mode"]}, {u"scope"_s, mode[u"scope"]}};
    if (mode.contains(u"requests_left"))
        order[u"requests"_s] = mode[u"requests_left"];
    if (mode.contains(u"until")) {
        const auto until = QDateTime::fromString(mode[u"until"].toString(), Qt::ISODateWithMs);
        const qint64 left = until.toMSecsSinceEpoch() - now.time_since_epoch().count();
        order[u"seconds"_s] = std::max<qint64>(1, (left + 999) / 1000);
    }
    return order;
}

} // namespace

bool switchesTestModes(const AdminQuery &query)
{
    return query.verb == Verb::TestMode && query.words.value(0, u"list"_s) != u"list";
}

Result<AdminCall, UsageError> adminCall(const AdminQuery &query, TimePoint now)
{
    switch (query.verb) {
    case Verb::Status:
        return asking("/status");
    case Verb::Log:
        return filtered("/exchanges?limit=" + QByteArray::number(query.limit) + '&', query, now);
    case Verb::Show:
        return showCall(query);
    case Verb::Tail:
        return filtered("/events?", query, now);
    case Verb::Export:
        return filtered(query.format == Format::JsonLines ? "/exchanges.jsonl?" : "/exchanges.har?",
                        query,
                        now);
    case Verb::TestMode:
        return testModesCall(query);
    case Verb::Circuit:
        return circuitCall(query);
    case Verb::Limits:
        return asking("/limits");
    case Verb::Reload:
        return order("POST", "/config/reload", {});
    case Verb::Purge:
        return order("DELETE", "/exchanges", {});
    case Verb::Pause:
    case Verb::Resume:
        return order("PUT", "/recording", {{u"paused"_s, query.verb == Verb::Pause}});
    }
    Q_UNREACHABLE();
}

Result<AdminCall, UsageError>
testModeCall(const AdminQuery &query, const QJsonArray &modes, TimePoint now)
{
    const bool isOn = query.words.value(0) == u"on";
    const auto gone = isOn ? std::nullopt : wholeNumber(query.words.value(1));
    QJsonArray wanted;
    for (const auto &mode : modes) {
        const bool stays = isOn || (gone && mode[u"id"].toInteger() != *gone);
        if (stays)
            wanted.append(kept(mode.toObject(), now));
    }
    if (gone && wanted.size() == modes.size())
        return wrong(u"no test mode %1 is on"_s.arg(*gone));
    if (isOn) {
        const auto extent = extentOf(query.extent);
        if (!extent)
            return Failure<UsageError>(extent.error());
        QJsonObject mode{{u"mode"_s, query.words.at(1)},
                         {u"scope"_s, query.words.value(2, u"all"_s)}};
        if (extent->requests)
            mode[u"requests"_s] = *extent->requests;
        if (extent->seconds)
            mode[u"seconds"_s] = *extent->seconds;
        wanted.append(mode);
    }
    return order("PUT", "/test-modes", {{u"test_modes"_s, wanted}});
}

} // namespace llmproxy::app
