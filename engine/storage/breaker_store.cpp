// SPDX-License-Identifier: MIT
#include "engine/storage/breaker_store.h"

namespace llmproxy::storage {

Report::Result resultOf(const circuit::Verdict &verdict)
{
    switch (verdict.failure) {
    case circuit::FailureClass::ProviderDegraded:
        return Report::Result::Failed;
    case circuit::FailureClass::LocalRateLimit:
    case circuit::FailureClass::GlobalRateLimit:
    case circuit::FailureClass::QuotaExceeded:
        return Report::Result::Inconclusive;
    case circuit::FailureClass::None:
        break;
    }
    return verdict.kind == circuit::FailureKind::ClientCanceled ? Report::Result::Inconclusive
                                                                : Report::Result::Good;
}

} // namespace llmproxy::storage
