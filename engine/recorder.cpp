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
constexpr qint64 MaxWaitingBytes = qint64(32) << 20;
constexpr int MaxWaitingEvents = 4096;

qint64 bodyBytesOf(const proxy::TraceOutbox::Batch &batch)
{
    qint64 bytes = 0;
    for (const auto &trace : batch) {
        if (trace->capture)
            bytes += trace->capture->requestBytes.size() + trace->capture->responseBytes.size();
    }
    return bytes;
}

// Gives how many exchanges lost some of a body.
qint64 dropBodies(proxy::TraceOutbox::Batch &batch)
{
    qint64 dropped = 0;
    for (const auto &trace : batch) {
        if (!trace->capture
            || (trace->capture->requestBytes.isEmpty() && trace->capture->responseBytes.isEmpty()))
            continue;
        trace->capture->requestBytes = QByteArray();
        trace->capture->responseBytes = QByteArray();
        ++dropped;
    }
    return dropped;
}

// Without an allocation for the usual ones.
QByteArray methodOf(const http::RequestHead &head)
{
    static const QByteArray post("POST");
    static const QByteArray get("GET");
    const QByteArrayView method = head.method();
    if (method == post)
        return post;
    return method == get ? get : method.toByteArray();
}

} // namespace

Recorder::Recorder(AccessLog log, std::shared_ptr<const cost::PriceBook> prices, Store store)
    : m_store(std::move(store))
    , m_log(std::move(log.write))
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
        for (const auto &trace : batch) {
            tally(*trace);
            m_details.take(trace->record.id); // it would lack a piece
        }
        return;
    }
    qint64 bytes = bodyBytesOf(batch);
    if (bytes > 0
        && m_waitingBytes.fetch_add(bytes, std::memory_order_relaxed) + bytes > MaxWaitingBytes) {
        m_waitingBytes.fetch_sub(std::exchange(bytes, 0), std::memory_order_relaxed);
        const qint64 dropped = dropBodies(batch);
        const std::lock_guard lock(m_mutex);
        m_bodiesDropped += dropped;
    }
    // Behind a pointer, as a mailbox takes only what can be copied.
    auto handedOver = std::make_shared<proxy::TraceOutbox::Batch>(std::move(batch));
    m_mailbox->post([this, bytes, handedOver = std::move(handedOver)] {
        m_waiting.fetch_sub(1, std::memory_order_relaxed);
        m_waitingBytes.fetch_sub(bytes, std::memory_order_relaxed);
        fold(std::move(*handedOver));
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
        m_meter.add(event);
    });
}

void Recorder::followBreaker(const std::optional<config::Datadog> &agent)
{
    m_mailbox->post([this, agent] { m_breakers->follow(agent); });
}

void Recorder::fold(proxy::TraceOutbox::Batch batch)
{
    for (const auto &trace : batch)
        fold(*trace);
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

void Recorder::goOnBehind(qint64 id)
{
    const std::lock_guard lock(m_mutex);
    m_window.goOnBehind(id);
}

void Recorder::forget()
{
    const std::lock_guard lock(m_mutex);
    m_window.clear();
    m_details.clear();
}

void Recorder::setWindowBytes(qint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    m_window.setDetailBytes(bytes);
    m_details.setBudget(bytes);
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

void Recorder::fold(proxy::Trace &trace)
{
    traffic::ExchangeRecord &record = trace.record;
    record.method = methodOf(trace.head);
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
        tally(trace);
        if (done)
            count(record);
        if (isLogged(record, trace.isFirst))
            logged = record;
        const qint64 id = record.id;
        if (trace.capture)
            m_details.add(id, trace.head, std::move(*trace.capture));
        const auto detail = done ? m_details.take(id) : nullptr;
        if (done && m_store)
            m_store(record, detail);
        m_window.put(std::move(record));
        if (detail)
            m_window.putDetail(id, detail);
    }
    if (logged)
        log(*logged);
}

// Counts what is dropped, too.
void Recorder::tally(const proxy::Trace &trace)
{
    const traffic::ExchangeRecord &record = trace.record;
    if (trace.isFirst)
        m_ledger.began(record.provider);
    if (record.phase != traffic::Phase::Done)
        return;
    m_ledger.ended({.provider = record.provider,
                    .status = record.status,
                    .brokenOff = record.endedBy == traffic::EndedBy::Upstream
                                 || record.endedBy == traffic::EndedBy::Timeout,
                    .streaming = record.streaming,
                    .bytesIn = record.bytesIn,
                    .bytesOut = record.bytesOut});
    m_meter.add(measuredOf(record));
    if (const auto limit = limitOf(record))
        m_meter.add(*limit);
}

void Recorder::count(const traffic::ExchangeRecord &record)
{
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
    totals.bodiesDropped = m_bodiesDropped;
    return totals;
}

stats::Costs Recorder::costs() const
{
    const std::lock_guard lock(m_mutex);
    return m_costs.costs();
}

stats::Measurements Recorder::measurements() const
{
    const std::lock_guard lock(m_mutex);
    return m_meter.measurements();
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

QList<traffic::ExchangeRecord> Recorder::before(qint64 id, qsizetype max) const
{
    const std::lock_guard lock(m_mutex);
    return m_window.before(id, max);
}

std::shared_ptr<const traffic::ExchangeDetail> Recorder::detail(qint64 id) const
{
    const std::lock_guard lock(m_mutex);
    const auto underWay = m_details.peek(id);
    return underWay ? underWay : m_window.detail(id);
}

} // namespace llmproxy
