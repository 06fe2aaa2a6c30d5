# SPDX-License-Identifier: MIT
qt_test(integration mock/tst_mock_server llmproxy_engine)
