// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_detail.h"

namespace llmproxy::traffic {

/// What a body says once its content codings are undone.
struct Content
{
    QByteArray bytes;
    bool isDecoded = false; ///< the head names a coding, and it could be undone
    bool isWhole = false;   ///< nothing is missing, at the limit or because it was not kept

    bool operator==(const Content &) const = default;
};

/// Of a body below this head, at most `limit` bytes. What no coding that is known was applied to
/// stays as it is. No copy is made where there is nothing to undo or to cut.
Content contentOf(QByteArrayView head, const Body &body, qsizetype limit);

} // namespace llmproxy::traffic
