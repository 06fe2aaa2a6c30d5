// SPDX-License-Identifier: MIT
#include "engine/admin/record_scan.h"

#include <utility>

namespace llmproxy::admin {

namespace {

constexpr qsizetype RecordsAtOnce = 25;
constexpr qsizetype DetailsAtOnce = 1; ///< a body may be long, and compressed

} // namespace

RecordScan::RecordScan(const Control &control,
                       traffic::Filter filter,
                       qint64 before,
                       bool wantsDetails)
    : m_control(control)
    , m_filter(std::move(filter))
    , m_before(before)
    , m_wantsDetails(wantsDetails || m_filter.needsDetail())
{}

QList<RecordScan::Match> RecordScan::next()
{
    const qsizetype most = m_wantsDetails ? DetailsAtOnce : RecordsAtOnce;
    const QList<traffic::ExchangeRecord> records = m_control.recordsBefore(m_before, most);
    m_isOver = records.size() < most;
    QList<Match> matches;
    for (const traffic::ExchangeRecord &record : records) {
        m_before = record.id;
        auto detail = m_wantsDetails ? m_control.detail(record.id) : nullptr;
        if (m_filter.matches(record, detail.get()))
            matches.append({record, std::move(detail)});
    }
    return matches;
}

} // namespace llmproxy::admin
