// SPDX-License-Identifier: MIT
#include "engine/cost/record.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <algorithm>
#include <cmath>

namespace llmproxy::cost {

namespace {

constexpr qint64 MostTokens = 1'000'000'000'000; // so that sums stay in 64 bits

// Also U+2028 and U+2029, which some readers take for a line's end.
bool needsEscape(QChar c)
{
    return c < QChar(0x20) || c == QChar(0x7f) || c == QChar(0x2028) || c == QChar(0x2029);
}

QByteArray escaped(QStringView text)
{
    QString out;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            out += u'\\';
        if (needsEscape(c))
            out += u"\\u" + QString::number(c.unicode(), 16).rightJustified(4, u'0');
        else
            out += c;
    }
    return out.toUtf8();
}

QByteArrayView cut(QByteArrayView text)
{
    if (text.size() <= MaxRecordedBytes)
        return text;
    qsizetype end = MaxRecordedBytes;
    while (end > 0 && (static_cast<quint8>(text[end]) & 0xC0) == 0x80) // inside a character
        --end;
    return text.first(end);
}

/// The members of one JSON object, in the order written.
class Members
{
public:
    void text(QByteArrayView key, QByteArrayView value)
    {
        // Decoding makes U+FFFD of what is not UTF-8; a lone surrogate cannot come out of it.
        bare(key, '"' + escaped(QString::fromUtf8(cut(value))) + '"');
    }
    void optionalText(QByteArrayView key, QByteArrayView value)
    {
        if (!value.isEmpty())
            text(key, value);
    }
    void number(QByteArrayView key, qint64 value) { bare(key, QByteArray::number(value)); }
    void optionalNumber(QByteArrayView key, qint64 value)
    {
        if (value != 0)
            number(key, value);
    }
    void flag(QByteArrayView key, bool value) { bare(key, value ? "true" : "false"); }
    void money(QByteArrayView key, Money value) { bare(key, decimalUsd(value)); }

    QByteArray object() const { return '{' + m_json + '}'; }

private:
    void bare(QByteArrayView key, const QByteArray &value)
    {
        if (!m_json.isEmpty())
            m_json += ',';
        m_json += '"' + key.toByteArray() + "\":" + value;
    }

    QByteArray m_json;
};

void addOurs(Members &members, const Record &record)
{
    members.text("cost_label", nameOf(record.charge.label));
    members.optionalNumber("cache_read_tokens", record.usage.cacheRead.tokens);
    members.optionalNumber("cache_write_tokens", record.usage.cacheWrite.tokens);
    members.optionalNumber("thought_tokens", record.usage.thought.tokens);
    if (record.charge.pricesAsOf.isValid())
        members.text("prices_as_of", record.charge.pricesAsOf.toString(Qt::ISODate).toLatin1());
}

// Exact to the nano-USD up to nine million dollars, where a double's 53 bits end.
Money moneyOf(const QJsonValue &value)
{
    const double usd = value.toDouble();
    if (!(usd > 0 && usd < 9e9))
        return {};
    return {static_cast<qint64>(std::llround(usd * 1e9))};
}

Label labelOf(const QJsonObject &object)
{
    const QString name = object.value(u"cost_label").toString();
    for (const Label label : {Label::Unknown, Label::Estimated, Label::Reported}) {
        if (name == QLatin1StringView(nameOf(label)))
            return label;
    }
    // The original's: without a model that matched it wrote a cost of 0.
    if (object.value(u"matched_model").toString().isEmpty())
        return Label::Unknown;
    return object.value(u"is_estimate").toBool() ? Label::Estimated : Label::Reported;
}

} // namespace

QByteArray jsonLine(const Record &record)
{
    const Charge &charge = record.charge;
    Members members;
    members.text("timestamp", record.at.toString(Qt::ISODateWithMs).toLatin1());
    members.optionalText("request_id", record.requestId);
    members.optionalText("user_id", record.userId);
    members.optionalText("key_id", record.keyId);
    members.optionalText("ip_address", record.ipAddress);
    members.text("provider", record.provider);
    members.text("model", record.model);
    members.text("endpoint", record.endpoint);
    members.flag("is_streaming", record.isStreaming);
    members.number("input_tokens", record.usage.input.tokens);
    members.number("output_tokens", record.usage.output.tokens);
    members.number("total_tokens", totalTokens(record.usage));
    members.money("input_cost", charge.inputAmount());
    members.money("output_cost", charge.outputAmount());
    members.money("total_cost", charge.total.value_or(Money{}));
    members.flag("is_estimate", charge.label == Label::Estimated);
    members.optionalText("finish_reason", record.finishReason);
    members.optionalText("matched_model", charge.matchedModel);
    addOurs(members, record);
    return members.object() + '\n';
}

std::optional<RecordSummary> readJsonLine(QByteArrayView line)
{
    const QJsonObject object = QJsonDocument::fromJson(line.toByteArray()).object();
    const auto text = [&object](QStringView key) { return object.value(key).toString().toUtf8(); };
    const auto tokens = [&object](QStringView key) {
        return std::clamp<qint64>(object.value(key).toInteger(), 0, MostTokens);
    };
    const QDateTime at =
        QDateTime::fromString(object.value(u"timestamp").toString(), Qt::ISODateWithMs);
    if (!at.isValid() || !object.value(u"total_cost").isDouble())
        return std::nullopt;
    return RecordSummary{.at = TimePoint(Duration(at.toMSecsSinceEpoch())),
                         .provider = text(u"provider"),
                         .model = text(u"model"),
                         .keyId = text(u"key_id"),
                         .userId = text(u"user_id"),
                         .inputTokens = tokens(u"input_tokens"),
                         .outputTokens = tokens(u"output_tokens"),
                         .cacheReadTokens = tokens(u"cache_read_tokens"),
                         .cacheWriteTokens = tokens(u"cache_write_tokens"),
                         .total = moneyOf(object.value(u"total_cost")),
                         .label = labelOf(object)};
}

} // namespace llmproxy::cost
