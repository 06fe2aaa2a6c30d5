# SPDX-License-Identifier: MIT
qt_test(unit storage/tst_memory_limit_store llmproxy_engine)
