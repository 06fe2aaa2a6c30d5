// SPDX-License-Identifier: MIT
#include "engine/exports/json_lines.h"

#include "engine/traffic/record_json.h"

#include <QJsonDocument>

namespace llmproxy::exports {

QByteArray jsonLine(const traffic::ExchangeRecord &record)
{
    return QJsonDocument(traffic::toJson(record)).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace llmproxy::exports
