# SPDX-License-Identifier: MIT
set(encoders ZLIB::ZLIB "${LLMPROXY_BROTLIENC_LIBRARY}" "${LLMPROXY_ZSTD_LIBRARY}")
qt_test(unit coding/tst_content_coding)
qt_test(unit coding/tst_decoder ${encoders})
