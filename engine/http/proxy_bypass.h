// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/ip_literal.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>

namespace llmproxy::http {

/// The hosts that NO_PROXY exempts, written as a list separated by commas or blanks, in the
/// reading that Go's httpproxy documents:
///
///     example.com        that host and every name under it
///     .example.com       only the names under it; *.example.com is the same
///     10.1.2.3, [::1]    that address
///     10.0.0.0/8, fd00::/8   every address in that network
///     *                  everything
///
/// Each but the network and `*` may end in :port and then means that port alone. Host names
/// match without regard to case; an entry that is none of these matches nothing.
class ProxyBypass
{
public:
    explicit ProxyBypass(QByteArrayView noProxy);

    bool matches(QByteArrayView host, quint16 port) const;

private:
    struct Network
    {
        IpAddress address{};
        int prefixBits = 0; ///< counted in the mapped form: IPv4's /8 is 104
        quint16 port = 0;   ///< 0: any
    };
    struct Name
    {
        QByteArray suffix; ///< lower case, with its leading dot
        bool subdomainsOnly = false;
        quint16 port = 0; ///< 0: any
    };

    void add(QByteArrayView entry);
    void addNetwork(QByteArrayView entry);

    bool m_everything = false;
    QList<Network> m_networks;
    QList<Name> m_names;
};

} // namespace llmproxy::http
