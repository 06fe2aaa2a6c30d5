// SPDX-License-Identifier: MIT
#include "engine/traffic/exchange_detail.h"

namespace llmproxy::traffic {

namespace {

constexpr qint64 ChangeWeight = 120;

} // namespace

qint64 ExchangeDetail::weight() const
{
    return qint64(sizeof(*this)) + requestHead.size() + forwardedHead.size() + responseHead.size()
           + sentHead.size() + request.bytes.size() + response.bytes.size()
           + ChangeWeight * (requestChanges.size() + responseChanges.size())
           + qint64(sizeof(Arrival)) * arrivals.size();
}

} // namespace llmproxy::traffic
