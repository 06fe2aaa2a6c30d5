// SPDX-License-Identifier: MIT
#include "engine/config/print.h"

#include "engine/config/load.h"
#include "engine/config/schema.h"
#include "engine/config/url.h"

#include <algorithm>

namespace llmproxy::config {

namespace {

constexpr int IndentWidth = 2;
const SchemaNode Unknown; // no key: what is below is not known either

bool isPlainSafe(const QByteArray &text)
{
    const auto isLetter = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
               || c == '_';
    };
    const auto isInner = [&](char c) { return isLetter(c) || c == '.' || c == '-' || c == '/'; };
    const auto isColonInside = [&](qsizetype i) {
        return text[i] == ':' && i + 1 < text.size() && isLetter(text[i + 1]);
    };
    if (text.isEmpty() || !(isLetter(text[0]) || text[0] == '-') || text == "null")
        return false;
    for (qsizetype i = 1; i < text.size(); ++i) {
        if (!isInner(text[i]) && !isColonInside(i))
            return false;
    }
    return text.size() > 1 || isLetter(text[0]);
}

QByteArray quoted(const QByteArray &text)
{
    QByteArray result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        if (c >= 0 && c < 0x20)
            result += "\\x" + QByteArray::number(int(c), 16).rightJustified(2, '0');
        else
            result += c;
    }
    return result + '"';
}

QByteArray scalarText(const QByteArray &text, bool wasQuoted)
{
    return !wasQuoted && isPlainSafe(text) ? text : quoted(text);
}

QByteArray masked(const Node &node, const SchemaNode &known)
{
    if (node.text.isEmpty())
        return scalarText(node.text, true);
    if (!known.key || known.key->secret)
        return quoted("***REDACTED***");
    if (known.key->kind == Kind::Url)
        return quoted(maskedUrl(node.text));
    return scalarText(node.text, node.quoted);
}

// Enough of an API key to tell it from others.
QByteArray maskedName(const QByteArray &name)
{
    return name.size() <= 12 ? QByteArrayLiteral("***") : name.left(3) + "***" + name.right(4);
}

QByteArray originComment(const Origin &origin)
{
    QByteArray text = "  # " + origin.layer.toUtf8();
    if (origin.line > 0 && origin.layer != builtInLayer())
        text += ':' + QByteArray::number(origin.line);
    return text + '\n';
}

const SchemaNode &below(const SchemaNode &known, const QByteArray &name)
{
    const SchemaNode *child = known.child(name);
    return child ? *child : Unknown;
}

bool isFlow(const Node &list)
{
    return std::all_of(list.items.begin(), list.items.end(), [](const Node &item) {
        return item.isScalar() || item.isNull();
    });
}

/// An entry's name as it is shown, and what is known of its value.
struct ShownEntry
{
    QByteArray name;
    const SchemaNode &known;
};

ShownEntry shown(const Entry &entry, const SchemaNode &known)
{
    const SchemaNode &child = below(known, entry.key);
    // What is below a price or a block that is not used has no keys of its own in the table, but
    // no secrets either.
    const bool isOpaque = known.key && known.children.empty();
    const bool isSecretName = known.children.contains("*") && child.key && child.key->secret;
    return {isSecretName ? maskedName(entry.key) : entry.key, isOpaque ? known : child};
}

QByteArray flowText(const Node &list, const SchemaNode &known)
{
    QByteArrayList items;
    for (const Node &item : list.items)
        items.append(item.isNull() ? QByteArrayLiteral("null") : masked(item, known));
    return '[' + items.join(", ") + ']';
}

const SchemaNode &itemOf(const SchemaNode &known)
{
    const auto item = known.children.find("[]");
    return item == known.children.end() ? known : item->second;
}

class Printer
{
public:
    void printEntries(const Node &map, const SchemaNode &known, int indent)
    {
        for (const Entry &entry : map.entries) {
            const ShownEntry each = shown(entry, known);
            pad(indent);
            m_out += scalarText(each.name, false) + ':';
            printValue(entry.value, each.known, indent);
        }
    }

    QByteArray take() { return std::move(m_out); }

private:
    void pad(int indent) { m_out += QByteArray(indent, ' '); }

    void printValue(const Node &node, const SchemaNode &known, int indent)
    {
        switch (node.kind) {
        case Node::Kind::Null:
            m_out += " null" + originComment(node.origin);
            break;
        case Node::Kind::Scalar:
            m_out += ' ' + masked(node, known) + originComment(node.origin);
            break;
        case Node::Kind::Map:
            m_out += node.entries.empty() ? QByteArray(" {}" + originComment(node.origin))
                                          : QByteArrayLiteral("\n");
            printEntries(node, known, indent + IndentWidth);
            break;
        case Node::Kind::List:
            printList(node, known, indent);
            break;
        }
    }

    void printList(const Node &list, const SchemaNode &known, int indent)
    {
        if (isFlow(list)) {
            m_out += ' ' + flowText(list, known) + originComment(list.origin);
            return;
        }
        m_out += '\n';
        for (const Node &node : list.items) {
            pad(indent + IndentWidth);
            m_out += '-';
            printValue(node, itemOf(known), indent + IndentWidth);
        }
    }

    QByteArray m_out;
};

class Lister
{
public:
    void list(const Node &node, const SchemaNode &known, const QByteArray &path)
    {
        switch (node.kind) {
        case Node::Kind::Null:
            add(path, "null", node.origin);
            break;
        case Node::Kind::Scalar:
            add(path, masked(node, known), node.origin);
            break;
        case Node::Kind::Map:
            listEntries(node, known, path);
            break;
        case Node::Kind::List:
            listItems(node, known, path);
            break;
        }
    }

    QList<PrintedValue> take() { return std::move(m_values); }

private:
    void add(const QByteArray &path, const QByteArray &value, const Origin &origin)
    {
        m_values.append({path, value, origin});
    }

    void listEntries(const Node &map, const SchemaNode &known, const QByteArray &path)
    {
        if (map.entries.empty())
            add(path, "{}", map.origin);
        for (const Entry &entry : map.entries) {
            const ShownEntry each = shown(entry, known);
            list(entry.value, each.known, path.isEmpty() ? each.name : path + '.' + each.name);
        }
    }

    void listItems(const Node &node, const SchemaNode &known, const QByteArray &path)
    {
        if (isFlow(node)) {
            add(path, flowText(node, known), node.origin);
            return;
        }
        for (std::size_t i = 0; i < node.items.size(); ++i)
            list(node.items[i], itemOf(known), path + '[' + QByteArray::number(qint64(i)) + ']');
    }

    QList<PrintedValue> m_values;
};

} // namespace

QByteArray printYaml(const Node &root)
{
    Printer printer;
    printer.printEntries(root, schema(), 0);
    return printer.take();
}

QList<PrintedValue> printValues(const Node &root)
{
    Lister lister;
    lister.list(root, schema(), {});
    return lister.take();
}

} // namespace llmproxy::config
