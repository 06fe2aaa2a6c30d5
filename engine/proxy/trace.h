// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/head.h"
#include "engine/net/deadlines.h"
#include "engine/proxy/capture.h"
#include "engine/traffic/exchange_record.h"

#include <functional>
#include <vector>

namespace llmproxy::proxy {

/// How an exchange stands, on its way to the recorder. Still raw: the head holds secrets, and
/// the record's method, target and caller are empty until the recorder takes them from it, masked.
/// It is passed on by pointer, as it is large.
struct Trace
{
    traffic::ExchangeRecord record;
    http::RequestHead head;                ///< its bytes are shared with the exchange
    QByteArray bodyUser;                   ///< that the request's body named
    std::unique_ptr<CaptureDelta> capture; ///< since it was last handed on; null: nothing new

    bool isFirst = true; ///< nothing was handed on of it before

    /// How it stands now; what was captured goes with it.
    std::unique_ptr<Trace> handOver();
};

/// Gathers the traces of one worker and hands them on in batches, so that a request costs no
/// wake-up of another thread; of each exchange a batch holds only the latest. Lives in: a worker.
class TraceOutbox final
{
public:
    using Batch = std::vector<std::unique_ptr<Trace>>;

    /// Where an exchange's trace stands in the batch being gathered.
    struct Slot
    {
        quint64 batch = 0;
        std::size_t index = 0;
    };

    /// `deliver` is called at the latest 100 ms after the first trace of a batch.
    TraceOutbox(net::Deadlines &deadlines, std::function<void(Batch)> deliver);

    /// The trace changed. It is looked at when the batch goes, so it must live until finish().
    void note(Slot &slot, Trace &trace);
    /// The trace's last state.
    void finish(Slot &slot, std::unique_ptr<Trace> trace);
    /// Hands on what there is, now.
    void flush();

private:
    struct Entry
    {
        std::unique_ptr<Trace> trace;
        Trace *live = nullptr; ///< stands for `trace` while its exchange goes on
    };

    Entry &entry(Slot &slot);

    net::Deadlines &m_deadlines;
    std::function<void(Batch)> m_deliver;
    net::Deadline m_due;
    std::vector<Entry> m_entries;
    quint64 m_number = 1;
};

} // namespace llmproxy::proxy
