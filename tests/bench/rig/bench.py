# SPDX-License-Identifier: MIT
"""One measuring place: where the programs are, which CPUs are whose, and one run of the load."""

import argparse
import json
import os
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

from .processes import cpu_ticks
from .subjects import KINDS, OURS, SHARING
from .upstream import Upstream, make_certificates

ROOT = Path(__file__).resolve().parents[3]


def add_program_options(parser: argparse.ArgumentParser):
    parser.add_argument("--llm-proxy", type=Path, default=_built_program(),
                        help="the program under test (default: %(default)s)")
    parser.add_argument("--tools", type=Path, default=ROOT / "build/release/bench",
                        help="the folder of bench_load and bench_upstream (default: %(default)s)")
    parser.add_argument("--nginx", default=shutil.which("nginx", path=_system_path()))
    parser.add_argument("--haproxy", default=shutil.which("haproxy", path=_system_path()))


def _built_program():
    """Where 'make build' puts it, or where the release preset does by itself: the newer one, so
    that nobody measures what was built long ago."""
    places = [ROOT / "bin/llm-proxy", ROOT / "build/release/app/llm-proxy"]
    built = [place for place in places if place.exists()]
    return max(built, key=lambda place: place.stat().st_mtime) if built else places[-1]


def _system_path():
    return os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"


class Bench:
    """Programs of the command line, a temporary folder, certificates. With two CPUs or more the
    subject has the last one for itself, the load and the upstream share the others."""

    def __init__(self, options):
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # inherited by all we start
        self._programs = {"nginx": options.nginx, "haproxy": options.haproxy, "direct": "-"}
        self._programs |= {kind.name: options.llm_proxy for kind in (*OURS, *SHARING)}
        self._tools = options.tools
        self._temporary = tempfile.TemporaryDirectory(prefix="llm-proxy-bench-")
        self.folder = Path(self._temporary.name)
        self.certificates = make_certificates(self.folder)
        cpus = sorted(os.sched_getaffinity(0))
        self.subject_cpus = {cpus[-1]} if len(cpus) > 1 else None
        self.tool_cpus = set(cpus[:-1]) if len(cpus) > 1 else None
        for tool in ("bench_load", "bench_upstream"):
            if not (self._tools / tool).exists():
                raise SystemExit(f"{self._tools / tool} is missing: configure with "
                                 "-DLLMPROXY_BENCH=ON and build it, or name the folder: --tools")

    def has(self, kind):
        program = self._programs[kind]
        return bool(program) and (kind == "direct" or Path(program).exists())

    def upstream(self):
        return Upstream(self._tools / "bench_upstream", self.folder, self.certificates,
                        self.tool_cpus)

    def subject(self, kind, endpoint, wrapper=(), pinned=True):
        return KINDS[kind](self.folder, endpoint, wrapper=wrapper, program=self._programs[kind],
                           cpus=self.subject_cpus if pinned else None)

    def load(self, subject, upstream, **options):
        """One run of bench_load against the subject. The result says besides how many CPUs other
        programs of the machine kept busy: `foreign`."""
        command = [str(self._tools / "bench_load"), "--port", str(subject.port)]
        if subject.pids:
            command += ["--processes", ",".join(map(str, subject.pids))]
        for name, value in options.items():
            command += ["--" + name.replace("_", "-"), str(value)]
        if self.tool_cpus:
            command = ["taskset", "-c", ",".join(map(str, self.tool_cpus))] + command
        before = _Clockwork([*subject.pids, upstream.pid])
        finished = subprocess.run(command, capture_output=True, text=True, timeout=120)
        if finished.returncode != 0:
            raise RuntimeError(f"{subject.name}: {finished.stderr.strip()}")
        return json.loads(finished.stdout) | {"foreign": before.foreign_since()}


class _Clockwork:
    """CPU time of the machine and of ours, to tell what others used in between."""

    def __init__(self, pids):
        self._pids = pids
        self._busy, self._all = self._machine()
        self._ours = self._own()

    @staticmethod
    def _machine():
        with open("/proc/stat") as stat:
            user, nice, system, idle, wait, irq, softirq, *_ = map(
                int, stat.readline().split()[1:])
        busy = user + nice + system + irq + softirq
        return busy, busy + idle + wait

    def _own(self):
        times = os.times()
        seconds = times.user + times.system + times.children_user + times.children_system
        return seconds * os.sysconf("SC_CLK_TCK") + sum(map(cpu_ticks, self._pids))

    def foreign_since(self):
        busy, total = self._machine()
        foreign = (busy - self._busy) - (self._own() - self._ours)
        return round(max(0.0, foreign) / max(1, total - self._all) * os.cpu_count(), 3)
