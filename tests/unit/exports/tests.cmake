# SPDX-License-Identifier: MIT
qt_test(unit exports/tst_replay ${encoders})
qt_test(unit exports/tst_quoting)
qt_test(unit exports/tst_har ${encoders})
