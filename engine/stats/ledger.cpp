// SPDX-License-Identifier: MIT
#include "engine/stats/ledger.h"

namespace llmproxy::stats {

ProviderStatus &Ledger::of(const QByteArray &provider)
{
    if (m_last == nullptr || m_lastName != provider) {
        m_last = &m_providers[provider]; // a new one may move the others: looked up anew then, too
        m_lastName = provider;
    }
    return *m_last;
}

void Ledger::began(const QByteArray &provider)
{
    ++m_totals.requests;
    ++m_totals.inFlight;
    if (provider.isEmpty())
        return;
    ProviderStatus &status = of(provider);
    ++status.requests;
    ++status.inFlight;
}

void Ledger::ended(const Outcome &outcome)
{
    --m_totals.inFlight;
    const bool failed = outcome.brokenOff || outcome.status >= 500;
    if (failed)
        ++m_totals.serverErrors;
    else if (outcome.status >= 400)
        ++m_totals.clientErrors;
    else if (outcome.status > 0)
        ++m_totals.succeeded;
    if (outcome.streaming)
        ++m_totals.streamed;
    m_totals.bytesIn += outcome.bytesIn;
    m_totals.bytesOut += outcome.bytesOut;
    if (outcome.provider.isEmpty())
        return;
    ProviderStatus &status = of(outcome.provider);
    --status.inFlight;
    if (failed)
        ++status.failed;
}

} // namespace llmproxy::stats
