// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QByteArray>
#include <QList>

namespace llmproxy::traffic {

/// A message body as it passed, or its beginning.
struct Body
{
    QByteArray bytes; ///< without the framing, in the content-coding that it came in
    qint64 size = 0;  ///< of the whole body, as far as it passed
    /// XXH3-128 of the whole body, lower-case hex, as it was received and as it was passed on: the
    /// same two are the proof that nothing was changed. Empty until it ended, and of none.
    QByteArray hashReceived;
    QByteArray hashPassedOn;

    bool operator==(const Body &) const = default;
    bool isWhole() const { return bytes.size() == size; }
};

/// When a piece of the response's body came.
struct Arrival
{
    Duration at{};    ///< from the exchange's start
    qint64 bytes = 0; ///< of the body, up to and with this piece

    bool operator==(const Arrival &) const = default;
};

/// One field that was not passed on as it was received. Values are masked; what was masked to the
/// same text was not the same.
struct FieldChange
{
    enum class Kind { Added, Removed, Changed } kind = Kind::Added;
    QByteArray name;
    QByteArray before; ///< empty if added
    QByteArray after;  ///< empty if removed

    bool operator==(const FieldChange &) const = default;
};

/// What is kept of an exchange besides its record. Heads are text, start line first, one field to
/// a line that ends with LF, secrets masked; an empty one did not come to be, or is not kept.
struct ExchangeDetail
{
    QByteArray requestHead;   ///< from the client
    QByteArray forwardedHead; ///< to the provider
    QByteArray responseHead;  ///< from the provider
    QByteArray sentHead;      ///< to the client
    QList<FieldChange> requestChanges;
    QList<FieldChange> responseChanges;
    Body request;
    Body response;
    QList<Arrival> arrivals; ///< the first 1000; the last of them may stand for all that followed

    bool operator==(const ExchangeDetail &) const = default;
    /// How much of memory it takes, about.
    qint64 weight() const;
};

} // namespace llmproxy::traffic
