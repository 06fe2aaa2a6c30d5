// SPDX-License-Identifier: MIT
#pragma once

#include "engine/control.h"
#include "engine/traffic/filter.h"

namespace llmproxy::admin {

/// Looks through what is recorded for exchanges that a filter lets pass, the newest first, a little
/// at a time, so that whoever does it can do other things in between. One thread at a time.
class RecordScan
{
public:
    struct Match
    {
        traffic::ExchangeRecord record;
        std::shared_ptr<const traffic::ExchangeDetail> detail; ///< if asked for, and there is one
    };

    /// `before`: ids below it alone.
    RecordScan(const Control &control, traffic::Filter filter, qint64 before, bool wantsDetails);

    /// What the next few are; possibly none of them, though there are more.
    QList<Match> next();
    bool isOver() const { return m_isOver; }

private:
    const Control &m_control;
    const traffic::Filter m_filter;
    qint64 m_before;
    const bool m_wantsDetails;
    bool m_isOver = false;
};

} // namespace llmproxy::admin
