// SPDX-License-Identifier: MIT
#include "engine/config/schema.h"

#include "engine/base/edit_distance.h"

#include <algorithm>

namespace llmproxy::config {

namespace {

SchemaNode buildTree()
{
    SchemaNode root;
    for (const Key &key : allKeys()) {
        SchemaNode *node = &root;
        for (const QByteArray &segment : key.path.split('.'))
            node = &node->children[segment];
        node->key = &key;
    }
    return root;
}

bool isWildcard(const QByteArray &segment)
{
    return segment == "*" || segment == "[]";
}

QByteArray nearest(const QByteArray &name, const QByteArrayList &candidates)
{
    QByteArray best;
    int bestDistance = std::max(2, int(name.size()) / 3) + 1;
    for (const QByteArray &candidate : candidates) {
        const int distance = editDistance(name, candidate);
        if (distance < bestDistance && distance < candidate.size()) {
            best = candidate;
            bestDistance = distance;
        }
    }
    return best;
}

QByteArray onlyKeyNamed(const QByteArray &name)
{
    QByteArray found;
    for (const Key &key : allKeys()) {
        const QByteArray &path = key.path;
        if (!path.endsWith(QByteArray('.' + name)) || path.contains('*') || path.contains('['))
            continue;
        if (!found.isEmpty())
            return {};
        found = path;
    }
    return found;
}

} // namespace

const SchemaNode *SchemaNode::child(const QByteArray &name) const
{
    auto found = children.find(name);
    if (found == children.end() || isWildcard(name))
        found = children.find("*");
    return found == children.end() ? nullptr : &found->second;
}

QByteArrayList SchemaNode::names() const
{
    QByteArrayList result;
    for (const auto &[name, node] : children) {
        if (!isWildcard(name))
            result.append(name);
    }
    return result;
}

const SchemaNode &schema()
{
    static const SchemaNode root = buildTree();
    return root;
}

QByteArray suggestion(const QByteArray &name, const SchemaNode &parent)
{
    const QByteArray sibling = nearest(name, parent.names());
    return sibling.isEmpty() ? onlyKeyNamed(name) : sibling;
}

} // namespace llmproxy::config
