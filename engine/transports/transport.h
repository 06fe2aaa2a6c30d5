// SPDX-License-Identifier: MIT
#pragma once

#include "engine/cost/record.h"
#include "engine/stats/snapshot.h"

#include <QList>

namespace llmproxy::transports {

/// A place that cost records go to. None of its functions waits for anybody else than the disk;
/// what cannot be had at once waits in a bounded queue or is lost and counted.
///
/// Lives in: the recorder, whose event loop it needs.
class Transport
{
public:
    Transport() = default;
    virtual ~Transport() = default; ///< loses what still waits
    Q_DISABLE_COPY_MOVE(Transport)

    virtual void write(const QList<cost::Record> &records) = 0;
    /// Tries again to get rid of what waits.
    virtual void flush() = 0;
    /// Opens anew what it keeps open, as after the rotation of a file.
    virtual void reopen() {}

    virtual bool hasWaiting() const = 0;
    virtual stats::TransportStatus status() const = 0;
};

} // namespace llmproxy::transports
