# SPDX-License-Identifier: MIT
foreach(module breaker breaker_properties bypass classify key retry retry_budget rollup
    test_mode time_budget)
  qt_test(unit circuit/tst_${module})
endforeach()
