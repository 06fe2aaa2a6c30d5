// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <algorithm>
#include <array>
#include <cstring>
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
        QByteArrayView name;    ///< as a member
        quint64 nameBegin = 0;  ///< its first bytes: most names are told apart by these alone
        quint64 at = 0;         ///< bit of the path that ends here
        quint64 below = 0;      ///< bits of the paths that go on from here
        qint32 index = -1;      ///< as an element; -1: any
        qint16 members = None;  ///< their table: m_slots[members]
        qint16 elements = None; ///< the first one
        qint16 next = None;     ///< element, or member of the same slot
        qint8 path = -1;        ///< position in the table
        Want want = Want::Text;
    };

    const Node &node(qint16 index) const { return m_nodes[std::size_t(index)]; }
    qint16 member(qint16 parent, QByteArrayView name) const
    {
        return member(parent, name, beginOf(name));
    }
    /// The same for who has beginOf(name) already.
    qint16 member(qint16 parent, QByteArrayView name, quint64 nameBegin) const;
    qint16 element(qint16 parent, qint32 index) const;

    /// The first eight bytes of a name, zeros behind a shorter one.
    static quint64 beginOf(QByteArrayView name)
    {
        quint64 begin = 0;
        if (!name.isEmpty()) // whose data may be null
            std::memcpy(&begin, name.data(), std::size_t(std::min<qsizetype>(name.size(), 8)));
        return begin;
    }

private:
    static constexpr std::size_t Slots = 32;

    /// Which slot a name is looked for in.
    static std::size_t slotOf(qsizetype size, quint64 nameBegin)
    {
        return (std::size_t(size) * 5 + std::size_t(nameBegin)) % Slots;
    }
    qint16 add(qint16 parent, QByteArrayView name, qint32 index, bool isElement);
    qint16 &firstOf(qint16 parent, QByteArrayView name, bool isElement);
    void insert(const Path &path, int position);

    std::vector<Node> m_nodes;
    std::vector<std::array<qint16, Slots>> m_slots; ///< of each node with members
};

inline qint16 Paths::member(qint16 parent, QByteArrayView name, quint64 nameBegin) const
{
    const qint16 members = node(parent).members;
    if (members == None)
        return None;
    qint16 child = m_slots[std::size_t(members)][slotOf(name.size(), nameBegin)];
    while (child != None) {
        const Node &each = node(child);
        if (each.nameBegin == nameBegin && each.name.size() == name.size()
            && (name.size() <= 8 || each.name == name))
            break;
        child = each.next;
    }
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
