# SPDX-License-Identifier: MIT
qt_test(unit transcript/tst_answer)
qt_test(unit transcript/tst_events)
qt_test(unit transcript/tst_json_text)
qt_test(unit transcript/tst_request)
