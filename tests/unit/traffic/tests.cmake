# SPDX-License-Identifier: MIT
qt_test(unit traffic/tst_access_log)
qt_test(unit traffic/tst_redact)
qt_test(unit traffic/tst_live_window)
qt_test(unit traffic/tst_head_text)
qt_test(unit traffic/tst_content ${encoders})
qt_test(unit traffic/tst_filter)
qt_test(unit traffic/tst_record_json)
qt_test(unit traffic/tst_key_shapes)
