// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace llmproxy::test {

/// Holds values against schemas of an OpenAPI document, as far as these use JSON Schema: $ref,
/// anyOf, type, enum, minimum, properties, required, additionalProperties, items.
class SchemaCheck
{
public:
    explicit SchemaCheck(QJsonObject document)
        : m_document(std::move(document))
    {}

    /// The first thing that is wrong, with its path; empty: nothing is.
    QString
    complaint(const QJsonValue &value, const QJsonObject &schema, const QString &at = {}) const
    {
        if (const QJsonValue target = schema[QLatin1String("$ref")]; target.isString())
            return complaint(value, resolved(target.toString()), at);
        if (const QJsonValue choices = schema[QLatin1String("anyOf")]; choices.isArray())
            return fitsAny(value, choices.toArray(), at) ? QString() : at + u": fits no choice";
        if (!hasType(value, schema[QLatin1String("type")]))
            return at + u": is of another type";
        if (const QJsonValue words = schema[QLatin1String("enum")];
            words.isArray() && !words.toArray().contains(value))
            return at + u": is none of the words, but " + value.toString();
        if (const QJsonValue least = schema[QLatin1String("minimum")];
            least.isDouble() && value.toDouble() < least.toDouble())
            return at + u": is too small";
        if (value.isObject())
            return ofObject(value.toObject(), schema, at);
        return value.isArray() ? ofArray(value.toArray(), schema, at) : QString();
    }

private:
    QJsonObject resolved(const QString &reference) const
    {
        QJsonValue found = m_document;
        for (const QString &name : reference.mid(2).split(u'/'))
            found = found[name];
        return found.toObject();
    }

    bool fitsAny(const QJsonValue &value, const QJsonArray &choices, const QString &at) const
    {
        return std::any_of(choices.begin(), choices.end(), [&](const QJsonValue &choice) {
            return complaint(value, choice.toObject(), at).isEmpty();
        });
    }

    static bool hasType(const QJsonValue &value, const QJsonValue &type)
    {
        if (type.isArray()) {
            const QJsonArray types = type.toArray();
            return std::any_of(types.begin(), types.end(), [&value](const QJsonValue &each) {
                return hasType(value, each);
            });
        }
        const QString name = type.toString();
        if (name == u"integer")
            return value.isDouble() && double(value.toInteger()) == value.toDouble();
        return name.isEmpty() || (name == u"object" && value.isObject())
               || (name == u"array" && value.isArray()) || (name == u"string" && value.isString())
               || (name == u"number" && value.isDouble()) || (name == u"boolean" && value.isBool())
               || (name == u"null" && value.isNull());
    }

    QString ofObject(const QJsonObject &object, const QJsonObject &schema, const QString &at) const
    {
        const QJsonArray required = schema[QLatin1String("required")].toArray();
        for (const auto &key : required) {
            if (!object.contains(key.toString()))
                return at + u'/' + key.toString() + u": is missing";
        }
        const QJsonObject properties = schema[QLatin1String("properties")].toObject();
        const QJsonValue others = schema[QLatin1String("additionalProperties")];
        for (auto member = object.begin(); member != object.end(); ++member) {
            const QString path = at + u'/' + member.key();
            const bool isKnown = properties.contains(member.key());
            if (!isKnown && others.isBool() && !others.toBool())
                return path + u": is not described";
            const QJsonObject described =
                isKnown ? properties[member.key()].toObject() : others.toObject();
            if (const QString wrong = complaint(member.value(), described, path); !wrong.isEmpty())
                return wrong;
        }
        return {};
    }

    QString ofArray(const QJsonArray &array, const QJsonObject &schema, const QString &at) const
    {
        const QJsonObject items = schema[QLatin1String("items")].toObject();
        for (qsizetype i = 0; i < array.size(); ++i) {
            const QString path = at + u'/' + QString::number(i);
            if (const QString wrong = complaint(array[i], items, path); !wrong.isEmpty())
                return wrong;
        }
        return {};
    }

    const QJsonObject m_document;
};

} // namespace llmproxy::test
