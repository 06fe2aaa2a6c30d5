// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/outcome.h"

#include <span>

namespace llmproxy::circuit {

/// A kind that a vendor's error code makes more precise.
struct KindRefinement
{
    QByteArrayView code; ///< as in the error body
    int status = 0;
    FailureKind kind = FailureKind::None;
    bool orUnreadable = false; ///< also where the body tells no code
};

/// What is special about a vendor's errors, as data. Defaults: a vendor without anything special.
struct FaultRules
{
    QByteArrayView remainingRequestsField = {}; ///< of a 429's head; empty: every 429 is local
    QByteArrayView remainingTokensField = {};
    /// A 429 without these and without Retry-After is a billing cap (OpenAI).
    bool bareLimitIsGlobal = false;
    QByteArrayView quotaCode = {}; ///< `error.code` of an account out of credit; empty: none
    /// Members of `error` that may hold the code, the first that is a text wins; empty: bodies of
    /// errors are no JSON that is known.
    std::span<const QByteArrayView> codeMembers = {};
    std::span<const KindRefinement> refinements = {};
};

} // namespace llmproxy::circuit
