# SPDX-License-Identifier: MIT
foreach(module backoff client command reply watch)
  qt_test(unit redis/tst_${module} llmproxy_engine)
endforeach()
