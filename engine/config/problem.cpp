// SPDX-License-Identifier: MIT
#include "engine/config/problem.h"

#include <algorithm>

namespace llmproxy::config {

QString Problem::toString() const
{
    QString text = at.layer;
    if (at.line > 0)
        text += u':' + QString::number(at.line) + u':' + QString::number(at.column);
    if (!path.isEmpty())
        text += (text.isEmpty() ? QString() : QStringLiteral(": ")) + QString::fromUtf8(path);
    return (text.isEmpty() ? QString() : text + u": ") + message;
}

bool hasErrors(const Problems &problems)
{
    return std::any_of(problems.begin(), problems.end(), [](const Problem &problem) {
        return problem.severity == Severity::Error;
    });
}

} // namespace llmproxy::config
