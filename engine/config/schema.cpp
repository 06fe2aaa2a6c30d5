// SPDX-License-Identifier: MIT
#include "engine/config/schema.h"

#include <algorithm>
#include <vector>

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

int editDistance(QByteArrayView left, QByteArrayView right)
{
    // Three rows of the usual table, the optimal string alignment variant.
    const auto width = std::size_t(right.size()) + 1;
    std::vector<int> twoAbove(width);
    std::vector<int> above(width);
    std::vector<int> row(width);
    for (std::size_t j = 0; j < width; ++j)
        row[j] = int(j);
    for (qsizetype i = 1; i <= left.size(); ++i) {
        twoAbove.swap(above);
        above.swap(row);
        row[0] = int(i);
        for (std::size_t j = 1; j < width; ++j) {
            const char a = left[i - 1];
            const char b = right[qsizetype(j) - 1];
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a == b ? 0 : 1)});
            if (i > 1 && j > 1 && a == right[qsizetype(j) - 2] && left[i - 2] == b)
                row[j] = std::min(row[j], twoAbove[j - 2] + 1);
        }
    }
    return row[width - 1];
}

} // namespace llmproxy::config
