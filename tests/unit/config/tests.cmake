# SPDX-License-Identifier: MIT
foreach(module breaker_rules feature_rules layers load pricing print providers rate_limit_rules schema
               shipped_files url yaml_reader)
  qt_test(unit config/tst_${module} llmproxy_config)
endforeach()
