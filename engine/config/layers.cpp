// SPDX-License-Identifier: MIT
#include "engine/config/layers.h"

#include <algorithm>
#include <utility>

namespace llmproxy::config {

namespace {

bool isVariableName(QByteArrayView name)
{
    const auto isLetter = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    };
    return !name.isEmpty() && isLetter(name[0])
           && std::all_of(name.begin(), name.end(), [&](char c) {
                  return isLetter(c) || (c >= '0' && c <= '9');
              });
}

} // namespace

Node merged(Node under, const Node &over)
{
    if (over.isNull() && under.isMap())
        return under;
    if (!over.isMap() || !under.isMap())
        return over;
    for (const Entry &entry : over.entries) {
        if (Node *below = under.find(entry.key))
            *below = merged(std::move(*below), entry.value);
        else
            under.entries.push_back(entry);
    }
    return under;
}

Node singleValue(const QByteArrayList &path, const QByteArray &value, const QString &layer)
{
    Node node = scalarNode(value, {layer, 0, 0});
    for (qsizetype i = path.size() - 1; i >= 0; --i) {
        Node map;
        map.kind = Node::Kind::Map;
        map.origin = node.origin;
        map.entries.push_back({path[i], node.origin, std::move(node)});
        node = std::move(map);
    }
    return node;
}

QByteArray expanded(const QByteArray &text, const Environment &environment)
{
    QByteArray result;
    qsizetype from = 0;
    while (true) {
        const qsizetype dollar = text.indexOf("${", from);
        const qsizetype end = dollar < 0 ? -1 : text.indexOf('}', dollar);
        if (end < 0)
            return result + text.mid(from);
        const QByteArray name = text.mid(dollar + 2, end - dollar - 2);
        const bool isEscaped = dollar > from && text[dollar - 1] == '$';
        if (isVariableName(name) && isEscaped) {
            result += text.mid(from, dollar - 1 - from) + text.mid(dollar, end + 1 - dollar);
            from = end + 1;
        } else if (isVariableName(name)) {
            result += text.mid(from, dollar - from) + environment.value(name);
            from = end + 1;
        } else {
            result += text.mid(from, dollar + 2 - from);
            from = dollar + 2;
        }
    }
}

void expand(Node &root, const Environment &environment)
{
    if (root.isScalar() && root.text.contains("${"))
        root.text = expanded(root.text, environment);
    for (Node &item : root.items)
        expand(item, environment);
    for (Entry &entry : root.entries)
        expand(entry.value, environment);
}

} // namespace llmproxy::config
