// SPDX-License-Identifier: MIT
#pragma once

#include "engine/cost/record.h"
#include "engine/stats/dogstatsd.h"

namespace llmproxy::stats {

/// What is measured of one record: distributions tokens.{input,output,total} and
/// cost.{input,output,total}_cents, the counter requests.count. Of an unknown cost there are no
/// cents, since 0 would pull averages down.
QList<Metric> costMetrics(const cost::Record &record, TagLimit &limit);

} // namespace llmproxy::stats
