// SPDX-License-Identifier: MIT
#include "engine/json/paths.h"

#include <limits>

namespace llmproxy::json {

Paths::Paths(std::span<const Path> table)
    : m_nodes(1)
{
    Q_ASSERT(table.size() <= std::size_t(MaxPaths));
    int position = 0;
    for (const Path &path : table)
        insert(path, position++);
}

void Paths::insert(const Path &path, int position)
{
    const quint64 bit = quint64(1) << unsigned(position);
    qint16 at = Root;
    int depth = 0;
    QByteArrayView rest(path.text);
    while (!rest.isEmpty()) {
        Q_ASSERT(++depth <= MaxDepth);
        m_nodes[std::size_t(at)].below |= bit;
        if (rest.startsWith('[')) {
            const qsizetype close = rest.indexOf(']');
            Q_ASSERT(close > 0);
            const QByteArrayView digits = rest.sliced(1, close - 1);
            at = add(at, {}, digits.isEmpty() ? -1 : digits.toInt(), true);
            rest = rest.sliced(close + 1);
        } else {
            qsizetype end = 0;
            while (end < rest.size() && rest[end] != '.' && rest[end] != '[')
                ++end;
            Q_ASSERT(end > 0);
            at = add(at, rest.first(end), -1, false);
            rest = rest.sliced(end);
        }
        if (rest.startsWith('.'))
            rest = rest.sliced(1);
    }
    Node &last = m_nodes[std::size_t(at)];
    Q_ASSERT(last.path == -1); // else two paths of the table are the same
    last.path = qint8(position);
    last.at = bit;
    last.want = path.want;
}

/// Begins the list that the child is in or belongs into.
qint16 &Paths::firstOf(qint16 parent, QByteArrayView name, bool isElement)
{
    Node &from = m_nodes[std::size_t(parent)];
    if (isElement)
        return from.elements;
    if (from.members == None) {
        from.members = qint16(m_slots.size());
        m_slots.emplace_back().fill(None);
    }
    return m_slots[std::size_t(from.members)].at(slotOf(name.size(), beginOf(name)));
}

qint16 Paths::add(qint16 parent, QByteArrayView name, qint32 index, bool isElement)
{
    qint16 &first = firstOf(parent, name, isElement);
    qint16 child = first;
    while (child != None && (node(child).name != name || node(child).index != index))
        child = node(child).next;
    if (child != None)
        return child;

    Q_ASSERT(m_nodes.size() < std::size_t(std::numeric_limits<qint16>::max()));
    child = qint16(m_nodes.size());
    Node made;
    made.name = name;
    made.nameBegin = beginOf(name);
    made.index = index;
    made.next = first;
    first = child;
    m_nodes.push_back(made);
    return child;
}

} // namespace llmproxy::json
