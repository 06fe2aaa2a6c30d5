// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <array>
#include <cstdint>
#include <optional>

namespace llmproxy::http {

/// An IP address as its 16 bytes; IPv4 is kept as IPv4-mapped IPv6 (::ffff:a.b.c.d), so that both
/// ways of writing the same address compare equal.
using IpAddress = std::array<std::uint8_t, 16>;

/// The number of bits in front of an IPv4 address in its mapped form.
constexpr int MappedV4Bits = 96;

/// The address that `text` is, or nothing when it is a name. Takes IPv4 in its four-part form
/// only, IPv6 with or without brackets; a zone ("%eth0") makes it no literal.
std::optional<IpAddress> parseIpLiteral(QByteArrayView text);

/// 127.0.0.0/8 or ::1.
bool isLoopback(const IpAddress &address);

/// "localhost", a name under it (RFC 6761 §6.3) or a literal of a loopback address.
bool isLoopbackHost(QByteArrayView host);

} // namespace llmproxy::http
