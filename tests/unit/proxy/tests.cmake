# SPDX-License-Identifier: MIT
qt_test(unit proxy/tst_wire_probe llmproxy_engine)
qt_test(unit proxy/tst_local_reply llmproxy_engine)
qt_test(unit proxy/tst_router llmproxy_engine)
