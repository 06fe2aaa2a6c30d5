// SPDX-License-Identifier: MIT
#include "engine/proxy/download.h"

#include <utility>

namespace llmproxy::proxy {

http::Delivery Download::choose(const http::Framing &framing)
{
    const bool chunked = std::holds_alternative<http::Chunked>(framing);
    const bool untilClose = std::holds_alternative<http::UntilClose>(framing);
    if ((chunked || untilClose) && m_client.minorVersion() == 0)
        m_delivery = http::Delivery::UntilClose;
    else if (untilClose)
        m_delivery = http::Delivery::Rechunked;
    else
        m_delivery = http::Delivery::AsReceived;
    return m_delivery;
}

QByteArray &Download::gathered()
{
    QByteArray &out = m_loop.scratch();
    if (!std::exchange(m_gathering, true))
        out.resize(0);
    return out;
}

void Download::sendGathered()
{
    m_gathering = false;
    const QByteArray &out = m_loop.scratch();
    m_client.send(out.constData(), out.size());
}

void Download::begin(const http::ResponseHead &head, const http::ResponseRules &rules)
{
    http::appendResponseHead(gathered(), head, rules);
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
    if (asReceived && !m_gathering) {
        if (size > 0)
            m_client.send(data, size);
        return;
    }
    if (asReceived)
        gathered().append(data, size);
    if (m_gathering)
        sendGathered();
}

void Download::end()
{
    if (m_gathering) // a head without a body
        sendGathered();
    if (m_delivery == http::Delivery::Rechunked)
        m_client.send(QByteArrayView("0\r\n\r\n"));
}

} // namespace llmproxy::proxy
