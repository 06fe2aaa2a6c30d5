// SPDX-License-Identifier: MIT
#include "engine/config/node.h"

#include <algorithm>
#include <utility>

namespace llmproxy::config {

const Node *Node::find(QByteArrayView key) const
{
    const auto entry = std::find_if(entries.begin(), entries.end(), [key](const Entry &candidate) {
        return candidate.key == key;
    });
    return entry == entries.end() ? nullptr : &entry->value;
}

Node *Node::find(QByteArrayView key)
{
    return const_cast<Node *>(std::as_const(*this).find(key));
}

Node scalarNode(const QByteArray &text, const Origin &origin)
{
    Node node;
    node.kind = Node::Kind::Scalar;
    node.text = text;
    node.origin = origin;
    return node;
}

} // namespace llmproxy::config
