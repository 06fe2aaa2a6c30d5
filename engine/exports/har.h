// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_detail.h"
#include "engine/traffic/exchange_record.h"

#include <QByteArray>

namespace llmproxy::exports {

/// Many exchanges as one HTTP Archive (HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/),
/// in pieces, so that no more than one of them is in memory: begin(), entry() for each, end(). It
/// tells what the client sent and was sent. What HAR has no word for stands in `_llm`, as in
/// docs/exchange-record.md. Secrets are masked, in bodies too.
class HarWriter
{
public:
    /// `version` is the program's.
    explicit HarWriter(QByteArray version)
        : m_version(std::move(version))
    {}

    QByteArray begin() const;
    /// `detail` may be null.
    QByteArray entry(const traffic::ExchangeRecord &record, const traffic::ExchangeDetail *detail);
    QByteArray end() const { return "\n]}}\n"; }

private:
    QByteArray m_version;
    bool m_hasEntries = false;
};

} // namespace llmproxy::exports
