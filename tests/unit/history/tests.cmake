# SPDX-License-Identifier: MIT
foreach(module budget filter_sql history private_files reader schema store store_limits write_queue)
  qt_test(unit history/tst_${module} llmproxy_history)
endforeach()
