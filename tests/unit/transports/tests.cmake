# SPDX-License-Identifier: MIT
foreach(module dogstatsd json_lines_file)
  qt_test(unit transports/tst_${module} llmproxy_engine)
endforeach()
