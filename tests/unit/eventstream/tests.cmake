# SPDX-License-Identifier: MIT
qt_test(unit eventstream/tst_decoder)
qt_test(unit eventstream/tst_encoder)
