# SPDX-License-Identifier: MIT
qt_test(unit usage/tst_answer_frames)
qt_test(unit usage/tst_answer_reader ${encoders})
qt_test(unit usage/tst_answer_shapes)
qt_test(unit usage/tst_estimate)
qt_test(unit usage/tst_request_reader)
