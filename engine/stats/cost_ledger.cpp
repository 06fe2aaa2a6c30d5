// SPDX-License-Identifier: MIT
#include "engine/stats/cost_ledger.h"

namespace llmproxy::stats {

namespace {

cost::Money &partOf(CostParts &parts, cost::TokenClass tokenClass)
{
    switch (tokenClass) {
    case cost::TokenClass::CacheRead:
        return parts.cacheRead;
    case cost::TokenClass::CacheWrite:
    case cost::TokenClass::CacheWriteLong:
        return parts.cacheWrite;
    case cost::TokenClass::Output:
        return parts.output;
    case cost::TokenClass::Thought:
        return parts.thought;
    case cost::TokenClass::Input:
    case cost::TokenClass::ToolPrompt:
        break;
    }
    return parts.input;
}

void addTo(QMap<QByteArray, CostTotals> &byName, const QByteArray &name, const CostTotals &one)
{
    const QByteArray known = name.left(CostLedger::MaxNameBytes);
    const bool isFull = byName.size() >= CostLedger::MaxNames && !byName.contains(known);
    addTo(byName[isFull ? QByteArrayLiteral("other") : known], one);
}

} // namespace

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
    totals.parts.input += one.parts.input;
    totals.parts.output += one.parts.output;
    totals.parts.cacheRead += one.parts.cacheRead;
    totals.parts.cacheWrite += one.parts.cacheWrite;
    totals.parts.thought += one.parts.thought;
}

CostTotals costsOf(const Spending &spending)
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
    for (const cost::ChargeLine &line : spending.charge.lines)
        partOf(one.parts, line.tokenClass) += line.amount;
    return one;
}

void CostLedger::add(const Spending &spending)
{
    const CostTotals one = costsOf(spending);
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
