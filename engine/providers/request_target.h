// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/head.h"

namespace llmproxy::providers {

/// The target up to its query, raw.
inline QByteArrayView pathOf(QByteArrayView target)
{
    const qsizetype query = target.indexOf('?');
    return query < 0 ? target : target.first(query);
}

/// Does the query hold `parameter` ("alt=sse"), spelled like this?
bool queryHolds(QByteArrayView target, QByteArrayView parameter);

/// Does an Accept field name the media type?
bool accepts(const http::RequestHead &head, QByteArrayView mediaType);

/// The bytes that a percent-encoded text stands for; the text itself if an escape is broken.
QByteArray percentDecoded(QByteArrayView text);

} // namespace llmproxy::providers
