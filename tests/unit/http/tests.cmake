# SPDX-License-Identifier: MIT
qt_test(unit http/tst_parser llmproxy_test_support)
qt_test(unit http/tst_connect_reply)
qt_test(unit http/tst_ip_literal)
qt_test(unit http/tst_outbound_proxy)
qt_test(unit http/tst_chunk_decoder)
qt_test(unit http/tst_cors)
qt_test(unit http/tst_forwarding)
qt_test(unit http/tst_host_policy)
