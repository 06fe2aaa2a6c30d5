# SPDX-License-Identifier: MIT
qt_test(unit net/tst_mailbox llmproxy_engine)
