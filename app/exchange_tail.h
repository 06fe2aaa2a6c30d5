// SPDX-License-Identifier: MIT
#pragma once

#include "app/exchange_text.h"
#include "engine/sse/reader.h"

#include <set>

namespace llmproxy::app {

/// Makes lines of the control API's events: one for each exchange, when it has ended.
class ExchangeTail final : private sse::EventSink
{
public:
    /// `asJson`: each line is the record.
    ExchangeTail(Display display, bool asJson);

    QByteArray heading() const;
    /// The lines that the stream's next bytes complete; cut anywhere.
    QByteArray feed(const QByteArray &bytes);

private:
    void dataPiece(const char *data, qsizetype size) override;
    void eventEnded(QByteArrayView name, sse::Ending ending) override;

    Display m_display;
    bool m_isJson;
    sse::Reader m_reader;
    QByteArray m_data; ///< of the event that is being read
    QByteArray m_lines;
    std::set<qint64> m_shown; ///< the newest, as an exchange may change once more behind its end
};

} // namespace llmproxy::app
