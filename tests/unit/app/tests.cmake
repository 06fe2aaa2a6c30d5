# SPDX-License-Identifier: MIT
qt_test(unit app/tst_command_line llmproxy_app)
