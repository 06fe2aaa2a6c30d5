# SPDX-License-Identifier: MIT
qt_test(unit app/tst_command_line llmproxy_app)
qt_test(unit app/tst_log llmproxy_app)
qt_test(unit app/tst_signals llmproxy_app)
qt_test(unit app/tst_port_holder llmproxy_app)
