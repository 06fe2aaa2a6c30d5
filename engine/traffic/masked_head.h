// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_detail.h"

#include <QByteArrayView>

/// Heads for people: of what went over the wire, and what was done to it on the way. `raw` is a
/// message head as sent: start line and fields, each line with its CRLF, with or without the empty
/// line (RFC 9112 §2.1).
namespace llmproxy::traffic {

/// The head as it may be shown and stored: secrets masked, one line per field, ended by LF.
QByteArray maskedHead(QByteArrayView raw);

/// A head as it was received and as it was passed on.
struct MaskedPair
{
    QByteArray before;
    QByteArray after;
    /// What became of the fields of `before` in `after`, in the order of `before`, the added ones
    /// last. Fields that stand more than once are told apart by their order. Start lines are not
    /// compared.
    QList<FieldChange> changes;
};
MaskedPair maskedPair(QByteArrayView before, QByteArrayView after);

} // namespace llmproxy::traffic
