# SPDX-License-Identifier: MIT
foreach(module elsewhere fields histories identity limiter limiter_memory limits settlement snapshot)
  qt_test(unit ratelimit/tst_${module})
endforeach()
foreach(module histories limiter_memory) # ten thousand histories, a hundred thousand users
  set_tests_properties(unit.ratelimit.${module} PROPERTIES TIMEOUT 60)
endforeach()
qt_test(unit ratelimit/tst_limit_policy llmproxy_engine)
