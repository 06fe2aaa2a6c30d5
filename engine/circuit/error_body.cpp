// SPDX-License-Identifier: MIT
#include "engine/circuit/error_body.h"

#include "engine/circuit/text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace llmproxy::circuit {

namespace {

constexpr qsizetype MaxDetailBytes = 256;

// Gemini wraps the errors of a stream into an array.
QJsonObject errorIn(const QJsonDocument &document)
{
    const QJsonObject whole =
        document.isArray() ? document.array().first().toObject() : document.object();
    return whole.value(QLatin1String("error")).toObject();
}

} // namespace

ErrorBody readErrorBody(const FaultRules &rules, QByteArrayView body)
{
    QJsonObject error;
    if (!rules.codeMembers.empty()) {
        error = errorIn(QJsonDocument::fromJson(QByteArray::fromRawData(body.data(), body.size())));
    }
    if (error.isEmpty())
        return {{}, cutToBytes(body.trimmed(), MaxDetailBytes + 1).toByteArray()};
    ErrorBody read;
    for (const QByteArrayView member : rules.codeMembers) {
        if (read.code.isEmpty())
            read.code = error.value(QLatin1String(member)).toString().toUtf8();
    }
    read.message = error.value(QLatin1String("message")).toString().toUtf8();
    return read;
}

QByteArray detailOf(const ErrorBody &error)
{
    QByteArray detail = error.code;
    if (!error.code.isEmpty() && !error.message.isEmpty())
        detail += ": ";
    detail += error.message;
    if (detail.size() <= MaxDetailBytes)
        return detail;
    return cutToBytes(detail, MaxDetailBytes).toByteArray() + "...(truncated)";
}

} // namespace llmproxy::circuit
