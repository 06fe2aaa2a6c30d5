# SPDX-License-Identifier: MIT
foreach(module key breaker breaker_properties rollup)
  qt_test(unit circuit/tst_${module})
endforeach()
