// SPDX-License-Identifier: MIT
#include "engine/exports/har.h"

#include "engine/exports/quoting.h"
#include "engine/exports/replay.h"
#include "engine/http/head.h"
#include "engine/traffic/content.h"
#include "engine/traffic/head_text.h"
#include "engine/traffic/key_shapes.h"
#include "engine/traffic/record_json.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::exports {

namespace {

using traffic::ExchangeDetail;
using traffic::ExchangeRecord;

constexpr qsizetype MaxContentBytes = qsizetype(16) * 1024 * 1024;
constexpr int Unknown = -1; // HAR's word for it

QString textOf(QByteArrayView bytes)
{
    return QString::fromUtf8(bytes);
}

QJsonObject pair(QByteArrayView name, QByteArrayView value)
{
    return {{u"name"_s, textOf(name)}, {u"value"_s, textOf(value)}};
}

QJsonArray headersOf(QByteArrayView head)
{
    QJsonArray headers;
    for (const traffic::HeadField &field : traffic::fieldsOf(head))
        headers.append(pair(field.name, traffic::maskedKeyShapes(field.value)));
    return headers;
}

QByteArray decoded(const QByteArray &component)
{
    return QByteArray::fromPercentEncoding(QByteArray(component).replace('+', ' '));
}

QJsonArray queryOf(const QByteArray &target)
{
    QJsonArray parameters;
    const qsizetype mark = target.indexOf('?');
    if (mark < 0)
        return parameters;
    for (const QByteArray &parameter : target.sliced(mark + 1).split('&')) {
        if (parameter.isEmpty())
            continue;
        const qsizetype equals = parameter.indexOf('=');
        const QByteArray name = equals < 0 ? parameter : parameter.first(equals);
        const QByteArray value = equals < 0 ? QByteArray() : parameter.sliced(equals + 1);
        parameters.append(pair(decoded(name), decoded(value)));
    }
    return parameters;
}

/// May a body of this type be shown as text, if it is text?
bool isTextual(QByteArrayView type)
{
    const QByteArray lowered = type.toByteArray().toLower();
    return lowered.isEmpty() || lowered.startsWith("text/") || lowered.contains("json")
           || lowered.contains("xml") || lowered.contains("javascript")
           || lowered.startsWith("application/x-www-form-urlencoded");
}

QByteArray typeOf(QByteArrayView head)
{
    return traffic::fieldOf(head, "content-type").value_or(QByteArrayView()).toByteArray();
}

/// The content and its type, under HAR's names; `encodingKey` says that it is base64.
QJsonObject
contentJson(const QByteArray &type, const traffic::Content &content, const QString &encodingKey)
{
    const QByteArray shown = traffic::maskedKeyShapes(content.bytes);
    QJsonObject json{{u"mimeType"_s, textOf(type)}};
    if (!shown.isEmpty() && isTextual(type) && isText(shown)) {
        json[u"text"_s] = textOf(shown);
    } else if (!shown.isEmpty()) {
        json[u"text"_s] = QString::fromLatin1(shown.toBase64());
        json[encodingKey] = u"base64"_s;
    }
    if (!content.isWhole)
        json[u"comment"_s] = u"%1 bytes of it were kept"_s.arg(content.bytes.size());
    return json;
}

QJsonObject requestJson(const ExchangeRecord &record, const ExchangeDetail *detail)
{
    const QByteArray head = detail ? detail->requestHead : QByteArray();
    QJsonObject request{
        {u"method"_s, textOf(record.method)},
        {u"url"_s, textOf(visibleUrl("http://" + authorityOf(detail) + record.target))},
        {u"httpVersion"_s,
         traffic::startLine(head).endsWith("1.0") ? u"HTTP/1.0"_s : u"HTTP/1.1"_s},
        {u"cookies"_s, QJsonArray()},
        {u"headers"_s, headersOf(head)},
        {u"queryString"_s, queryOf(record.target)},
        {u"headersSize"_s, Unknown},
        {u"bodySize"_s, record.bytesIn}};
    if (detail && detail->request.size > 0) {
        const auto content = traffic::contentOf(head, detail->request, MaxContentBytes);
        request[u"postData"_s] = contentJson(typeOf(head), content, u"_encoding"_s);
    }
    return request;
}

/// "Too Many Requests" of "HTTP/1.1 429 Too Many Requests".
QByteArray reasonOf(QByteArrayView head)
{
    const QByteArrayView line = traffic::startLine(head);
    const qsizetype status = line.indexOf(' ') + 1;
    const qsizetype reason = line.indexOf(' ', status) + 1;
    return status > 0 && reason > 0 ? line.sliced(reason).toByteArray() : QByteArray();
}

QJsonObject responseJson(const ExchangeRecord &record, const ExchangeDetail *detail)
{
    const QByteArray head =
        detail ? detail->sentHead.isEmpty() ? detail->responseHead : detail->sentHead
               : QByteArray();
    traffic::Body body;
    body.size = record.bytesOut;
    if (detail)
        body = detail->response;
    const auto kept = traffic::contentOf(head, body, MaxContentBytes);
    QJsonObject content = contentJson(typeOf(head), kept, u"encoding"_s);
    const qint64 size = kept.isDecoded ? kept.bytes.size() : record.bytesOut;
    content[u"size"_s] = size;
    if (kept.isDecoded && kept.isWhole)
        content[u"compression"_s] = size - record.bytesOut;
    QJsonObject response{{u"status"_s, record.status},
                         {u"statusText"_s, textOf(reasonOf(head))},
                         {u"httpVersion"_s, u"HTTP/1.1"_s},
                         {u"cookies"_s, QJsonArray()},
                         {u"headers"_s, headersOf(head)},
                         {u"content"_s, content},
                         {u"redirectURL"_s, QString()},
                         {u"headersSize"_s, Unknown},
                         {u"bodySize"_s, record.bytesOut}};
    if (!record.error.isEmpty())
        response[u"_error"_s] = textOf(record.error);
    return response;
}

struct Timings
{
    qint64 wait = 0; ///< to the answer's head
    qint64 receive = 0;
};

Timings timingsOf(const ExchangeRecord &record)
{
    const qint64 total = record.total.value_or(Duration::zero()).count();
    const qint64 wait = std::min<qint64>(record.headAt.value_or(Duration(total)).count(), total);
    return {wait, total - wait};
}

} // namespace

QByteArray HarWriter::begin() const
{
    const QJsonObject creator{{u"name"_s, u"LLM Proxy"_s}, {u"version"_s, textOf(m_version)}};
    return R"({"log":{"version":"1.2","creator":)"
           + QJsonDocument(creator).toJson(QJsonDocument::Compact) + ",\"entries\":[";
}

QByteArray HarWriter::entry(const ExchangeRecord &record, const ExchangeDetail *detail)
{
    const qint64 at = record.at.time_since_epoch().count();
    const Timings timings = timingsOf(record);
    const QJsonObject entry{
        {u"startedDateTime"_s,
         QDateTime::fromMSecsSinceEpoch(at, Qt::UTC).toString(Qt::ISODateWithMs)},
        {u"time"_s, timings.wait + timings.receive},
        {u"request"_s, requestJson(record, detail)},
        {u"response"_s, responseJson(record, detail)},
        {u"cache"_s, QJsonObject()},
        {u"timings"_s,
         QJsonObject{{u"send"_s, 0}, {u"wait"_s, timings.wait}, {u"receive"_s, timings.receive}}},
        {u"_llm"_s, traffic::toJson(record)}};
    const QByteArray separator = m_hasEntries ? ",\n" : "\n";
    m_hasEntries = true;
    return separator + QJsonDocument(entry).toJson(QJsonDocument::Compact);
}

} // namespace llmproxy::exports
