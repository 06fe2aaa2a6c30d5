// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_detail.h"
#include "engine/traffic/exchange_record.h"

#include <QByteArrayList>

namespace llmproxy::exports {

/// A part of a text that is put together when the request is sent again.
struct Piece
{
    QByteArray text; ///< or the name of an environment variable: [A-Z_][A-Z0-9_]*
    bool isVariable = false;

    bool operator==(const Piece &) const = default;
};
using Pieces = QList<Piece>;

struct ReplayHeader
{
    QByteArray name;
    Pieces value;

    bool operator==(const ReplayHeader &) const = default;
};

/// A client's request as it can be sent again, by any tool. Variables stand where credentials were.
struct Replay
{
    QByteArray method;
    Pieces url; ///< visible ASCII
    QList<ReplayHeader> headers;
    QByteArray body;             ///< content codings undone, shapes of keys masked
    bool isCompressible = false; ///< the client took compressed answers
    bool isStreaming = false;
    QByteArray awsRegion; ///< it was signed, and has to be signed anew; empty: it was not
    QByteArrayList notes; ///< what is not as it was, in sentences of one line

    bool operator==(const Replay &) const = default;
};

/// `detail` may be null: then there are neither header fields nor a body.
Replay replayOf(const traffic::ExchangeRecord &record, const traffic::ExchangeDetail *detail);

/// Where the client sent it to, "localhost:9002".
QByteArray authorityOf(const traffic::ExchangeDetail *detail);

/// With what is no visible ASCII percent-encoded.
QByteArray visibleUrl(const QByteArray &url);

} // namespace llmproxy::exports
