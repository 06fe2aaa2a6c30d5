# SPDX-License-Identifier: MIT
"""Counts that do not depend on the machine's speed: instructions by callgrind, system calls by
strace, each over an exact number of requests or events."""

import re
import subprocess
from contextlib import contextmanager

from .clients import HeldStreams, TakingTurns
from .processes import Child, wait_until

WARM_UP_REQUESTS = 300
WARM_UP_EVENTS = 100
STREAMS = 40


class Requests:
    """The unit is a 1 KiB JSON request on one of 16 keep-alive connections, one at a time."""

    name = "request"
    units = 2000

    def __init__(self, subject, _upstream):
        self._turns = TakingTurns(subject.port)
        self._turns.run(WARM_UP_REQUESTS)

    def run(self):
        self._turns.run(self.units)

    def close(self):
        self._turns.close()


class Events:
    """The unit is an event that comes alone, on one of 40 streams that are open already."""

    name = "event"
    units = 2000

    def __init__(self, subject, upstream):
        self._upstream = upstream
        self._streams = HeldStreams(subject.port, STREAMS)
        self._relay(WARM_UP_EVENTS)

    def _relay(self, events):
        for _ in range(events):
            self._upstream.release()
            self._streams.await_event()

    def run(self):
        self._relay(self.units)

    def close(self):
        self._streams.close()


WORK = (Requests, Events)


def instructions_per_unit(bench, kind, work):
    """User-space instructions of all threads."""
    output = bench.folder / f"callgrind.{kind}.{work.name}"
    wrapper = ["valgrind", "--tool=callgrind", "--instr-atstart=no",
               f"--callgrind-out-file={output}"]
    with bench.upstream() as upstream, \
            bench.subject(kind, upstream.plain, wrapper, pinned=False) as subject:
        load = work(subject, upstream)
        pid = subject.pids[0]
        _callgrind(pid, "--instr=on")
        load.run()
        _callgrind(pid, "--instr=off")
        _callgrind(pid, "--dump")
        total = wait_until(lambda: _total(output), 10, "callgrind's dump")
        load.close()
    return total / work.units


def _callgrind(pid, order):
    subprocess.run(["callgrind_control", order, str(pid)], check=True, capture_output=True,
                   timeout=30)


def _total(output):
    """The sum over the threads in the one dump that was asked for."""
    for dump in output.parent.glob(output.name + ".*"):
        found = re.search(r"^totals: (\d+)", dump.read_text(errors="replace"), re.MULTILINE)
        if found and int(found.group(1)) > 0:
            return int(found.group(1))
    return None


def system_calls_per_unit(bench, kind, work):
    """All system calls of all threads, and the table of which they were."""
    with bench.upstream() as upstream, \
            bench.subject(kind, upstream.plain, pinned=False) as subject:
        load = work(subject, upstream)
        with _counting(bench, subject.pids[0]) as summary:
            load.run()
        load.close()
    table = summary.read_text()
    total = next(line for line in table.splitlines() if line.endswith("total"))
    return int(total.split()[3]) / work.units, table


@contextmanager
def _counting(bench, pid):
    log = bench.folder / f"strace.{pid}.log"
    summary = bench.folder / f"strace.{pid}.summary"
    log.unlink(missing_ok=True)
    counter = Child(["strace", "-f", "-c", "-o", summary, "-p", pid], log)

    def attached():
        if not counter.is_running():
            raise RuntimeError("strace cannot attach: " + log.read_text().strip())
        return "attached" in log.read_text()

    wait_until(attached, 10, "strace to attach")
    yield summary
    counter.interrupt()
