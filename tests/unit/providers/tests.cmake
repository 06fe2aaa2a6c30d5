# SPDX-License-Identifier: MIT
qt_test(unit providers/tst_bedrock)
qt_test(unit providers/tst_registry)
