// SPDX-License-Identifier: MIT
#include "engine/config/check.h"

#include "engine/config/scalars.h"
#include "engine/config/schema.h"

#include <QDate>

#include <optional>

namespace llmproxy::config {

namespace {

QString range(const Key &key)
{
    return QStringLiteral("from %1 to %2").arg(key.least).arg(key.most);
}

template<class Number>
bool isWithin(const std::optional<Number> &value, const Key &key)
{
    return value && *value >= Number(key.least) && *value <= Number(key.most);
}

bool isDate(const Node &node)
{
    return node.isScalar()
           && QDate::fromString(QString::fromUtf8(node.text), Qt::ISODate).isValid();
}

bool isAllowed(const Key &key, const Node &node)
{
    switch (key.kind) {
    case Kind::Map:
    case Kind::Block:
        return node.isMap();
    case Kind::List:
        return node.isList();
    case Kind::Bool:
        return toBool(node).has_value();
    case Kind::Integer:
        return isWithin(toInteger(node), key);
    case Kind::Number:
        return isWithin(toNumber(node), key);
    case Kind::Choice:
        return node.isScalar() && key.choices.split('|').contains(node.text);
    case Kind::Text:
    case Kind::Url:
        return node.isScalar() && (key.most == 0 || node.text.size() <= key.most);
    case Kind::TextList:
        return toTexts(node).has_value();
    case Kind::Date:
        return isDate(node);
    case Kind::Pricing:
    case Kind::Ignored:
        break;
    }
    return true;
}

QString whatIsAllowed(const Key &key)
{
    switch (key.kind) {
    case Kind::Map:
    case Kind::Block:
        return QStringLiteral("must hold further keys");
    case Kind::List:
        return QStringLiteral("must be a list");
    case Kind::Bool:
        return QStringLiteral("must be true or false");
    case Kind::Integer:
        return QStringLiteral("must be a whole number ") + range(key);
    case Kind::Number:
        return QStringLiteral("must be a number ") + range(key);
    case Kind::Choice:
        return QStringLiteral("must be ") + orList(key.choices.split('|'));
    case Kind::Text:
    case Kind::Url:
        return key.most > 0 ? QStringLiteral("must be a text of at most %1 bytes").arg(key.most)
                            : QStringLiteral("must be a text");
    case Kind::TextList:
        return QStringLiteral("must be a list of texts");
    case Kind::Date:
        return QStringLiteral("must be a date as in 2026-01-31");
    case Kind::Pricing:
    case Kind::Ignored:
        break;
    }
    return {};
}

class Checker
{
public:
    Checker(Problems &problems, Severity unknownKeys)
        : m_problems(problems)
        , m_unknownKeys(unknownKeys)
    {}

    void checkEntries(const Node &map, const SchemaNode &parent, const QByteArray &path)
    {
        for (const Entry &entry : map.entries) {
            const SchemaNode *known = parent.child(entry.key);
            if (!known) {
                reportUnknown(entry, parent, path);
                continue;
            }
            const bool isNameSecret = known->key->secret && parent.children.contains("*");
            const QByteArray name = isNameSecret ? QByteArrayLiteral("***") : entry.key;
            check(entry.value, *known, path.isEmpty() ? name : path + '.' + name);
        }
    }

private:
    void check(const Node &node, const SchemaNode &known, const QByteArray &path)
    {
        if (node.isNull())
            return; // as if it were not written
        const bool wereValuesChecked = m_areValuesChecked;
        if (path == "features.circuit_breaker") {
            const Node *enabled = node.find("enabled");
            if (enabled && !enabled->isNull())
                check(*enabled, known.children.at("enabled"), path + ".enabled");
            m_areValuesChecked = enabled && toBool(*enabled).value_or(false);
        }
        checkValue(node, *known.key, path);
        if (node.isMap() && !known.children.empty())
            checkEntries(node, known, path);
        if (node.isList() && known.children.contains("[]"))
            checkItems(node, known.children.at("[]"), path);
        m_areValuesChecked = wereValuesChecked;
    }

    void checkItems(const Node &list, const SchemaNode &item, const QByteArray &path)
    {
        for (std::size_t i = 0; i < list.items.size(); ++i)
            check(list.items[i], item, path + '[' + QByteArray::number(qint64(i)) + ']');
    }

    void checkValue(const Node &node, const Key &key, const QByteArray &path)
    {
        if (!m_areValuesChecked || isAllowed(key, node))
            return;
        const bool hidden = key.secret || key.kind == Kind::Url;
        const QString value = hidden ? QStringLiteral("this value") : shown(node);
        m_problems.append({Severity::Error,
                           node.origin,
                           path,
                           value + u" is not allowed, " + whatIsAllowed(key)});
    }

    void reportUnknown(const Entry &entry, const SchemaNode &parent, const QByteArray &path)
    {
        const QByteArray meant = suggestion(entry.key, parent);
        QString message = QStringLiteral("is not a known key");
        if (!meant.isEmpty())
            message += QStringLiteral("; did you mean %1?").arg(QString::fromUtf8(meant));
        m_problems.append({m_unknownKeys,
                           entry.keyOrigin,
                           path.isEmpty() ? entry.key : path + '.' + entry.key,
                           message});
    }

    Problems &m_problems;
    Severity m_unknownKeys;
    bool m_areValuesChecked = true;
};

} // namespace

Problems checkAgainstSchema(const Node &root, Severity unknownKeys)
{
    Problems problems;
    Checker(problems, unknownKeys).checkEntries(root, schema(), {});
    return problems;
}

} // namespace llmproxy::config
