// SPDX-License-Identifier: MIT
#include "engine/history/writer.h"

#include <QFileInfo>

#include <algorithm>
#include <mutex>
#include <utility>

namespace llmproxy::history {

namespace {

constexpr Duration TidyEvery = std::chrono::minutes(1);
constexpr Duration RetryAfter{250};
constexpr Duration RetryAtMost = std::chrono::seconds(10);
constexpr int MostFailures = 4; // of a group that fails for a reason of its own
constexpr int TidySteps = 4;
constexpr qsizetype TextShare = 16; // of a transaction, for the text of one body

} // namespace

Writer::Writer(const QString &folder, const Limits &limits, std::shared_mutex &files)
    : m_files(files)
    , m_store(folder)
    , m_limits(limits)
{}

void Writer::open()
{
    const auto opened = [this] {
        const std::unique_lock lock(m_files);
        return m_store.open(m_limits);
    }();
    if (!opened)
        return failed(opened.error());
    m_error.clear();
    m_failures = 0;
    m_hasMore = true;
}

void Writer::close()
{
    m_dropped.records += static_cast<qint64>(m_waiting.size() - m_next);
    m_waiting.clear();
    m_next = 0;
    m_store.close();
}

void Writer::take(std::vector<Entry> entries)
{
    m_waiting = std::move(entries);
    m_next = 0;
}

void Writer::write()
{
    while (hasWaiting()) {
        if (!writeGroup())
            return;
    }
    m_waiting.clear();
    m_next = 0;
}

Writer::Group Writer::nextGroup() const
{
    const Budget &budget = m_store.budget();
    const auto textBytes =
        static_cast<qsizetype>(m_store.limits().fullText ? budget.transaction / TextShare : 0);
    Group group;
    qint64 bytes = 0;
    for (group.end = m_next; group.end < m_waiting.size(); ++group.end) {
        Row row = rowOf(m_waiting[group.end], textBytes);
        const bool isCut = row.size() > budget.transaction && row.hasBodies();
        if (isCut)
            row.dropBodies();
        if (row.size() > budget.transaction) {
            ++group.dropped.records;
            continue;
        }
        if (static_cast<int>(group.rows.size()) == budget.rows
            || bytes + row.size() > budget.transaction)
            break;
        bytes += row.size();
        group.dropped.bodies += isCut ? 1 : 0;
        group.rows.push_back(std::move(row));
    }
    return group;
}

bool Writer::writeGroup()
{
    const Group group = nextGroup();
    const auto written = group.rows.empty() ? SqlResult<void>() : m_store.write(group.rows);
    if (written) {
        m_error.clear();
        m_failures = 0;
        settle(group);
        return true;
    }
    failed(written.error());
    if (m_store.isOpen() && m_failures >= MostFailures
        && written.error().kind == SqlError::Kind::Other) {
        m_dropped.records += static_cast<qint64>(group.rows.size());
        settle(group);
    }
    return false;
}

void Writer::settle(const Group &group)
{
    for (; m_next < group.end; ++m_next)
        m_waiting[m_next].detail.reset(); // the memory is wanted
    m_dropped.records += group.dropped.records;
    m_dropped.bodies += group.dropped.bodies;
}

void Writer::tidy(TimePoint now)
{
    m_hasMore = true;
    if (!QFileInfo::exists(m_store.files().database)) // somebody deleted it
        return open();
    if (m_store.limits() != m_limits) {
        if (const auto set = m_store.setLimits(m_limits); !set)
            return failed(set.error());
    }
    for (int step = 0; step < TidySteps && m_hasMore; ++step) {
        const auto tidied = m_store.tidy(now);
        if (!tidied)
            return failed(tidied.error());
        m_hasMore = *tidied;
    }
    m_error.clear();
    m_failures = 0;
}

void Writer::setLimits(const Limits &limits)
{
    m_limits = limits;
    m_hasMore = true; // tidy() sets them
}

void Writer::purge()
{
    m_waiting.clear(); // it belongs to what is to go
    m_next = 0;
    const auto purged = [this] {
        const std::unique_lock lock(m_files);
        return m_store.purge(m_limits);
    }();
    if (!purged)
        return failed(purged.error());
    m_error.clear();
    m_damage.clear();
    m_failures = 0;
}

void Writer::failed(const SqlError &error)
{
    ++m_failures;
    m_error = error.text.toUtf8();
    if (error.kind == SqlError::Kind::Damaged)
        putAside(error.text);
}

void Writer::check()
{
    const auto isSound = m_store.isSound();
    if (!isSound)
        failed(isSound.error());
    else if (!*isSound)
        failed({SqlError::Kind::Damaged, QStringLiteral("it is not sound")});
}

void Writer::putAside(const QString &why)
{
    const auto opened = [this] {
        const std::unique_lock lock(m_files);
        m_store.setAside();
        return m_store.open(m_limits);
    }();
    m_damage = "a damaged history was put aside (" + why.toUtf8()
               + "): " + m_store.files().damaged.toUtf8();
    m_error = opened ? QByteArray() : opened.error().text.toUtf8();
}

Duration Writer::comeBackAfter() const
{
    if (!m_error.isEmpty())
        return std::min(RetryAtMost, RetryAfter * (1 << std::clamp(m_failures - 1, 0, 8)));
    return m_hasMore || hasWaiting() ? Duration{} : TidyEvery;
}

} // namespace llmproxy::history
