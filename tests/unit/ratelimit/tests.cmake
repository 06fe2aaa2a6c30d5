# SPDX-License-Identifier: MIT
foreach(module fields histories identity limiter limiter_memory limits settlement snapshot)
  qt_test(unit ratelimit/tst_${module})
endforeach()
qt_test(unit ratelimit/tst_limit_policy llmproxy_engine)
