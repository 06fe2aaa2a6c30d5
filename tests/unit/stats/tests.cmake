# SPDX-License-Identifier: MIT
qt_test(unit stats/tst_ledger)
qt_test(unit stats/tst_circuit_health)
