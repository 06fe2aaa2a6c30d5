// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <span>

namespace llmproxy::mock {

/// An error as a vendor words it.
struct Fault
{
    int status = 0;
    const char *type = "";
    const char *message = "";
    const char *code = nullptr; ///< null: none
};

/// The one of `usual` for the status, else its first for a client's mistake and `other` for a
/// server's.
inline const Fault &faultOf(std::span<const Fault> usual, int status, const Fault &other)
{
    const auto found = std::find_if(usual.begin(), usual.end(), [status](const Fault &fault) {
        return fault.status == status;
    });
    if (found != usual.end())
        return *found;
    return status < 500 ? usual.front() : other;
}

} // namespace llmproxy::mock
