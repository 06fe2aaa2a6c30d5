# SPDX-License-Identifier: MIT
"""Promises about behaviour under load that hold on any machine. Each check takes the bench and the
subject's name and gives what was seen, in the unit its entry in CHECKS names."""

import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from . import cases, clients, leaving

IDLE_STREAMS = 1000


def first_heads_of_100_streams(bench, kind):
    """Milliseconds from the first connect until each of 100 streams has its response's head: no
    stream waits for another's connection."""
    return _opening(bench, kind, workload="idle", connections=0, silent_streams=100)


def answers_to_1500_connects(bench, kind):
    """Milliseconds until 1 500 connections, opened at once, have had an answer."""
    return _opening(bench, kind, workload="idle", connections=1500)


def _opening(bench, kind, **load):
    with bench.upstream() as upstream, bench.subject(kind, upstream.plain) as subject:
        clients.download(subject.port, 1)
        return bench.load(subject, upstream, open_rate=1e6, warm_up=0, window=0.01,
                          **load)["opening_ms"]


def memory_per_stream(bench, kind):
    return _memory_per_stream(bench, kind, tls=False)


def memory_per_tls_stream(bench, kind):
    return _memory_per_stream(bench, kind, tls=True)


def _memory_per_stream(bench, kind, tls):
    with bench.upstream() as upstream:
        with bench.subject(kind, upstream.tls if tls else upstream.plain) as subject:
            clients.download(subject.port, 1)
            sample = bench.load(subject, upstream, workload="idle", connections=0,
                                silent_streams=IDLE_STREAMS, open_rate=1500, warm_up=0.3,
                                window=0.01)
    return (sample["rss_end_kib"] - sample["rss_start_kib"]) / IDLE_STREAMS


def memory_per_connection(bench, kind):
    with bench.upstream() as upstream, bench.subject(kind, upstream.plain) as subject:
        clients.download(subject.port, 1)
        sample = bench.load(subject, upstream, workload="idle", connections=IDLE_STREAMS,
                            open_rate=1500, warm_up=0.3, window=0.01)
    return (sample["rss_end_kib"] - sample["rss_start_kib"]) / IDLE_STREAMS


def growth_with_streams(bench, kind):
    """CPU per event with 2 000 streams over that with 100, at the same events a second: what is
    paid for sockets that have nothing to say."""
    def cpu(streams):
        with bench.upstream() as upstream, bench.subject(kind, upstream.plain) as subject:
            return bench.load(subject, upstream, workload="streams", connections=streams,
                              interval_us=streams * 200, open_rate=3000, warm_up=0.5,
                              window=1.5)["cpu_us_per_unit"]

    few, many = zip(*((cpu(100), cpu(2000)) for _ in range(3)))
    return statistics.median(many) / statistics.median(few)


def start_to_first_answer(bench, kind):
    """Milliseconds from exec to the end of the first forwarded answer, median of 7 starts."""
    def once(upstream):
        begin = time.monotonic()
        with bench.subject(kind, upstream.plain) as subject:
            clients.download(subject.port, 1)
            return (time.monotonic() - begin) * 1000

    with bench.upstream() as upstream:
        return statistics.median(once(upstream) for _ in range(7))


def idle_memory(bench, kind):
    with bench.upstream() as upstream, bench.subject(kind, upstream.plain) as subject:
        return subject.resident_kib() / 1024


def window_libraries_mapped(bench, kind):
    unwanted = ("libQt6Widgets", "libQt6Charts", "libQt6Gui", "libQt6OpenGL")
    with bench.upstream() as upstream, bench.subject(kind, upstream.plain) as subject:
        clients.download(subject.port, 1)
        maps = Path(f"/proc/{subject.pids[0]}/maps").read_text()
    return sum(library in maps for library in unwanted)


def _value_of(case):
    return lambda bench, kind: case(bench, kind)["value"]


@dataclass(frozen=True)
class Check:
    measure: Callable
    what: str
    limit: float


CHECKS = {
    "streams-together": Check(first_heads_of_100_streams, "100 streams have started, ms", 100),
    "connects": Check(answers_to_1500_connects, "1 500 new connections are answered, ms", 1000),
    "concurrent": Check(_value_of(cases.concurrent_slow_requests),
                        "60 slow requests at once, times one request", 1.5),
    "many-streams": Check(growth_with_streams, "cost of an event, 2 000 streams over 100", 1.5),
    "memory-idle": Check(idle_memory, "idle program, MiB", 25),
    "memory-connection": Check(memory_per_connection, "idle connection, KiB", 6),
    "memory-stream": Check(memory_per_stream, "silent stream, KiB", 12),
    "memory-tls-stream": Check(memory_per_tls_stream, "silent stream over TLS, KiB", 40),
    "slow-reader": Check(_value_of(cases.slow_reader),
                         "200 MB answer read at 1 MiB/s, peak KiB", 2048),
    "upload": Check(_value_of(cases.upload_256m),
                    "256 MiB upload, peak KiB over the retry buffer", 2048),
    "download": Check(_value_of(cases.download_256m), "256 MiB answer, peak KiB", 2048),
    "start": Check(start_to_first_answer, "start to first answer, ms", 100),
    "window-libraries": Check(window_libraries_mapped, "window libraries mapped", 0),
    "gone-uploading": Check(leaving.while_uploading, "client gone while uploading, ms", 50),
    "gone-waiting": Check(leaving.before_the_head, "client gone before the head, ms", 50),
    "gone-flowing": Check(leaving.while_data_flows, "client gone amid events, ms", 50),
    "gone-silent": Check(leaving.while_silent, "client gone from a silent stream, ms", 50),
}
