// SPDX-License-Identifier: MIT
#include "engine/admin/orders.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <utility>

using namespace Qt::StringLiterals;

namespace llmproxy::admin {

namespace {

constexpr qint64 MaxSeconds = 31'536'000; // a year
constexpr qint64 MaxRequests = 1'000'000'000;
constexpr qsizetype MaxRules = 100;

Failure<QByteArray> wrong(const char *what)
{
    return Failure<QByteArray>(QByteArray(what));
}

Result<QJsonObject, QByteArray> objectOf(const QByteArray &body)
{
    if (body.trimmed().isEmpty())
        return QJsonObject();
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError)
        return wrong("The body is not JSON");
    if (!document.isObject())
        return wrong("The body must be a JSON object");
    return document.object();
}

/// A whole number from `least` to `most` under `key`; nullopt: the key is missing or null.
Result<std::optional<qint64>, QByteArray>
numberIn(const QJsonObject &object, QLatin1StringView key, qint64 least, qint64 most)
{
    const QJsonValue value = object.value(key);
    if (value.isUndefined() || value.isNull())
        return std::optional<qint64>();
    const qint64 number = value.toInteger(least - 1);
    if (number < least || number > most)
        return Failure<QByteArray>(QByteArray(key.data(), key.size())
                                   + " must be a whole number from " + QByteArray::number(least)
                                   + " to " + QByteArray::number(most));
    return std::optional<qint64>(number);
}

circuit::TestScope scopeNamed(const QByteArray &text)
{
    if (text.isEmpty() || text == "all")
        return circuit::Everywhere{};
    circuit::Key key = circuit::keyNamed(text);
    if (key.model.isEmpty())
        return circuit::OfProvider{key.provider};
    return key;
}

Result<circuit::TestExtent, QByteArray> extentOf(const QJsonObject &object, MonotonicTime now)
{
    const auto requests = numberIn(object, "requests"_L1, 1, MaxRequests);
    const auto seconds = numberIn(object, "seconds"_L1, 1, MaxSeconds);
    if (!requests)
        return Failure<QByteArray>(requests.error());
    if (!seconds)
        return Failure<QByteArray>(seconds.error());
    if (*requests && *seconds)
        return wrong("requests and seconds exclude each other");
    if (*requests)
        return circuit::ForRequests{**requests};
    if (*seconds)
        return circuit::UntilTime{now + std::chrono::seconds(**seconds)};
    return circuit::UntilSwitchedOff{};
}

Result<circuit::TestRule, QByteArray> ruleOf(const QJsonObject &object, MonotonicTime now)
{
    const auto mode = circuit::testModeNamed(object.value("mode"_L1).toString().toUtf8());
    if (!mode)
        return wrong("mode is none of the test modes");
    const QJsonValue scope = object.value("scope"_L1);
    if (!scope.isUndefined() && !scope.isString())
        return wrong("scope must be all, a provider or <provider>:<model>");
    auto extent = extentOf(object, now);
    if (!extent)
        return Failure<QByteArray>(extent.error());
    circuit::TestRule rule;
    rule.mode = *mode;
    rule.scope = scopeNamed(scope.toString().toUtf8());
    rule.extent = *extent;
    return rule;
}

} // namespace

Result<circuit::TestRules, QByteArray> testRulesOf(const QByteArray &body, MonotonicTime now)
{
    const auto object = objectOf(body);
    if (!object)
        return Failure<QByteArray>(object.error());
    const QJsonValue list = object->value("test_modes"_L1);
    if (!list.isArray())
        return wrong("test_modes must be a list");
    const QJsonArray modes = list.toArray();
    if (modes.size() > MaxRules)
        return wrong("test_modes must have at most 100 elements");
    circuit::TestRules rules;
    for (const auto &mode : modes) {
        auto rule = ruleOf(mode.toObject(), now);
        if (!rule)
            return Failure<QByteArray>(rule.error());
        rules.push_back(*std::move(rule));
    }
    return rules;
}

Result<std::optional<MonotonicTime>, QByteArray> forcedUntil(const QByteArray &body,
                                                             MonotonicTime now)
{
    const auto object = objectOf(body);
    if (!object)
        return Failure<QByteArray>(object.error());
    const auto seconds = numberIn(*object, "seconds"_L1, 0, MaxSeconds);
    if (!seconds)
        return Failure<QByteArray>(seconds.error());
    if (!*seconds)
        return std::optional<MonotonicTime>();
    return **seconds == 0 ? MonotonicTime::max() : now + std::chrono::seconds(**seconds);
}

Result<bool, QByteArray> isPaused(const QByteArray &body)
{
    const auto object = objectOf(body);
    if (!object)
        return Failure<QByteArray>(object.error());
    const QJsonValue paused = object->value("paused"_L1);
    if (!paused.isBool())
        return wrong("paused must be true or false");
    return paused.toBool();
}

} // namespace llmproxy::admin
