// SPDX-License-Identifier: MIT
#include "engine/circuit/event.h"

namespace llmproxy::circuit {

QByteArrayView textOf(Reason reason)
{
    switch (reason) {
    case Reason::None:
        return {};
    case Reason::Threshold:
        return "threshold";
    case Reason::ProbeFailed:
        return "probe_failed";
    case Reason::HangDisconnect:
        return "hang_disconnect";
    case Reason::ProbeSuccess:
        return "probe_success";
    case Reason::Forced:
        return "forced";
    }
    return {};
}

} // namespace llmproxy::circuit
