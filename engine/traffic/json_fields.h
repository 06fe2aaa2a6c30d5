// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/cost/money.h"
#include "engine/traffic/names.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QString>
#include <QStringDecoder>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace llmproxy::traffic {

// A struct is described once, by a `describe(Fields &, T &)` in this namespace, and so written and
// read by the same words: with JsonWriter T is const, with JsonReader it is not. Values that are
// absent (an empty text, no duration, an empty list, a struct as it was made) have no key; a key
// that is missing, or holds what it may not, leaves the value as it was made.

class JsonWriter
{
public:
    void text(QLatin1StringView key, const QByteArray &value)
    {
        if (!value.isEmpty())
            m_object.insert(key, QString::fromUtf8(value));
    }
    /// Under "text"; as base64 where it is none, and "encoding" says so.
    void bytes(const QByteArray &value)
    {
        if (value.isEmpty())
            return;
        QStringDecoder decode(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        const QString text = decode(value);
        // Qt drops a byte order mark when it reads a text.
        const bool isText = !decode.hasError() && !value.startsWith("\xEF\xBB\xBF");
        m_object.insert(QLatin1StringView("text"),
                        isText ? text : QString::fromLatin1(value.toBase64()));
        if (!isText)
            m_object.insert(QLatin1StringView("encoding"), QLatin1StringView("base64"));
    }
    void number(QLatin1StringView key, qint64 value) { m_object.insert(key, value); }
    /// 0 stands for none.
    template<class Number>
    void numberIfAny(QLatin1StringView key, Number value)
    {
        if (value != 0)
            number(key, static_cast<qint64>(value));
    }
    void flag(QLatin1StringView key, bool value) { m_object.insert(key, value); }
    void time(QLatin1StringView key, TimePoint value)
    {
        const auto utc = QDateTime::fromMSecsSinceEpoch(value.time_since_epoch().count(), Qt::UTC);
        m_object.insert(key, utc.toString(Qt::ISODateWithMs));
    }
    void date(QLatin1StringView key, QDate value)
    {
        if (value.isValid())
            m_object.insert(key, value.toString(Qt::ISODate));
    }
    void duration(QLatin1StringView key, Duration value) { number(key, value.count()); }
    void duration(QLatin1StringView key, const std::optional<Duration> &value)
    {
        if (value)
            duration(key, *value);
    }
    void usd(QLatin1StringView key, cost::Money value)
    {
        m_object.insert(key, static_cast<double>(value.nanoUsd) / 1e9);
    }
    void usd(QLatin1StringView key, const std::optional<cost::Money> &value)
    {
        if (value)
            usd(key, *value);
    }
    /// `last` is the last enumerator, the first is 0.
    template<class Enum>
    void word(QLatin1StringView key, Enum value, Enum /*last*/)
    {
        const QByteArrayView name = nameOf(value);
        if (!name.isEmpty())
            m_object.insert(key, QLatin1StringView(name));
    }
    template<class T>
    void object(QLatin1StringView key, const T &value)
    {
        if (value != T{})
            m_object.insert(key, made(value));
    }
    template<class T>
    void list(QLatin1StringView key, const QList<T> &values)
    {
        QJsonArray array;
        for (const T &value : values)
            array.append(made(value));
        if (!array.isEmpty())
            m_object.insert(key, array);
    }

    template<class T>
    static QJsonObject made(const T &value)
    {
        JsonWriter writer;
        describe(writer, value);
        return writer.m_object;
    }

private:
    QJsonObject m_object;
};

class JsonReader
{
public:
    explicit JsonReader(QJsonObject object)
        : m_object(std::move(object))
    {}

    void text(QLatin1StringView key, QByteArray &value) const
    {
        value = m_object.value(key).toString().toUtf8();
    }
    void bytes(QByteArray &value) const
    {
        text(QLatin1StringView("text"), value);
        if (m_object.value(QLatin1StringView("encoding")) == QLatin1StringView("base64"))
            value = QByteArray::fromBase64(value);
    }
    template<class Number>
    void number(QLatin1StringView key, Number &value) const
    {
        using Limits = std::numeric_limits<Number>;
        const qint64 told = m_object.value(key).toInteger();
        if constexpr (sizeof(Number) < sizeof(qint64))
            value = static_cast<Number>(std::clamp<qint64>(told, Limits::min(), Limits::max()));
        else
            value = static_cast<Number>(told);
    }
    template<class Number>
    void numberIfAny(QLatin1StringView key, Number &value) const
    {
        number(key, value);
    }
    void flag(QLatin1StringView key, bool &value) const
    {
        value = m_object.value(key).toBool(value);
    }
    void time(QLatin1StringView key, TimePoint &value) const
    {
        const auto at = QDateTime::fromString(m_object.value(key).toString(), Qt::ISODateWithMs);
        if (at.isValid())
            value = TimePoint(Duration(at.toMSecsSinceEpoch()));
    }
    void date(QLatin1StringView key, QDate &value) const
    {
        value = QDate::fromString(m_object.value(key).toString(), Qt::ISODate);
    }
    void duration(QLatin1StringView key, Duration &value) const
    {
        value = Duration(m_object.value(key).toInteger());
    }
    void duration(QLatin1StringView key, std::optional<Duration> &value) const
    {
        if (const QJsonValue told = m_object.value(key); told.isDouble())
            value = Duration(told.toInteger());
    }
    void usd(QLatin1StringView key, cost::Money &value) const
    {
        constexpr double most = 9e9; // more nano-USD do not fit into 64 bits
        const double told = std::clamp(m_object.value(key).toDouble(), -most, most);
        value = {static_cast<qint64>(std::llround(told * 1e9))};
    }
    void usd(QLatin1StringView key, std::optional<cost::Money> &value) const
    {
        if (m_object.value(key).isDouble())
            usd(key, value.emplace());
    }
    template<class Enum>
    void word(QLatin1StringView key, Enum &value, Enum last) const
    {
        const QByteArray name = m_object.value(key).toString().toUtf8();
        for (int i = 0; i <= static_cast<int>(last); ++i) {
            if (nameOf(static_cast<Enum>(i)) == name)
                value = static_cast<Enum>(i);
        }
    }
    template<class T>
    void object(QLatin1StringView key, T &value) const
    {
        if (const QJsonValue told = m_object.value(key); told.isObject())
            fill(told.toObject(), value);
    }
    template<class T>
    void list(QLatin1StringView key, QList<T> &values) const
    {
        const QJsonArray array = m_object.value(key).toArray();
        for (const auto &each : array)
            fill(each.toObject(), values.emplaceBack());
    }

    template<class T>
    static void fill(const QJsonObject &object, T &value)
    {
        JsonReader reader(object);
        describe(reader, value);
    }

private:
    const QJsonObject m_object;
};

} // namespace llmproxy::traffic
