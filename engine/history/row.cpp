// SPDX-License-Identifier: MIT
#include "engine/history/row.h"

#include "engine/history/filter_sql.h"
#include "engine/traffic/content.h"
#include "engine/traffic/record_json.h"

#include <QJsonDocument>

#include <utility>

using namespace Qt::StringLiterals;

namespace llmproxy::history {

namespace {

constexpr qint64 ColumnBytes = 64;
constexpr qint64 BytesPerIndexed = 5; // a byte of text: the text itself and its trigrams

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

// Whether a body is whole follows from its bytes, which lie beside.
QJsonObject withoutWhole(QJsonObject detail)
{
    for (const QLatin1StringView body : {"request"_L1, "response"_L1}) {
        if (!detail.contains(body))
            continue;
        QJsonObject facts = detail.value(body).toObject();
        facts.remove("whole"_L1);
        detail.insert(body, facts);
    }
    return detail;
}

// Never null, which SQLite would take for NULL.
QString textOf(const QByteArray &bytes)
{
    return bytes.isEmpty() ? QStringLiteral("") : QString::fromUtf8(bytes);
}

QString bodyTextOf(const traffic::ExchangeDetail &detail, qsizetype most)
{
    QString text = QStringLiteral("");
    const auto add = [&](const QByteArray &head, const traffic::Body &body) {
        if (body.bytes.isEmpty())
            return true;
        const QByteArray content = traffic::contentOf(head, body, most).bytes;
        text += QString::fromUtf8(content) + QLatin1Char('\n');
        return content.size() < most;
    };
    const bool isAll =
        add(detail.requestHead, detail.request) && add(detail.responseHead, detail.response);
    return isAll ? text : unindexedText();
}

} // namespace

qint64 Row::size() const
{
    return ColumnBytes + provider.size() + model.size() + user.size() + record.size()
           + detail.size() + request.size() + response.size()
           + (bodyText ? BytesPerIndexed * bodyText->size() : 0);
}

void Row::dropBodies()
{
    request.clear();
    response.clear();
    if (bodyText)
        bodyText->clear();
}

Row rowOf(const Entry &entry, qsizetype textBytes)
{
    const traffic::ExchangeRecord &record = entry.record;
    Row row;
    row.id = record.id;
    row.at = record.at.time_since_epoch().count();
    row.provider = textOf(record.provider);
    row.model = textOf(record.model);
    row.user = textOf(record.user);
    row.status = record.status;
    row.record = compact(traffic::toJson(record));
    if (textBytes > 0)
        row.bodyText = QStringLiteral(""); // all that is not older than the index is in it
    if (!entry.detail)
        return row;
    if (textBytes > 0)
        row.bodyText = bodyTextOf(*entry.detail, textBytes);
    traffic::ExchangeDetail heads = *entry.detail;
    row.request = std::exchange(heads.request.bytes, {});
    row.response = std::exchange(heads.response.bytes, {});
    row.detail = compact(withoutWhole(traffic::toJson(heads)));
    return row;
}

std::optional<traffic::ExchangeRecord> recordOf(const QByteArray &json)
{
    return traffic::recordFromJson(QJsonDocument::fromJson(json).object());
}

std::shared_ptr<const traffic::ExchangeDetail>
detailOf(const QByteArray &json, const QByteArray &request, const QByteArray &response)
{
    auto detail = std::make_shared<traffic::ExchangeDetail>(
        traffic::detailFromJson(QJsonDocument::fromJson(json).object()));
    detail->request.bytes = request;
    detail->response.bytes = response;
    return detail;
}

} // namespace llmproxy::history
