// SPDX-License-Identifier: MIT
#include "engine/history/history.h"

#include "engine/history/reader.h"

#include <algorithm>
#include <utility>

namespace llmproxy::history {

namespace {

constexpr std::size_t MostWaiting = 10'000;
constexpr qint64 MostWaitingBytes = qint64(32) << 20;
constexpr std::size_t MostQuestions = 64;
constexpr Duration Gather{100};

template<class T>
T refusal(const QByteArray &error)
{
    T answer;
    answer.error = error;
    return answer;
}

} // namespace

History::History(const QString &folder, const Limits &limits, Surroundings surroundings)
    : m_surroundings(std::move(surroundings))
    , m_database(Files(folder).database)
    , m_queue(MostWaiting, MostWaitingBytes)
    , m_writer(folder, limits, m_files)
    , m_reader(QStringLiteral("history-reader"), MostQuestions)
{
    std::promise<void> opened;
    m_thread.reset(QThread::create([this, &opened] { run(opened); }));
    m_thread->setObjectName(QStringLiteral("history-writer"));
    m_thread->start();
    opened.get_future().wait();
}

History::~History()
{
    m_queue.stop();
    m_thread->wait();
}

void History::add(Entry entry)
{
    if (!m_isPaused.load(std::memory_order_relaxed))
        m_queue.add(std::move(entry));
}

void History::setLimits(const Limits &limits)
{
    m_queue.post([this, limits] { m_writer.setLimits(limits); });
}

void History::setPaused(bool isPaused)
{
    m_isPaused.store(isPaused, std::memory_order_relaxed);
}

stats::HistoryStatus History::status() const
{
    const WriteQueue::Dropped dropped = m_queue.dropped();
    const std::lock_guard lock(m_mutex);
    stats::HistoryStatus status = m_status;
    status.paused = m_isPaused.load(std::memory_order_relaxed);
    status.droppedRecords = dropped.records;
    status.droppedBodies = dropped.bodies;
    return status;
}

void History::page(const traffic::HistoryQuery &query, PageThen then)
{
    ask<traffic::HistoryPage>([this, query] { return readPage(m_database, query); },
                              std::move(then));
}

void History::find(qint64 id, ExchangeThen then)
{
    ask<traffic::StoredExchange>([this, id] { return readExchange(m_database, id); },
                                 std::move(then));
}

template<class T>
void History::ask(std::function<SqlResult<T>()> question, std::function<void(T)> then)
{
    const bool isAsked = m_reader.post([this, question = std::move(question), then] {
        if (!m_isOpen.load(std::memory_order_acquire))
            return then(refusal<T>(status().lastError));
        const SqlResult<T> result = [&] {
            const std::shared_lock lock(m_files);
            return question();
        }();
        if (result)
            return then(*result);
        if (result.error().kind == SqlError::Kind::Damaged)
            m_queue.post([this] { m_writer.check(); });
        then(refusal<T>(result.error().text.toUtf8()));
    });
    if (!isAsked)
        then(refusal<T>("too many questions wait already"));
}

void History::purge(qint64 lastId, std::function<void(QByteArray)> then)
{
    m_queue.post([this, lastId, then = std::move(then)] {
        m_purgedIds = std::max(m_purgedIds, lastId);
        m_writer.purge();
        publish();
        then(m_writer.error());
    });
}

void History::whenWritten(std::function<void()> then)
{
    m_queue.post([this, then = std::move(then)] {
        publish();
        then();
    });
}

void History::run(std::promise<void> &opened)
{
    open();
    publish();
    opened.set_value();
    while (!m_isStopping)
        round();
    if (m_writer.isOpen() && !m_writer.hasWaiting()) { // it held something up before
        m_writer.take(m_queue.take({}, {}).entries);
        m_writer.write();
    }
    m_writer.close();
}

// What failed is tried again before more is taken, so that what waits is bounded in one place.
void History::round()
{
    const Duration atMost = m_writer.comeBackAfter();
    const bool isFree = m_writer.isOpen() && !m_writer.hasWaiting();
    WriteQueue::Taken taken = isFree ? m_queue.take(Gather, atMost) : m_queue.takeTasks(atMost);
    m_isStopping = taken.isStopping;
    if (!m_writer.isOpen())
        open();
    if (isFree) {
        dropTaken(taken.entries);
        m_writer.take(std::move(taken.entries));
    }
    if (m_writer.isOpen())
        m_writer.write();
    for (const WriteQueue::Task &task : taken.tasks)
        task();
    if (m_writer.isOpen() && !m_writer.hasWaiting())
        m_writer.tidy(m_surroundings.now());
    publish();
}

void History::open()
{
    m_writer.open();
    if (!m_writer.isOpen() || m_takenIds >= 0)
        return;
    m_takenIds = m_writer.store().newestId();
    if (m_surroundings.opened)
        m_surroundings.opened(m_takenIds);
}

// Only a history that could not be read at the start holds such ids: the exchanges of now must not
// take the place of others.
void History::dropTaken(std::vector<Entry> &entries)
{
    std::erase_if(entries, [this](const Entry &entry) { return entry.record.id <= m_purgedIds; });
    const auto dropped = std::erase_if(
        entries, [this](const Entry &entry) { return entry.record.id <= m_takenIds; });
    m_queue.count({.records = static_cast<qint64>(dropped), .bodies = 0});
}

void History::publish()
{
    m_queue.count(m_writer.takeDropped());
    stats::HistoryStatus now;
    now.enabled = true;
    now.path = m_database.toUtf8();
    now.records = m_writer.store().records();
    now.bytes = m_writer.store().diskBytes();
    now.lastError = m_writer.error().isEmpty() ? m_writer.damage() : m_writer.error();
    m_isOpen.store(m_writer.isOpen(), std::memory_order_release);
    stats::HistoryStatus before;
    {
        const std::lock_guard lock(m_mutex);
        before = std::exchange(m_status, now);
    }
    if (m_surroundings.log)
        log(before, now);
}

// An error is logged when it comes and when it goes.
void History::log(const stats::HistoryStatus &before, const stats::HistoryStatus &now) const
{
    if (before.lastError == now.lastError)
        return;
    const bool isWell = now.lastError.isEmpty();
    LogLine line(isWell ? "the history is written again" : "error in the history");
    line.text("path", now.path);
    if (!isWell)
        line.text("error", now.lastError);
    m_surroundings.log(isWell ? LogLevel::Info : LogLevel::Warn, line);
}

} // namespace llmproxy::history
