# SPDX-License-Identifier: MIT
"""What run.py measures. Each case takes the bench and a subject's name, starts both afresh, and
gives a sample: `value` (CPU µs per unit, KiB, or a ratio), `foreign`, and what else was seen."""

import os

from . import clients
from .processes import PeakMemory, cpu_ticks

EVENTS_PER_SECOND = 10_000
STREAMS_WEIGHED = 3000
TLS_STREAMS_WEIGHED = 2000
RETRY_BUFFER_KIB = 1024  # a body up to this size may be kept, to be sent once more
MIB = 1024 * 1024


def _cpu(bench, kind, tls=False, **load):
    with bench.upstream() as upstream:
        endpoint = upstream.tls if tls else upstream.plain
        with bench.subject(kind, endpoint) as subject:
            sample = bench.load(subject, upstream, **load)
    return sample | {"value": sample["cpu_us_per_unit"]}


def json_saturated(bench, kind):
    return _cpu(bench, kind, connections=64, warm_up=0.7, window=2.5)


def json_at_rate(bench, kind):
    return _cpu(bench, kind, connections=64, rate=5000, warm_up=0.7, window=2.5)


def shared_state(bench, kind):
    """As json_saturated, and what a redis-server behind the subject used meanwhile."""
    with bench.upstream() as upstream, bench.subject(kind, upstream.plain) as subject:
        server = getattr(subject, "redis_pid", None)
        before = cpu_ticks(server) if server else 0
        sample = bench.load(subject, upstream, connections=64, warm_up=0.7, window=2.5)
        ticks = cpu_ticks(server) - before if server else 0
        if server and not subject.is_shared():
            raise RuntimeError("Redis was left; what was measured is memory")
    # The server's time is of the warm-up, too.
    units = sample["units"] * (0.7 + 2.5) / 2.5
    used = ticks * 1e6 / os.sysconf("SC_CLK_TCK") / max(units, 1)
    return sample | {"redis_us_per_unit": used}


def sse(streams):
    """Events one by one, the same number a second however many streams carry them."""
    interval_us = streams * 1_000_000 // EVENTS_PER_SECOND

    def measure(bench, kind):
        return _cpu(bench, kind, workload="streams", connections=streams, interval_us=interval_us,
                    open_rate=3000, warm_up=1, window=2.5)

    return measure


def sse_bursts(bench, kind):
    return _cpu(bench, kind, workload="streams", connections=100, interval_us=80_000,
                events_per_write=8, warm_up=0.7, window=2)


def idle_streams(bench, kind):
    return _cpu(bench, kind, connections=32, silent_streams=5000, rate=2000, open_rate=3000,
                warm_up=1, window=2.5)


def upload_64k(bench, kind):
    return _cpu(bench, kind, path="/openai/v1/sink", body_bytes=65536, connections=16, window=2)


def new_connection(bench, kind):
    return _cpu(bench, kind, workload="new-connections", connections=16, window=2)


def tls_json(bench, kind):
    return _cpu(bench, kind, tls=True, connections=64, warm_up=0.7, window=2)


def tls_sse(bench, kind):
    return _cpu(bench, kind, tls=True, workload="streams", connections=100, interval_us=10_000,
                warm_up=0.7, window=2)


def tls_handshake(bench, kind):
    """The upstream closes after each answer, so that the next request needs a new connection."""
    return _cpu(bench, kind, tls=True, path=clients.COMPLETIONS + "?close=1", connections=4,
                window=1.5)


def _memory_per_connection(bench, kind, count, tls=False, **load):
    with bench.upstream() as upstream:
        endpoint = upstream.tls if tls else upstream.plain
        with bench.subject(kind, endpoint) as subject:
            sample = bench.load(subject, upstream, open_rate=1500, warm_up=0.5, window=0.2, **load)
    return sample | {"value": (sample["rss_end_kib"] - sample["rss_start_kib"]) / count}


def memory_per_idle_connection(bench, kind):
    return _memory_per_connection(bench, kind, STREAMS_WEIGHED, workload="idle",
                                  connections=STREAMS_WEIGHED)


def memory_per_stream(bench, kind):
    return _memory_per_connection(bench, kind, STREAMS_WEIGHED, workload="idle", connections=0,
                                  silent_streams=STREAMS_WEIGHED)


def memory_per_tls_stream(bench, kind):
    return _memory_per_connection(bench, kind, TLS_STREAMS_WEIGHED, tls=True, workload="idle",
                                  connections=0, silent_streams=TLS_STREAMS_WEIGHED)


def _peak_memory(bench, kind, act):
    with bench.upstream() as upstream, bench.subject(kind, upstream.plain) as subject:
        clients.download(subject.port, 1)  # what the first request of all costs is not counted
        with PeakMemory(subject.pids) as memory:
            act(subject.port)
    return {"value": memory.grown_kib, "foreign": 0.0}


def slow_reader(bench, kind):
    return _peak_memory(bench, kind, lambda port: clients.download_slowly(
        port, 200_000_000, bytes_per_second=MIB, seconds=4))


def upload_256m(bench, kind):
    sample = _peak_memory(bench, kind, lambda port: clients.upload(port, 256 * MIB))
    return sample | {"value": max(0, sample["value"] - RETRY_BUFFER_KIB)}


def download_256m(bench, kind):
    return _peak_memory(bench, kind, lambda port: clients.download(port, 256 * MIB))


def concurrent_slow_requests(bench, kind):
    delay_ms = 1000
    with bench.upstream() as upstream, bench.subject(kind, upstream.plain) as subject:
        seconds = clients.late_answers(subject.port, count=60, delay_ms=delay_ms)
    return {"value": seconds * 1000 / delay_ms, "foreign": 0.0}
