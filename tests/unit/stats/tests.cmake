# SPDX-License-Identifier: MIT
foreach(module circuit_health circuit_metrics cost_ledger cost_metrics dogstatsd ledger snapshot_json)
  qt_test(unit stats/tst_${module})
endforeach()
