# SPDX-License-Identifier: MIT
qt_test(unit ratelimit/tst_histories)
qt_test(unit ratelimit/tst_limiter)
qt_test(unit ratelimit/tst_limiter_memory)
qt_test(unit ratelimit/tst_limits)
qt_test(unit ratelimit/tst_settlement)
qt_test(unit ratelimit/tst_snapshot)
