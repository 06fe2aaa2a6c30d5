// SPDX-License-Identifier: MIT
#include "engine/mock/call.h"

#include <QDateTime>
#include <QJsonDocument>

#include <algorithm>

namespace llmproxy::mock {

namespace {

/// FNV-1a, so that different requests get different ids under one seed.
quint64 digest(QByteArrayView bytes, quint64 hash)
{
    for (const char byte : bytes)
        hash = (hash ^ static_cast<quint8>(byte)) * 0x100000001B3U;
    return hash;
}

std::optional<int> steered(const Call &call, QByteArrayView name, int least, int most)
{
    bool ok = false;
    const int value = call.header(name).toInt(&ok);
    return ok && value >= least && value <= most ? std::optional(value) : std::nullopt;
}

std::optional<QJsonObject> parseObject(const QByteArray &body)
{
    const QJsonDocument document = QJsonDocument::fromJson(body);
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

} // namespace

Call::Call(const Request &arrived, const Settings &usual)
    : request(arrived)
    , settings(usual)
    , path(splitOnce(arrived.target, '?').first)
    , query(splitOnce(arrived.target, '?').second)
    , body(parseObject(arrived.body))
    , ids(digest(arrived.body, digest(arrived.target, usual.seed)))
{
    constexpr int oneDay = 24 * 60 * 60 * 1000;
    settings.latency =
        Duration(steered(*this, "x-mock-latency-ms", 0, oneDay).value_or(settings.latency.count()));
    status = steered(*this, "x-mock-status", 200, 599);
    tokens = steered(*this, "x-mock-tokens", 0, MaxSteeredTokens);
}

QByteArray Call::header(QByteArrayView name) const
{
    const auto found =
        std::find_if(request.headers.begin(), request.headers.end(), [name](const auto &field) {
            return field.first.compare(name, Qt::CaseInsensitive) == 0;
        });
    return found == request.headers.end() ? QByteArray() : found->second;
}

void Pacer::add(const QByteArray &bytes, qint64 tokens)
{
    m_tokens += tokens;
    const Duration due(m_tokensPerSecond > 0 ? m_tokens * 1000 / m_tokensPerSecond : 0);
    m_pieces.push_back({bytes, due - m_due});
    m_due = due;
}

Answer wholeAnswer(const Call &call, int status, HeaderList headers, const json::Json &body)
{
    return {status, call.settings.latency, std::move(headers), {{body.text, Duration(0)}}, false};
}

Answer streamAnswer(const Call &call, HeaderList headers, Pacer &pacer)
{
    return {200, call.settings.latency, std::move(headers), pacer.take(), true};
}

std::pair<QByteArray, QByteArray> splitOnce(const QByteArray &text, char separator)
{
    const qsizetype at = text.indexOf(separator);
    if (at < 0)
        return {text, {}};
    return {text.first(at), text.sliced(at + 1)};
}

QByteArray sseEvent(QByteArrayView name, const json::Json &data)
{
    QByteArray out;
    if (!name.isEmpty())
        out.append("event: ").append(name).append('\n');
    return out.append("data: ").append(data.text).append("\n\n");
}

QByteArray rfc3339(TimePoint at)
{
    return QDateTime::fromSecsSinceEpoch(unixSeconds(at), Qt::UTC).toString(Qt::ISODate).toLatin1();
}

qint64 unixSeconds(TimePoint at)
{
    return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

} // namespace llmproxy::mock
