# SPDX-License-Identifier: MIT
foreach(module memory_breaker_store breaker_events breaker_threads redis_layout wait)
  qt_test(unit storage/tst_${module} llmproxy_engine)
endforeach()
qt_test(unit storage/tst_memory_limit_store llmproxy_engine)
