// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/upstream/server_connection.h"
#include "tests/bench/wire/time.h"

#include <queue>

#include <memory>
#include <variant>
#include <vector>

namespace llmproxy::bench {

struct LateCompletion
{};

struct EventStream
{
    Duration interval{};
    long eventsPerWrite = 1;
};

/// Something to do for a connection, if it is still there by then.
struct Appointment
{
    TimePoint when;
    std::weak_ptr<ServerConnection> connection;
    std::variant<LateCompletion, EventStream> what;

    friend bool operator>(const Appointment &left, const Appointment &right)
    {
        return left.when > right.when;
    }
};

/// The earliest appointment is on top.
using Agenda = std::priority_queue<Appointment, std::vector<Appointment>, std::greater<>>;

} // namespace llmproxy::bench
