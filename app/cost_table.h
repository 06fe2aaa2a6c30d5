// SPDX-License-Identifier: MIT
#pragma once

#include "engine/cost/report.h"

namespace llmproxy::app {

/// The report for people: aligned columns, a row of totals, what is unknown apart.
QByteArray costTable(const cost::Report &report);

/// The report as one JSON document with its newline; amounts in USD.
QByteArray costJson(const cost::Report &report);

} // namespace llmproxy::app
