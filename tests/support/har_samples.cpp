// SPDX-License-Identifier: MIT
#include "engine/exports/har.h"
#include "tests/support/random_records.h"

#include <cstdio>

using namespace llmproxy;

// Prints a HAR document of exchanges of every kind.
int main()
{
    constexpr int entries = 500;
    exports::HarWriter writer("0");
    test::RandomRecords random(20'260'131);
    const auto print = [](const QByteArray &text) {
        std::fwrite(text.constData(), 1, std::size_t(text.size()), stdout);
    };
    print(writer.begin());
    for (int id = 1; id <= entries; ++id) {
        const traffic::ExchangeDetail detail = random.detail();
        print(writer.entry(random.record(id), id % 10 == 0 ? nullptr : &detail));
    }
    print(writer.end());
    return 0;
}
