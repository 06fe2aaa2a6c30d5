# SPDX-License-Identifier: MIT
qt_test(unit clients/tst_files)
qt_test(unit clients/tst_json_member)
qt_test(unit clients/tst_shell)
