// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"

#include <QHash>

namespace llmproxy::stats {

/// What a request came to, as far as it is counted.
struct Outcome
{
    QByteArray provider; ///< empty: none, a local path
    int status = 0;
    bool brokenOff = false; ///< by the upstream, a time-out or the proxy, with or without a status
    bool streaming = false;
    qint64 bytesIn = 0;
    qint64 bytesOut = 0;
};

/// Sums since the engine started. One thread at a time.
class Ledger
{
public:
    void began(const QByteArray &provider);
    void ended(const Outcome &outcome);

    const Totals &totals() const { return m_totals; }
    /// The provider's counters; name, type and base URL are left empty.
    ProviderStatus provider(const QByteArray &name) const { return m_providers.value(name); }

private:
    ProviderStatus &of(const QByteArray &provider);

    Totals m_totals;
    QHash<QByteArray, ProviderStatus> m_providers;
    QByteArray m_lastName;
    ProviderStatus *m_last = nullptr; ///< of `m_lastName`: mostly it is the next one's, too
};

} // namespace llmproxy::stats
