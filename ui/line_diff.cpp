// SPDX-License-Identifier: MIT
#include "ui/line_diff.h"

#include <algorithm>
#include <vector>

namespace llmproxy::ui {
namespace {

using Kind = DiffLine::Kind;

/// What both begin and end with is set apart first: most of two requests of a conversation.
struct Middle
{
    qsizetype begin = 0; ///< lines that are the same at the begin
    qsizetype end = 0;   ///< and at the end

    static Middle of(const QStringList &before, const QStringList &after)
    {
        Middle middle;
        const qsizetype most = std::min(before.size(), after.size());
        while (middle.begin < most && before.at(middle.begin) == after.at(middle.begin))
            ++middle.begin;
        while (middle.end < most - middle.begin
               && before.at(before.size() - 1 - middle.end)
                      == after.at(after.size() - 1 - middle.end))
            ++middle.end;
        return middle;
    }
};

/// The furthest places that can be reached with 0, 1, 2 … changes, a row for each number of them.
class Search
{
public:
    Search(const QStringList &before, const QStringList &after)
        : m_before(before)
        , m_after(after)
    {}

    /// The changes from end to begin, or nothing if there are too many.
    QList<DiffLine> run()
    {
        for (int changes = 0; changes <= MaxDifferences; ++changes) {
            m_rows.emplace_back(static_cast<std::size_t>(2 * changes + 1));
            for (int diagonal = -changes; diagonal <= changes; diagonal += 2) {
                if (reach(changes, diagonal))
                    return trace(changes, diagonal);
            }
        }
        return {};
    }

private:
    int &at(int changes, int diagonal)
    {
        return m_rows[static_cast<std::size_t>(changes)]
                     [static_cast<std::size_t>(diagonal + changes)];
    }

    /// Is the best way to here one that adds a line of `after`?
    bool comesDown(int changes, int diagonal)
    {
        return diagonal == -changes
               || (diagonal != changes
                   && at(changes - 1, diagonal - 1) < at(changes - 1, diagonal + 1));
    }

    bool reach(int changes, int diagonal)
    {
        int x = 0;
        if (changes > 0)
            x = comesDown(changes, diagonal) ? at(changes - 1, diagonal + 1)
                                             : at(changes - 1, diagonal - 1) + 1;
        int y = x - diagonal;
        while (x < m_before.size() && y < m_after.size() && y >= 0
               && m_before.at(x) == m_after.at(y)) {
            ++x;
            ++y;
        }
        at(changes, diagonal) = x;
        return x >= m_before.size() && y >= m_after.size();
    }

    QList<DiffLine> trace(int changes, int diagonal)
    {
        QList<DiffLine> lines;
        auto x = static_cast<int>(m_before.size());
        auto y = static_cast<int>(m_after.size());
        for (; changes > 0; --changes) {
            const bool isDown = comesDown(changes, diagonal);
            const int from = diagonal + (isDown ? 1 : -1);
            const int fromX = at(changes - 1, from);
            const int fromY = fromX - from;
            while (x > fromX + (isDown ? 0 : 1) && y > fromY + (isDown ? 1 : 0)) {
                lines.append({Kind::Same, m_before.at(--x)});
                --y;
            }
            if (isDown)
                lines.append({Kind::Added, m_after.at(--y)});
            else
                lines.append({Kind::Removed, m_before.at(--x)});
            diagonal = from;
        }
        while (x > 0)
            lines.append({Kind::Same, m_before.at(--x)});
        std::reverse(lines.begin(), lines.end());
        return lines;
    }

    const QStringList &m_before;
    const QStringList &m_after;
    std::vector<std::vector<int>> m_rows;
};

} // namespace

QList<DiffLine> lineDiff(const QStringList &before, const QStringList &after)
{
    const Middle middle = Middle::of(before, after);
    const QStringList removed = before.mid(middle.begin, before.size() - middle.begin - middle.end);
    const QStringList added = after.mid(middle.begin, after.size() - middle.begin - middle.end);
    QList<DiffLine> lines;
    for (qsizetype i = 0; i < middle.begin; ++i)
        lines.append({Kind::Same, before.at(i)});
    const QList<DiffLine> changes = Search(removed, added).run();
    if (changes.isEmpty()) {
        for (const QString &line : removed)
            lines.append({Kind::Removed, line});
        for (const QString &line : added)
            lines.append({Kind::Added, line});
    }
    lines += changes;
    for (qsizetype i = before.size() - middle.end; i < before.size(); ++i)
        lines.append({Kind::Same, before.at(i)});
    return lines;
}

} // namespace llmproxy::ui
