# SPDX-License-Identifier: MIT
foreach(module charge money price_book)
  qt_test(unit cost/tst_${module})
endforeach()
