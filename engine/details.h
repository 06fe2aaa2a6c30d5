// SPDX-License-Identifier: MIT
#pragma once

#include "engine/proxy/trace.h"
#include "engine/traffic/exchange_detail.h"

#include <memory>
#include <unordered_map>

namespace llmproxy {

/// Puts together what exchanges under way have said, from the pieces that workers hand over, and
/// masks it. Over its budget bodies are cut short; heads and sizes stay. One thread at a time.
class Details
{
public:
    /// For the bodies of all exchanges under way together, in bytes.
    void setBudget(qint64 bytes) { m_budget = bytes; }

    /// `received`: the request's head as it came.
    void add(qint64 id, const http::RequestHead &received, proxy::CaptureDelta &&delta);
    /// What there is so far; null: nothing.
    std::shared_ptr<const traffic::ExchangeDetail> peek(qint64 id) const;
    /// The exchange ended. Null: nothing was kept of it.
    std::shared_ptr<const traffic::ExchangeDetail> take(qint64 id);
    void clear();

private:
    struct Entry
    {
        std::shared_ptr<traffic::ExchangeDetail> detail =
            std::make_shared<traffic::ExchangeDetail>();
        QByteArray rawResponseHead; ///< until it can be compared with what was sent
    };

    void addHeads(Entry &entry, const http::RequestHead &received, proxy::CaptureDelta &delta);
    void addBody(traffic::Body &body, QByteArray &&bytes, qint64 at);

    std::unordered_map<qint64, Entry> m_entries;
    qint64 m_budget = qint64(64) << 20;
    qint64 m_bodyBytes = 0;
};

} // namespace llmproxy
