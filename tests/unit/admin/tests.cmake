# SPDX-License-Identifier: MIT
foreach(module door event_feed exchanges orders query routes token_file)
  qt_test(unit admin/tst_${module} llmproxy_engine)
endforeach()
