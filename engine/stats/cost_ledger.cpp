// SPDX-License-Identifier: MIT
#include "engine/stats/cost_ledger.h"

namespace llmproxy::stats {

namespace {

void addTo(CostTotals &totals, const CostTotals &one)
{
    totals.exchanges += one.exchanges;
    totals.unknown += one.unknown;
    totals.input += one.input;
    totals.output += one.output;
    totals.cacheRead += one.cacheRead;
    totals.cacheWrite += one.cacheWrite;
    totals.thought += one.thought;
    totals.total += one.total;
    totals.estimated += one.estimated;
}

CostTotals totalsOf(const Spending &spending)
{
    const cost::TokenSplit parts = cost::split(spending.usage);
    CostTotals one;
    one.exchanges = 1;
    one.unknown = spending.charge.total ? 0 : 1;
    one.input = parts.input + parts.toolPrompt;
    one.output = parts.output;
    one.cacheRead = parts.cacheRead;
    one.cacheWrite = parts.cacheWrite + parts.cacheWriteLong;
    one.thought = parts.thought;
    one.total = spending.charge.total.value_or(cost::Money{});
    if (spending.charge.label == cost::Label::Estimated)
        one.estimated = one.total;
    return one;
}

void addTo(QMap<QByteArray, CostTotals> &byName, const QByteArray &name, const CostTotals &one)
{
    const QByteArray known = name.left(CostLedger::MaxNameBytes);
    const bool isFull = byName.size() >= CostLedger::MaxNames && !byName.contains(known);
    addTo(byName[isFull ? QByteArrayLiteral("other") : known], one);
}

} // namespace

void CostLedger::add(const Spending &spending)
{
    const CostTotals one = totalsOf(spending);
    addTo(m_costs.all, one);
    addTo(m_costs.byProvider, spending.provider, one);
    addTo(m_costs.byModel, spending.model, one);
    addTo(m_costs.byKey, spending.key, one);
    addTo(m_costs.byUser, spending.user, one);
    addTo(m_costs.byDay[spending.day], one);
    if (m_costs.byDay.size() > MaxDays)
        m_costs.byDay.erase(m_costs.byDay.begin());
}

} // namespace llmproxy::stats
