// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/wire/descriptor.h"

#include <cstdint>

namespace llmproxy::bench {

/// All sockets are IPv4 on 127.0.0.1, non-blocking, TCP_NODELAY. A failure gives a closed
/// descriptor.
Descriptor listenOn(std::uint16_t port);
Descriptor acceptFrom(const Descriptor &listener);

/// The connection may still be under way: it is there when the socket becomes writable.
Descriptor connectTo(std::uint16_t port);

/// Closing shall reset the connection, so that no port is kept in TIME_WAIT.
void resetOnClose(const Descriptor &socket);

bool hasFailed(const Descriptor &socket);

/// Takes away the 50 µs by which the kernel may delay this process's sleeps.
void wakeUpOnTime();

} // namespace llmproxy::bench
