// SPDX-License-Identifier: MIT
#include "engine/stats/circuit_health.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace llmproxy::stats {

namespace {

using circuit::ProviderStatus;

// Qt writes arrays and objects alone, so the value is taken out of an array of one.
QByteArray json(const QJsonValue &value)
{
    const QByteArray array = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return array.sliced(1, array.size() - 2);
}

QByteArray json(QByteArrayView text)
{
    return json(QJsonValue(QString::fromUtf8(text.data(), text.size())));
}

QByteArray listOf(const QByteArrayList &elements)
{
    return '[' + elements.join(',') + ']';
}

QByteArray seconds(TimePoint time)
{
    const auto whole = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch();
    return QByteArray::number(qint64(whole.count()));
}

// A provider without a failure is closed.
ProviderStatus statusOf(const CircuitHealth &health, const QByteArray &provider)
{
    const auto &known = health.snapshot.providers;
    const auto found = std::find_if(known.begin(), known.end(), [&](const ProviderStatus &each) {
        return each.provider == provider;
    });
    return found == known.end() ? ProviderStatus{.provider = provider} : *found;
}

/// Three members whose names begin alike, here and in the provider's own block.
QByteArray stateMembers(const ProviderStatus &status, const QByteArray &prefix)
{
    QByteArray members = '"' + prefix + R"(state":)" + json(textOf(status.state)) + ",\"" + prefix
                         + R"(failures":)" + QByteArray::number(status.failures);
    if (status.cooldownUntil)
        members += ",\"" + prefix + R"(cooldown_until":)" + seconds(*status.cooldownUntil);
    return members;
}

QByteArray rollupBlock(const CircuitHealth &health, const circuit::RollupStatus &rollup)
{
    QByteArrayList keys;
    for (const circuit::Key &key : rollup.openKeys)
        keys.append(json(textOf(key)));
    const auto window = std::chrono::floor<std::chrono::seconds>(health.rollupWindow);
    return R"({"enabled":true,"open":)" + json(QJsonValue(rollup.open)) + R"(,"count":)"
           + QByteArray::number(rollup.count) + R"(,"threshold":)"
           + QByteArray::number(health.rollupThreshold) + R"(,"window_seconds":)"
           + QByteArray::number(qint64(window.count())) + R"(,"open_keys":)" + listOf(keys) + '}';
}

QByteArray providerBlock(const CircuitHealth &health, const ProviderStatus &status)
{
    if (health.statsUnavailable)
        return R"({"error":"stats_unavailable"})";
    QByteArray block = '{' + stateMembers(status, {});
    if (health.rollupThreshold > 0)
        block += R"(,"rollup":)" + rollupBlock(health, status.rollup);
    return block + '}';
}

} // namespace

QByteArray circuitBlock(const CircuitHealth &health)
{
    QByteArrayList providers;
    int failures = 0;
    for (const QByteArray &provider : health.providers) {
        const ProviderStatus status = statusOf(health, provider);
        providers.append(json(provider) + ':' + providerBlock(health, status));
        failures += status.failures;
    }
    QByteArray block =
        R"({"enabled":true,"mode":)" + json(health.mode) + R"(,"backend":)" + json(health.backend)
        + R"(,"redis_fallback":)" + json(QJsonValue(health.redisFallback)) + R"(,"total_failures":)"
        + QByteArray::number(failures) + R"(,"degraded_signal":)" + json(health.degradedSignal);
    if (!health.testModes.isEmpty()) {
        QByteArrayList modes;
        for (const QByteArray &mode : health.testModes)
            modes.append(json(mode));
        block += R"(,"test_modes":)" + listOf(modes);
    }
    return block + R"(,"providers":{)" + providers.join(',') + "}}";
}

QByteArray circuitMembers(const CircuitHealth &health, const QByteArray &provider)
{
    if (health.statsUnavailable)
        return {};
    return stateMembers(statusOf(health, provider), "circuit_");
}

} // namespace llmproxy::stats
