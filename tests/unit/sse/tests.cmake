# SPDX-License-Identifier: MIT
qt_test(unit sse/tst_reader)
