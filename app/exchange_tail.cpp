// SPDX-License-Identifier: MIT
#include "app/exchange_tail.h"

#include "engine/traffic/record_json.h"

#include <QJsonDocument>

namespace llmproxy::app {

namespace {

constexpr std::size_t MostRemembered = 1'000;
constexpr qsizetype LongestEvent = qsizetype(1024) * 1024; ///< a record is far shorter

} // namespace

ExchangeTail::ExchangeTail(Display display, bool asJson)
    : m_display(std::move(display))
    , m_isJson(asJson)
{}

QByteArray ExchangeTail::heading() const
{
    QList<Cell> cells;
    for (const Column &column : exchangeColumns())
        cells.append({column.heading, Tint::Dim});
    return tableLine(exchangeColumns(), cells, m_display.isColoured);
}

QByteArray ExchangeTail::feed(const QByteArray &bytes)
{
    m_reader.feed(bytes, *this);
    return std::exchange(m_lines, {});
}

void ExchangeTail::dataPiece(const char *data, qsizetype size)
{
    m_data.append(data, std::min(size, LongestEvent - m_data.size()));
}

void ExchangeTail::eventEnded(QByteArrayView name, sse::Ending /*ending*/)
{
    const QByteArray data = std::exchange(m_data, {});
    if (name != "exchange")
        return;
    const auto record = traffic::recordFromJson(QJsonDocument::fromJson(data).object());
    if (!record || record->phase != traffic::Phase::Done || !m_shown.insert(record->id).second)
        return;
    if (m_shown.size() > MostRemembered)
        m_shown.erase(m_shown.begin());
    m_lines +=
        m_isJson
            ? data + '\n'
            : tableLine(exchangeColumns(), exchangeCells(*record, m_display), m_display.isColoured);
}

} // namespace llmproxy::app
