// SPDX-License-Identifier: MIT
#include "engine/http/ip_literal.h"

#include <QByteArray>

#ifdef _WIN32
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
#endif

#include <algorithm>

namespace llmproxy::http {

namespace {

constexpr std::size_t V4Offset = MappedV4Bits / 8;

bool isZero(std::uint8_t byte)
{
    return byte == 0;
}

bool isMappedV4(const IpAddress &address)
{
    return std::all_of(address.begin(), address.begin() + V4Offset - 2, isZero)
           && address[V4Offset - 2] == 0xff && address[V4Offset - 1] == 0xff;
}

} // namespace

std::optional<IpAddress> parseIpLiteral(QByteArrayView text)
{
    if (text.startsWith('[') && text.endsWith(']'))
        text = text.sliced(1, text.size() - 2);
    if (text.contains('\0'))
        return std::nullopt; // inet_pton would stop reading there
    const QByteArray terminated = text.toByteArray();

    IpAddress address{};
    if (inet_pton(AF_INET6, terminated.constData(), address.data()) == 1)
        return address;
    address.fill(0);
    address[V4Offset - 2] = address[V4Offset - 1] = 0xff;
    if (inet_pton(AF_INET, terminated.constData(), address.data() + V4Offset) == 1)
        return address;
    return std::nullopt;
}

bool isLoopback(const IpAddress &address)
{
    if (isMappedV4(address))
        return address[V4Offset] == 127;
    return std::all_of(address.begin(), address.end() - 1, isZero) && address.back() == 1;
}

bool isLoopbackHost(QByteArrayView host)
{
    if (const auto address = parseIpLiteral(host))
        return isLoopback(*address);
    QByteArray name = host.toByteArray().toLower();
    if (name.endsWith('.'))
        name.chop(1);
    return name == "localhost" || name.endsWith(".localhost");
}

} // namespace llmproxy::http
