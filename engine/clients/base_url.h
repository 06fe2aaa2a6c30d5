// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clients/vendors.h"

#include <QByteArray>

namespace llmproxy::clients {

/// The address as it is typed into an SDK on this machine: "http://127.0.0.1:9002". A listener on
/// all addresses is reached by the loopback one.
QString rootUrl(const QByteArray &address, quint16 port);

/// What the SDKs of the vendor take as their base URL for the route of that name.
QString baseUrl(const QString &root, const QString &route, const Vendor &vendor);

/// A root URL as a user gave it, without the slashes at its end; empty if it is none
/// (http or https, a host, no query) or holds what means something to a shell.
QString normalizedRoot(const QString &given);

} // namespace llmproxy::clients
