// SPDX-License-Identifier: MIT
#include "engine/circuit/bypass.h"

#include <algorithm>

namespace llmproxy::circuit {

namespace {

constexpr qsizetype MaxReasonBytes = 64;

bool isKept(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

QByteArray normalised(QByteArrayView value)
{
    QByteArray reason;
    bool inRun = false;
    for (const char c : value.toByteArray().toLower()) {
        if (isKept(c))
            reason += c;
        else if (!inRun)
            reason += '_';
        inRun = !isKept(c);
    }
    const auto isEdge = [](char c) { return c == '_' || c == '-'; };
    const auto *const first = std::find_if_not(reason.cbegin(), reason.cend(), isEdge);
    const auto *const last = std::find_if_not(reason.crbegin(), reason.crend(), isEdge).base();
    return first < last ? QByteArray(first, std::min<qsizetype>(last - first, MaxReasonBytes))
                        : QByteArray();
}

} // namespace

bool isTruthy(QByteArrayView value)
{
    const QByteArray word = value.trimmed().toByteArray().toLower();
    return word == "1" || word == "true" || word == "yes";
}

QByteArray bypassReason(QByteArrayView value, const QByteArrayList &allowlist)
{
    const QByteArray reason = normalised(value);
    if (reason.isEmpty())
        return "unspecified";
    const bool allowed =
        allowlist.isEmpty()
        || std::any_of(allowlist.begin(), allowlist.end(), [&](const QByteArray &each) {
               return each.trimmed().toLower() == reason;
           });
    return allowed ? reason : QByteArray("other");
}

} // namespace llmproxy::circuit
