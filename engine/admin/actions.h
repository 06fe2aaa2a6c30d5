// SPDX-License-Identifier: MIT
#pragma once

#include "engine/admin/answer.h"
#include "engine/admin/powers.h"
#include "engine/admin/routes.h"

namespace llmproxy::admin {

/// A request that may be met: its caller may ask, its route is known, its body is there.
struct Request
{
    Action action = Action::ShowStatus;
    QByteArray argument;    ///< of the path, decoded
    QByteArray query;       ///< behind the '?'
    QByteArray lastEventId; ///< of a reader of events that comes again; empty: none
    QByteArray body;
    MonotonicTime at;
    TimePoint wallAt; ///< the same moment
};

/// Does what is asked. From a worker's thread.
Deed act(const Request &request, Powers &powers);

} // namespace llmproxy::admin
