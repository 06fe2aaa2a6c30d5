# SPDX-License-Identifier: MIT
foreach(module cost_ledger ledger)
  qt_test(unit stats/tst_${module})
endforeach()
