// SPDX-License-Identifier: MIT
#include "tests/fuzz/property.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    llmproxy::fuzz::check({data, qsizetype(size)});
    return 0;
}
