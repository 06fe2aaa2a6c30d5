// SPDX-License-Identifier: MIT
// replay FOLDER…: runs a target over every file in the folders. It aborts where a property fails,
// the file's name last on the screen; without a file it fails too.
#include "tests/fuzz/property.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

int main(int count, char **arguments)
{
    int files = 0;
    for (int at = 1; at < count; ++at) {
        for (const auto &entry : std::filesystem::directory_iterator(arguments[at])) {
            std::puts(entry.path().c_str());
            std::fflush(stdout);
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string input(std::istreambuf_iterator<char>(file), {});
            llmproxy::fuzz::check({input.data(), qsizetype(input.size())});
            ++files;
        }
    }
    std::printf("%d inputs\n", files);
    return files == 0 ? 1 : 0;
}
