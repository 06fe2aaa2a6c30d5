# SPDX-License-Identifier: MIT
qt_test(unit usage/tst_answer_shapes)
