// SPDX-License-Identifier: MIT
#include "tests/bench/upstream/server.h"
#include "tests/bench/wire/arguments.h"
#include "tests/bench/wire/sockets.h"

#include <csignal>
#include <cstdio>

// A mock vendor on 127.0.0.1:
//   bench_upstream --port N [--tls-port N --certificate FILE --key FILE] [--life SECONDS]
// It ends by itself after its life, so that a runner that dies leaves nothing behind.
int main(int count, char **values)
{
    using namespace llmproxy::bench;
    Arguments arguments(count, values);
    const auto port = static_cast<std::uint16_t>(arguments.takeNumber("port", 0));
    const auto tlsPort = static_cast<std::uint16_t>(arguments.takeNumber("tls-port", 0));
    const std::string certificate = arguments.takeText("certificate");
    const std::string key = arguments.takeText("key");
    const Duration life = fromSeconds(arguments.takeReal("life", 600));
    arguments.rejectTheRest();

    std::signal(SIGPIPE, SIG_IGN); // TLS writes to connections that the peer has closed
    wakeUpOnTime();
    Server server;
    if (!server.listen(port, nullptr)) {
        std::fprintf(stderr, "cannot listen on port %d\n", port);
        return 1;
    }
    if (tlsPort != 0) {
        TlsContext context = makeTlsContext(certificate, key);
        if (!context || !server.listen(tlsPort, std::move(context))) {
            std::fprintf(
                stderr, "cannot serve TLS on port %d with %s\n", tlsPort, certificate.c_str());
            return 1;
        }
    }
    server.runUntil(Clock::now() + life);
    return 0;
}
