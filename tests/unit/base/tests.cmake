# SPDX-License-Identifier: MIT
qt_test(unit base/tst_edit_distance)
qt_test(unit base/tst_log_line)
qt_test(unit base/tst_masked_key)
