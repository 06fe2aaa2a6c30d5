// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/cost/charge.h"

#include <QDateTime>

namespace llmproxy::cost {

/// One exchange as it is written for accounting. Holds no secrets: `keyId` is masked, `endpoint`
/// has no query.
struct Record
{
    QDateTime at; ///< the exchange's end, written in its own time zone
    QByteArray requestId;
    QByteArray userId;
    QByteArray keyId;
    QByteArray ipAddress;
    QByteArray provider;
    QByteArray model;
    QByteArray endpoint;
    bool isStreaming = false;
    usage::TokenUsage usage;
    Charge charge;
    QByteArray finishReason;

    bool operator==(const Record &) const = default;
};

/// No text of a record is written longer than this, in bytes of UTF-8.
inline constexpr qsizetype MaxRecordedBytes = 1024;

/// The record as one line of JSON with its newline: always valid UTF-8, always one line. The keys
/// are those of the original program in its order, then ours; docs/cost.md has them all. Amounts
/// are exact decimal numbers; of an unknown cost 0, as the original wrote, told by `cost_label`.
QByteArray jsonLine(const Record &record);

/// What totals are made of, as read back from a line.
struct RecordSummary
{
    TimePoint at;
    QByteArray provider;
    QByteArray model;
    QByteArray keyId;
    QByteArray userId;
    qint64 inputTokens = 0;
    qint64 outputTokens = 0;
    qint64 cacheReadTokens = 0;
    qint64 cacheWriteTokens = 0;
    Money total;
    Label label = Label::Unknown;

    bool operator==(const RecordSummary &) const = default;
};

/// None: not a record. Lines of the original program, which have no label, are read as well.
std::optional<RecordSummary> readJsonLine(QByteArrayView line);

} // namespace llmproxy::cost
