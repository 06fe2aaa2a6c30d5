// SPDX-License-Identifier: MIT
#pragma once

#include "engine/breaker_journal.h"
#include "engine/cost/price_book.h"
#include "engine/cost_journal.h"
#include "engine/details.h"
#include "engine/engine.h"
#include "engine/net/mailbox.h"
#include "engine/proxy/trace.h"
#include "engine/stats/circuit_history.h"
#include "engine/stats/cost_ledger.h"
#include "engine/stats/ledger.h"
#include "engine/stats/meter.h"
#include "engine/stats/recent_traffic.h"
#include "engine/traffic/live_window.h"

#include <QThread>

#include <future>
#include <memory>
#include <mutex>

namespace llmproxy {

/// The thread that makes records of traces: masks, prices and counts them, keeps the newest, logs
/// them and writes down what they cost. Workers only hand batches over; when it cannot keep up,
/// batches are dropped and counted.
class Recorder final
{
public:
    /// Where exchanges that ended go, in the recorder's thread. May be empty.
    using Store = std::function<void(const traffic::ExchangeRecord &,
                                     std::shared_ptr<const traffic::ExchangeDetail>)>;

    Recorder(AccessLog log, std::shared_ptr<const cost::PriceBook> prices, Store store = {});
    ~Recorder(); ///< folds what was handed over, then ends the thread
    Q_DISABLE_COPY_MOVE(Recorder)

    // From any thread.
    void take(proxy::TraceOutbox::Batch batch);
    void goOnBehind(qint64 id);        ///< see LiveWindow; before the first batch
    void forget();                     ///< what it keeps; nothing of it comes back
    void setWindowBytes(qint64 bytes); ///< for what is kept besides records; see LiveWindow
    void setPrices(std::shared_ptr<const cost::PriceBook> prices); ///< of what ends from now on
    void track(const config::CostTracking &settings);              ///< see CostJournal::follow()
    void note(const circuit::Event &event);                        ///< see BreakerJournal
    void followBreaker(const std::optional<config::Datadog> &agent);
    stats::Totals totals() const;
    stats::Costs costs() const;
    stats::Measurements measurements() const;
    QList<stats::TransportStatus> transports() const;
    /// Its counters, and its last minutes up to `now`.
    stats::ProviderStatus provider(const QByteArray &name, TimePoint now) const;
    QList<stats::TrafficSlot> recent(TimePoint now) const;
    stats::CircuitHistory circuitHistory() const;
    traffic::RecordDelta since(quint64 cursor, qsizetype max) const;
    QList<traffic::ExchangeRecord> before(qint64 id, qsizetype max) const;
    std::shared_ptr<const traffic::ExchangeDetail> detail(qint64 id) const;

private:
    void run(std::promise<net::Mailbox *> &born);
    void fold(proxy::TraceOutbox::Batch batch);
    void fold(proxy::Trace &trace);
    void noteTransports();
    bool isLogged(const traffic::ExchangeRecord &record, bool isNew) const;
    void log(const traffic::ExchangeRecord &record);
    void tally(const proxy::Trace &trace);
    void count(const traffic::ExchangeRecord &record);

    const Store m_store;
    const LogSink m_log;
    const std::function<bool(LogLevel)> m_logs;
    std::shared_ptr<const cost::PriceBook> m_prices; ///< never null; the thread's own
    std::atomic<int> m_waiting{0};                   ///< batches handed over and not folded
    std::atomic<qint64> m_waitingBytes{0};           ///< of bodies in them
    mutable std::mutex m_mutex;
    stats::Ledger m_ledger;                     // guarded by m_mutex
    stats::CostLedger m_costs;                  // guarded by m_mutex
    stats::RecentTraffic m_recent;              // guarded by m_mutex
    stats::CircuitHistory m_circuits;           // guarded by m_mutex
    mutable stats::Meter m_meter;               // guarded by m_mutex
    traffic::LiveWindow m_window;               // guarded by m_mutex
    Details m_details;                          // guarded by m_mutex
    qint64 m_dropped = 0;                       // guarded by m_mutex
    qint64 m_bodiesDropped = 0;                 // guarded by m_mutex
    QList<stats::TransportStatus> m_transports; // guarded by m_mutex
    CostJournal *m_journal = nullptr;           ///< lives in the thread; null unless it runs
    BreakerJournal *m_breakers = nullptr;       ///< likewise
    std::atomic<int> m_events{0};               ///< handed over and not told
    std::unique_ptr<QThread> m_thread;
    net::Mailbox *m_mailbox = nullptr; ///< lives in the thread's loop
};

} // namespace llmproxy
