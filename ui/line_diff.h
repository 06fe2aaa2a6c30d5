// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>

namespace llmproxy::ui {

/// One line of two texts laid over each other.
struct DiffLine
{
    enum class Kind : quint8 { Same, Removed, Added } kind = Kind::Same;
    QString text;

    bool operator==(const DiffLine &) const = default;
};

/// The texts' lines, those of both once, with as few changes as there are (Myers, "An O(ND)
/// Difference Algorithm", 1986). Beyond MaxDifferences the middle is told as removed and added
/// as a whole, so that time and memory are bounded whatever the texts are.
QList<DiffLine> lineDiff(const QStringList &before, const QStringList &after);

inline constexpr int MaxDifferences = 1'500;

} // namespace llmproxy::ui
