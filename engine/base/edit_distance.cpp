// SPDX-License-Identifier: MIT
#include "engine/base/edit_distance.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace llmproxy {

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

} // namespace llmproxy
