# SPDX-License-Identifier: MIT
"""Starts a program that listens, and finds the port it took."""
import pathlib
import re
import subprocess
import threading
import time

START_SECONDS = 20


class Program:
    """A started program; leaving the `with` block ends it."""

    def __init__(self, command: list[str], log: pathlib.Path, env: dict | None = None):
        self._log = log.open("w")
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self._log, env=env, text=True
        )
        self._lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()
        self.port = self._wait_for_port(command[0], log)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def _read(self) -> None:
        for line in self._process.stdout:
            self._lines.append(line)

    def _wait_for_port(self, name: str, log: pathlib.Path) -> int:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            for line in self._lines:
                if found := re.search(r"listening on (?:http://[^ ]*:)?(\d+)\b", line):
                    return int(found.group(1))
            if self._process.poll() is not None:
                break
            time.sleep(0.02)
        self._process.kill()
        raise RuntimeError(f"{name} did not start listening:\n{log.read_text()}")
