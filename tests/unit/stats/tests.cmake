# SPDX-License-Identifier: MIT
foreach(module circuit_health circuit_history circuit_metrics cost_ledger cost_metrics dogstatsd
    ledger meter prometheus recent_traffic snapshot_json)
  qt_test(unit stats/tst_${module})
endforeach()
