// SPDX-License-Identifier: MIT
// Preloaded into a program, it sets the clock on the program's wall: by as many milliseconds as
// the file that SHIFTED_CLOCK names says, 8 bytes that may change at any time. Time for intervals
// is left alone.
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

namespace {

using Shift = const volatile std::int64_t *;

// By plain system calls: it runs before the program has an allocator.
Shift mapped()
{
    static const std::int64_t none = 0;
    const char *const name = std::getenv("SHIFTED_CLOCK");
    const int file = name == nullptr ? -1 : int(::syscall(SYS_openat, AT_FDCWD, name, O_RDONLY));
    if (file < 0)
        return &none;
    void *const memory = ::mmap(nullptr, sizeof(none), PROT_READ, MAP_SHARED, file, 0);
    ::syscall(SYS_close, file);
    return memory == MAP_FAILED ? &none : static_cast<Shift>(memory);
}

} // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec *time)
{
    static const Shift shift = mapped();
    const auto failed = int(::syscall(SYS_clock_gettime, clock, time));
    if (failed != 0 || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE))
        return failed;
    constexpr std::int64_t second = 1'000'000'000;
    const std::int64_t ns = time->tv_nsec + (*shift % 1000) * 1'000'000 + second;
    time->tv_sec += *shift / 1000 + ns / second - 1;
    time->tv_nsec = ns % second;
    return 0;
}

int gettimeofday(timeval *time, void *)
{
    timespec now = {};
    const int failed = clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return failed;
}

time_t time(time_t *out)
{
    timespec now = {};
    clock_gettime(CLOCK_REALTIME, &now);
    if (out != nullptr)
        *out = now.tv_sec;
    return now.tv_sec;
}
}
