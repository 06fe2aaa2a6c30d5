# SPDX-License-Identifier: MIT
foreach(module charge money price_book record report)
  qt_test(unit cost/tst_${module})
endforeach()
