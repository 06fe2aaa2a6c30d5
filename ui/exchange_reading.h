// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_detail.h"
#include "engine/traffic/exchange_record.h"
#include "engine/transcript/answer_reader.h"

#include <memory>
#include <optional>

namespace llmproxy::ui {

/// All that the window knows of the exchange that it shows. What stands in the bodies is read when
/// it is first asked for; of an answer that is under way, each byte once.
class ExchangeReading
{
public:
    using Record = traffic::ExchangeRecord;
    using Detail = traffic::ExchangeDetail;

    /// Takes in the state of an exchange; null: nothing but the record is kept.
    void take(const Record &record, std::shared_ptr<const Detail> detail, TimePoint now);
    void clear();

    const Record &record() const { return m_record; }
    TimePoint now() const { return m_now; } ///< what is under way is measured to it
    bool hasDetail() const { return m_detail != nullptr; }
    std::shared_ptr<const Detail> sharedDetail() const { return m_detail; }
    const Detail &detail() const; ///< empty if there is none
    bool isDone() const { return m_record.phase == traffic::Phase::Done; }

    const transcript::Request &request() const;
    transcript::Answer answer() const;
    const QList<transcript::Event> &events() const;

    transcript::Content requestContent() const;
    transcript::Content responseContent() const;

private:
    transcript::AnswerReader &reader() const;

    Record m_record;
    std::shared_ptr<const Detail> m_detail;
    TimePoint m_now;
    QByteArray m_requestType;
    QByteArray m_requestCoding;
    QByteArray m_responseType;
    QByteArray m_responseCoding;
    mutable std::optional<transcript::Request> m_request;
    mutable std::unique_ptr<transcript::AnswerReader> m_reader;
    mutable qsizetype m_read = 0; ///< bytes of the response's body
    mutable bool m_isFinished = false;
};

} // namespace llmproxy::ui
