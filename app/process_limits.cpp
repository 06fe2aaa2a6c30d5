// SPDX-License-Identifier: MIT
#include "app/process_limits.h"

#include <QtGlobal>

#include <csignal>
#include <sys/resource.h>

namespace llmproxy::app {

void forbidCoreDumps()
{
    // Linux pipes a dump to a collector (systemd-coredump, apport) whatever the limit, except
    // where it is exactly 1; as a file size 1 is too small as well. PR_SET_DUMPABLE would do both,
    // but it also hides /proc/<pid>/fd, where a second llm-proxy finds out who has its port.
#ifdef Q_OS_LINUX
    constexpr rlim_t bytes = 1;
#else
    constexpr rlim_t bytes = 0;
#endif
    const rlimit limit{bytes, bytes};
    if (setrlimit(RLIMIT_CORE, &limit) == 0)
        return;
    // The hard limit was 0 already and only root may raise it.
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

void raiseOpenFileLimit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
#ifdef Q_OS_DARWIN
    limit.rlim_cur = qMin(limit.rlim_cur, rlim_t(OPEN_MAX)); // macOS refuses more
#endif
    setrlimit(RLIMIT_NOFILE, &limit);
}

void ignoreBrokenPipes()
{
    struct sigaction ignore
    {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, nullptr);
}

} // namespace llmproxy::app
