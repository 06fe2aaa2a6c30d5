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

qint16 Paths::add(qint16 parent, QByteArrayView name, qint32 index, bool isElement)
{
    qint16 child = isElement ? node(parent).elements : node(parent).members;
    while (child != None && (node(child).name != name || node(child).index != index))
        child = node(child).next;
    if (child != None)
        return child;

    Q_ASSERT(m_nodes.size() < std::size_t(std::numeric_limits<qint16>::max()));
    child = qint16(m_nodes.size());
    Node &from = m_nodes[std::size_t(parent)];
    qint16 &first = isElement ? from.elements : from.members;
    Node made;
    made.name = name;
    made.index = index;
    made.next = first;
    first = child;
    if (!isElement)
        from.names |= nameBit(name);
    m_nodes.push_back(made); // `from` and `first` are gone now
    return child;
}

} // namespace llmproxy::json
