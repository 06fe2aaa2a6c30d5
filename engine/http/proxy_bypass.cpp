// SPDX-License-Identifier: MIT
#include "engine/http/proxy_bypass.h"

#include <algorithm>

namespace llmproxy::http {

namespace {

constexpr int AddressBits = 128;

bool isSeparator(char c)
{
    return c == ',' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool samePrefix(const IpAddress &a, const IpAddress &b, int bits)
{
    const auto whole = static_cast<std::size_t>(bits / 8);
    if (!std::equal(a.begin(), a.begin() + bits / 8, b.begin()))
        return false;
    const int rest = bits % 8;
    return rest == 0 || (a[whole] >> (8 - rest)) == (b[whole] >> (8 - rest));
}

bool portMatches(quint16 wanted, quint16 port)
{
    return wanted == 0 || wanted == port;
}

/// Cuts a trailing ":port" off `entry`. A bare IPv6 address has colons of its own, so it needs
/// brackets to carry a port. False: what follows the colon is no port.
bool takePort(QByteArrayView &entry, quint16 &port)
{
    const qsizetype colon = entry.lastIndexOf(':');
    const bool isBareV6 = !entry.startsWith('[') && entry.count(':') > 1;
    if (colon < 0 || isBareV6 || entry.endsWith(']'))
        return true;
    bool isNumber = false;
    port = entry.sliced(colon + 1).toByteArray().toUShort(&isNumber);
    entry = entry.first(colon);
    return isNumber && port != 0;
}

} // namespace

ProxyBypass::ProxyBypass(QByteArrayView noProxy)
{
    qsizetype entry = 0;
    for (qsizetype i = 0; i <= noProxy.size(); ++i) {
        if (i < noProxy.size() && !isSeparator(noProxy[i]))
            continue;
        if (i > entry)
            add(noProxy.sliced(entry, i - entry));
        entry = i + 1;
    }
}

bool ProxyBypass::matches(QByteArrayView host, quint16 port) const
{
    if (m_everything)
        return true;
    if (const auto address = parseIpLiteral(host)) {
        return std::any_of(m_networks.begin(), m_networks.end(), [&](const Network &network) {
            return portMatches(network.port, port)
                   && samePrefix(network.address, *address, network.prefixBits);
        });
    }
    QByteArray dotted = '.' + host.toByteArray().toLower();
    if (dotted.endsWith('.'))
        dotted.chop(1);
    return std::any_of(m_names.begin(), m_names.end(), [&](const Name &name) {
        return portMatches(name.port, port) && dotted.endsWith(name.suffix)
               && (!name.subdomainsOnly || dotted != name.suffix);
    });
}

void ProxyBypass::add(QByteArrayView entry)
{
    if (entry == "*") {
        m_everything = true;
        return;
    }
    if (entry.contains('/')) {
        addNetwork(entry);
        return;
    }
    quint16 port = 0;
    if (!takePort(entry, port))
        return;
    if (const auto address = parseIpLiteral(entry)) {
        m_networks.append({*address, AddressBits, port});
        return;
    }
    if (entry.startsWith("*."))
        entry = entry.sliced(1);
    QByteArray name = entry.toByteArray().toLower();
    if (name.endsWith('.'))
        name.chop(1);
    const bool subdomainsOnly = name.startsWith('.');
    if (name.isEmpty())
        return;
    m_names.append({subdomainsOnly ? name : '.' + name, subdomainsOnly, port});
}

void ProxyBypass::addNetwork(QByteArrayView entry)
{
    const qsizetype slash = entry.indexOf('/');
    const QByteArrayView text = entry.first(slash);
    const auto address = parseIpLiteral(text);
    bool isNumber = false;
    const int bits = entry.sliced(slash + 1).toByteArray().toInt(&isNumber);
    if (!address || !isNumber || bits < 0)
        return;
    const int mapped = text.contains(':') ? bits : bits + MappedV4Bits;
    if (mapped > AddressBits)
        return;
    m_networks.append({*address, mapped, 0});
}

} // namespace llmproxy::http
