# SPDX-License-Identifier: MIT
qt_test(unit json/tst_scanner)
