# SPDX-License-Identifier: MIT
# What every backend of a store must do. The rows for Redis are skipped where there is no
# redis-server.
foreach(module breaker_store limit_store)
  qt_test(contract storage/tst_${module} llmproxy_engine llmproxy_test_redis)
endforeach()
