// SPDX-License-Identifier: MIT
#include "engine/recorder.h"

#include "engine/accounting.h"
#include "engine/net/clock.h"
#include "engine/ratelimit/identity.h"
#include "engine/traffic/access_log.h"
#include "engine/traffic/redact.h"

#include <QEventLoop>

#include <future>
#include <optional>
#include <utility>

namespace llmproxy {

namespace {

constexpr qsizetype WindowRecords = 20'000;
constexpr qint64 WindowBytes = qint64(64) << 20;
constexpr int MaxWaitingBatches = 256;
constexpr int MaxWaitingEvents = 4096;

} // namespace

Recorder::Recorder(AccessLog log, std::shared_ptr<const cost::PriceBook> prices)
    : m_log(std::move(log.write))
    , m_logs(std::move(log.wants))
    , m_prices(std::move(prices))
    , m_window(WindowRecords, WindowBytes)
{
    std::promise<net::Mailbox *> born;
    m_thread.reset(QThread::create([this, &born] { run(born); }));
    m_thread->setObjectName(QStringLiteral("recorder"));
    m_thread->start();
    m_mailbox = born.get_future().get();
}

void Recorder::run(std::promise<net::Mailbox *> &born)
{
    net::Mailbox mailbox;
    CostJournal journal;
    BreakerJournal breakers(m_log);
    QEventLoop loop;
    m_journal = &journal;
    m_breakers = &breakers;
    born.set_value(&mailbox);
    loop.exec();
    m_breakers = nullptr;
    m_journal = nullptr;
}

Recorder::~Recorder()
{
    m_mailbox->post([] { QThread::currentThread()->exit(); });
    m_thread->wait();
}

void Recorder::take(proxy::TraceOutbox::Batch batch)
{
    if (m_waiting.fetch_add(1, std::memory_order_relaxed) >= MaxWaitingBatches) {
        m_waiting.fetch_sub(1, std::memory_order_relaxed);
        const std::lock_guard lock(m_mutex);
        m_dropped += static_cast<qint64>(batch.size());
        return;
    }
    m_mailbox->post([this, batch = std::move(batch)]() mutable {
        m_waiting.fetch_sub(1, std::memory_order_relaxed);
        fold(std::move(batch));
    });
}

void Recorder::note(const circuit::Event &event)
{
    if (m_events.fetch_add(1, std::memory_order_relaxed) >= MaxWaitingEvents) {
        m_events.fetch_sub(1, std::memory_order_relaxed);
        return; // the counters of the store are right all the same
    }
    m_mailbox->post([this, event] {
        m_events.fetch_sub(1, std::memory_order_relaxed);
        m_breakers->add(event);
        const std::lock_guard lock(m_mutex);
        m_circuits.add(event, net::wallClock());
    });
}

void Recorder::followBreaker(const std::optional<config::Datadog> &agent)
{
    m_mailbox->post([this, agent] { m_breakers->follow(agent); });
}

void Recorder::fold(proxy::TraceOutbox::Batch batch)
{
    for (proxy::Trace &trace : batch)
        fold(std::move(trace));
    m_journal->endBatch();
    noteTransports();
}

// An error is logged when it comes and when it goes, not with every batch.
void Recorder::noteTransports()
{
    const QList<stats::TransportStatus> now = m_journal->status();
    QList<stats::TransportStatus> before;
    {
        const std::lock_guard lock(m_mutex);
        before = std::exchange(m_transports, now);
    }
    if (!m_log)
        return;
    for (qsizetype i = 0; i < now.size(); ++i) {
        const QByteArray &error = now[i].lastError;
        const bool isNew = i >= before.size() || before[i].name != now[i].name;
        if ((isNew ? QByteArray() : before[i].lastError) == error)
            continue;
        LogLine line(error.isEmpty() ? "cost records are written again"
                                     : "cost records cannot be written");
        line.text("transport", now[i].name).number("dropped", now[i].dropped);
        if (!error.isEmpty())
            line.text("error", error);
        m_log(error.isEmpty() ? LogLevel::Info : LogLevel::Warn, line);
    }
}

void Recorder::setPrices(std::shared_ptr<const cost::PriceBook> prices)
{
    m_mailbox->post([this, prices = std::move(prices)]() mutable { m_prices = std::move(prices); });
}

void Recorder::track(const config::CostTracking &settings)
{
    m_mailbox->post([this, settings] {
        m_journal->follow(settings);
        noteTransports();
    });
}

void Recorder::fold(proxy::Trace &&trace)
{
    traffic::ExchangeRecord record = std::move(trace.record);
    record.method = trace.head.method().toByteArray();
    record.target = traffic::maskedTarget(trace.head.target());
    if (record.key.isEmpty()) {
        const ratelimit::Caller caller = ratelimit::shownCallerOf(
            trace.head, {.metaUser = record.user, .bodyUser = trace.bodyUser, .peer = {}});
        record.key = caller.keyShown;
        record.user = caller.user;
    }
    const bool done = record.phase == traffic::Phase::Done;
    if (done) {
        record.cost = chargeFor(record, *m_prices);
        m_journal->add(record);
    }
    std::optional<traffic::ExchangeRecord> logged;
    {
        const std::lock_guard lock(m_mutex);
        const bool isNew = m_window.find(record.id) == nullptr;
        if (isNew)
            m_ledger.began(record.provider);
        if (done)
            count(record);
        if (isLogged(record, isNew))
            logged = record;
        m_window.put(std::move(record));
    }
    if (logged)
        log(*logged);
}

void Recorder::count(const traffic::ExchangeRecord &record)
{
    m_ledger.ended({.provider = record.provider,
                    .status = record.status,
                    .brokenOff = record.endedBy == traffic::EndedBy::Upstream
                                 || record.endedBy == traffic::EndedBy::Timeout,
                    .streaming = record.streaming,
                    .bytesIn = record.bytesIn,
                    .bytesOut = record.bytesOut});
    if (const auto ended = endedOf(record))
        m_recent.add(*ended);
    if (isBilled(record))
        m_costs.add(spendingOf(record));
}

// To put a line together costs more than all else here: not for one that nobody wants.
bool Recorder::isLogged(const traffic::ExchangeRecord &record, bool isNew) const
{
    if (!m_log)
        return false;
    if (record.phase != traffic::Phase::Done)
        return isNew && m_logs(LogLevel::Debug);
    return m_logs(record.endedBy == traffic::EndedBy::Nobody ? LogLevel::Info : LogLevel::Warn);
}

void Recorder::log(const traffic::ExchangeRecord &record)
{
    const traffic::AccessLogEntry entry = record.phase == traffic::Phase::Done
                                              ? traffic::endedEntry(record)
                                              : traffic::startedEntry(record);
    m_log(entry.level, entry.line);
}

stats::Totals Recorder::totals() const
{
    const std::lock_guard lock(m_mutex);
    stats::Totals totals = m_ledger.totals();
    totals.recordsDropped = m_dropped;
    return totals;
}

stats::Costs Recorder::costs() const
{
    const std::lock_guard lock(m_mutex);
    return m_costs.costs();
}

QList<stats::TransportStatus> Recorder::transports() const
{
    const std::lock_guard lock(m_mutex);
    return m_transports;
}

stats::ProviderStatus Recorder::provider(const QByteArray &name, TimePoint now) const
{
    const std::lock_guard lock(m_mutex);
    stats::ProviderStatus status = m_ledger.provider(name);
    status.recent = m_recent.provider(name, now);
    return status;
}

QList<stats::TrafficSlot> Recorder::recent(TimePoint now) const
{
    const std::lock_guard lock(m_mutex);
    return m_recent.slotsUntil(now);
}

stats::CircuitHistory Recorder::circuitHistory() const
{
    const std::lock_guard lock(m_mutex);
    return m_circuits;
}

traffic::RecordDelta Recorder::since(quint64 cursor, qsizetype max) const
{
    const std::lock_guard lock(m_mutex);
    return m_window.since(cursor, max);
}

std::shared_ptr<const traffic::ExchangeDetail> Recorder::detail(qint64 id) const
{
    const std::lock_guard lock(m_mutex);
    return m_window.detail(id);
}

} // namespace llmproxy
