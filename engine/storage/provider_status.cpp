// SPDX-License-Identifier: MIT
#include "engine/storage/provider_status.h"

#include <algorithm>

namespace llmproxy::storage {

using namespace circuit;

namespace {

bool comesFirst(const KeyStatus &left, const KeyStatus &right)
{
    if (left.state != right.state)
        return left.state > right.state;
    const auto last = [](const KeyStatus &status) {
        return status.recent.isEmpty() ? TimePoint() : status.recent.constFirst().at;
    };
    return std::pair(last(right), textOf(left.key)) < std::pair(last(left), textOf(right.key));
}

} // namespace

void add(ProviderStatus &status, const KeyStatus &key)
{
    status.state = std::max(status.state, key.state);
    status.failures += key.failures;
    if (key.state == State::Open && key.until)
        status.cooldownUntil =
            status.cooldownUntil ? std::min(*status.cooldownUntil, *key.until) : key.until;
    status.keys.append(key);
}

void cutTo(ProviderStatus &status, int maxKeys)
{
    std::sort(status.keys.begin(), status.keys.end(), comesFirst);
    status.keysLeftOut += std::max(0, int(status.keys.size()) - maxKeys);
    status.keys.resize(std::min(status.keys.size(), qsizetype(maxKeys)));
}

} // namespace llmproxy::storage
