# SPDX-License-Identifier: MIT
"""Child processes of a measurement: started, awaited, weighed, ended."""

import atexit
import os
import random
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

_alive = set()


class Child:
    """A process that ends with us. `cpus` pins it; its output goes to `log`."""

    def __init__(self, command, log, cpus=None, env=None):
        with open(log, "ab") as output:
            self._process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output,
                stderr=output, env=env, start_new_session=True,
                preexec_fn=(lambda: os.sched_setaffinity(0, cpus)) if cpus else None)
        self.pid = self._process.pid
        _alive.add(self)

    def is_running(self):
        return self._process.poll() is None

    def stop(self):
        for order, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
            if not self.is_running():
                break
            self._process.send_signal(order)
            try:
                self._process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
        _alive.discard(self)

    def interrupt(self, patience=10):
        """SIGINT and wait: how strace is told to write its summary."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(patience)
        _alive.discard(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def stop_all():
    for child in list(_alive):
        child.stop()


atexit.register(stop_all)


def wait_until(condition, seconds, what):
    """Polls until the condition gives something true and returns it; a TimeoutError names `what`."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.002)


def free_port():
    """A free port below the range that the kernel gives to outgoing connections."""
    for _ in range(1000):
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise OSError("no free port between 20000 and 32000")


def accepts(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def children_of(pid):
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]


def resident_kib(pids):
    """Counted pages; the RSS in /proc/PID/status may be off by some hundred KiB."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Rss:"):
                total += int(line.split()[1])
    return total


def cpu_ticks(pid):
    """User and system time of a process in clock ticks; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


class PeakMemory:
    """Samples the memory of processes while a block runs: `grown_kib` over what it was before."""

    def __init__(self, pids):
        self._pids = pids
        self._before = resident_kib(pids)
        self._peak = self._before
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def _sample(self):
        while not self._done.wait(0.02):
            self._peak = max(self._peak, resident_kib(self._pids))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join()
        self._peak = max(self._peak, resident_kib(self._pids))

    @property
    def grown_kib(self):
        return self._peak - self._before
