// SPDX-License-Identifier: MIT
#include "engine/json/paths.h"

#include <limits>

namespace llmproxy::json {

namespace {

/// What a path's text begins with.
struct Step
{
    QByteArrayView name;
    qint32 index = -1;
    bool isElement = false;
    bool isEnd = false;
    QByteArrayView rest;
};

Step firstStep(QByteArrayView text)
{
    if (text.startsWith('.'))
        text = text.sliced(1);
    Step step;
    step.isEnd = text.isEmpty();
    step.isElement = text.startsWith('[');
    if (step.isElement) {
        const qsizetype close = text.indexOf(']');
        Q_ASSERT(close > 0);
        const QByteArrayView digits = text.sliced(1, close - 1);
        step.index = digits.isEmpty() ? -1 : digits.toInt();
        step.rest = text.sliced(close + 1);
        return step;
    }
    const char *const end =
        std::find_if(text.begin(), text.end(), [](char c) { return c == '.' || c == '['; });
    step.name = text.first(end - text.begin());
    step.rest = text.sliced(step.name.size());
    return step;
}

} // namespace

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
    for (Step step = firstStep(path.text); !step.isEnd; step = firstStep(step.rest)) {
        ++depth;
        m_nodes[std::size_t(at)].below |= bit;
        at = add(at, step.name, step.index, step.isElement);
    }
    Node &last = m_nodes[std::size_t(at)];
    Q_ASSERT(depth <= MaxDepth);
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
