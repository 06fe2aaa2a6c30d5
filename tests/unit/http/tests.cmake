# SPDX-License-Identifier: MIT
qt_test(unit http/tst_parser llmproxy_test_support)
