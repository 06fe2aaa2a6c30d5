// SPDX-License-Identifier: MIT
#pragma once

#include "engine/redis/command.h"

#include <vector>

namespace llmproxy::storage {

/// The scripts of resources/redis, which say what each takes and answers.
struct RedisScripts
{
    redis::Script admit;
    redis::Script fail;
    redis::Script probed;
    redis::Script force;
    redis::Script provider;
    redis::Script status;
    redis::Script reserve;
    redis::Script settle;

    static const RedisScripts &all();
    std::vector<const redis::Script *> list() const;
};

} // namespace llmproxy::storage
