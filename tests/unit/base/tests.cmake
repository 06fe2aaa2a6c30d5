# SPDX-License-Identifier: MIT
qt_test(unit base/tst_log_line)
qt_test(unit base/tst_masked_key)
