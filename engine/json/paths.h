// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <span>
#include <vector>

namespace llmproxy::json {

/// What is wanted of a string at a path. Of other scalars the text is always given.
enum class Want : quint8 {
    Text,   ///< the text itself, up to Scanner::MaxTextBytes
    Length, ///< only how long it is
    Pieces, ///< all of it, piece by piece
};

/// A place in a document: member names separated by dots, `[2]` for an element and `[]` for all
/// elements of an array: "usage.prompt_tokens", "choices[0].finish_reason", "input[]".
struct Path
{
    const char *text = "";
    Want want = Want::Text;
};

/// A table of paths as a trie, for Scanner. A path is known by its position in the table. Made
/// once per table, immutable then. The paths' texts must outlive it.
class Paths
{
public:
    static constexpr int MaxPaths = 64;
    static constexpr int MaxDepth = 12; ///< names and indices of one path

    /// What does not fit (syntax, the limits above) is our own mistake: asserted.
    explicit Paths(std::span<const Path> table);

    static constexpr qint16 None = -1;
    static constexpr qint16 Root = 0;

    struct Node
    {
        QByteArrayView name;   ///< as a member
        quint64 at = 0;        ///< bit of the path that ends here
        quint64 below = 0;     ///< bits of the paths that go on from here
        quint64 names = 0;     ///< nameBit() of each member, to refuse most names at once
        qint32 index = -1;     ///< as an element; -1: any
        qint16 members = None; ///< first of the list that `next` links
        qint16 elements = None;
        qint16 next = None;
        qint8 path = -1; ///< position in the table
        Want want = Want::Text;
    };

    const Node &node(qint16 index) const { return m_nodes[std::size_t(index)]; }
    qint16 member(qint16 parent, QByteArrayView name) const;
    qint16 element(qint16 parent, qint32 index) const;

private:
    static quint64 nameBit(QByteArrayView name)
    {
        return quint64(1) << ((quint64(name.size()) * 5 + quint8(name.front())) & 63U);
    }
    qint16 add(qint16 parent, QByteArrayView name, qint32 index, bool isElement);
    void insert(const Path &path, int position);

    std::vector<Node> m_nodes;
};

inline qint16 Paths::member(qint16 parent, QByteArrayView name) const
{
    const Node &from = node(parent);
    if (name.isEmpty() || (from.names & nameBit(name)) == 0)
        return None;
    qint16 child = from.members;
    while (child != None && node(child).name != name)
        child = node(child).next;
    return child;
}

inline qint16 Paths::element(qint16 parent, qint32 index) const
{
    qint16 child = node(parent).elements;
    while (child != None && node(child).index != index && node(child).index != -1)
        child = node(child).next;
    return child;
}

} // namespace llmproxy::json
