// SPDX-License-Identifier: MIT
#include "engine/proxy/download.h"

#include "engine/proxy/wire_probe.h"

#include <algorithm>
#include <utility>

namespace llmproxy::proxy {

http::Delivery Download::choose(const http::Framing &framing, bool addsTrailers)
{
    const bool chunked = std::holds_alternative<http::Chunked>(framing);
    const bool untilClose = std::holds_alternative<http::UntilClose>(framing);
    if ((chunked || untilClose) && m_client.minorVersion() == 0)
        m_delivery = http::Delivery::UntilClose;
    else if (untilClose || (chunked && addsTrailers))
        m_delivery = http::Delivery::Rechunked;
    else
        m_delivery = http::Delivery::AsReceived;
    if (m_probe != nullptr)
        m_probe->restart(m_delivery != http::Delivery::UntilClose && (chunked || untilClose));
    return m_delivery;
}

QByteArray &Download::gathered()
{
    if (m_isHeld)
        return m_held;
    QByteArray &out = m_loop.scratch();
    if (!std::exchange(m_gathering, true))
        out.resize(0);
    return out;
}

void Download::sendGathered()
{
    m_gathering = false;
    send(m_loop.scratch());
}

void Download::send(QByteArrayView bytes)
{
    if (m_probe != nullptr)
        m_probe->passed(bytes);
    m_client.send(bytes);
}

void Download::begin(const http::ResponseHead &head, const http::ResponseRules &rules)
{
    http::appendResponseHead(gathered(), head, rules);
    m_headEnd = m_held.size() - 2;
}

void Download::bodyPiece(const char *data, qsizetype size)
{
    if (m_delivery == http::Delivery::AsReceived)
        return;
    QByteArray &out = gathered();
    if (m_delivery == http::Delivery::Rechunked)
        out += QByteArray::number(size, 16) + "\r\n";
    out.append(data, size);
    if (m_delivery == http::Delivery::Rechunked)
        out += "\r\n";
}

void Download::bodyReceived(const char *data, qsizetype size)
{
    const bool asReceived = m_delivery == http::Delivery::AsReceived;
    if (asReceived && !m_gathering && !m_isHeld) {
        if (size > 0)
            send({data, size});
        return;
    }
    if (asReceived)
        gathered().append(data, size);
    if (m_gathering)
        sendGathered();
}

void Download::end(QByteArrayView trailers)
{
    Q_ASSERT(!m_isHeld);
    if (m_gathering) // a head without a body
        sendGathered();
    if (!isRechunked())
        return;
    QByteArray &out = m_loop.scratch();
    out = "0\r\n";
    out.append(trailers.data(), trailers.size());
    out += "\r\n";
    send(out);
}

void Download::release(QByteArrayView fields)
{
    m_isHeld = false;
    const QByteArray held = std::exchange(m_held, {});
    if (fields.isEmpty()) {
        send(held);
        return;
    }
    QByteArray &out = m_loop.scratch();
    out.resize(held.size() + fields.size());
    char *end = std::copy_n(held.constData(), m_headEnd, out.data());
    end = std::copy_n(fields.data(), fields.size(), end);
    std::copy_n(held.constData() + m_headEnd, held.size() - m_headEnd, end);
    send(out);
}

void Download::drop()
{
    m_isHeld = false;
    m_held = QByteArray();
}

} // namespace llmproxy::proxy
