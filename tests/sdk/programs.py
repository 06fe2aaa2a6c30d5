# SPDX-License-Identifier: MIT
"""Starts the programs under test and finds the ports they took."""
import json
import pathlib
import re
import subprocess
import threading
import time

START_SECONDS = 20
ACCESS_KEY, SECRET_KEY = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


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


class Upstream(Program):
    """The mock provider. It refuses requests whose SigV4 signature does not fit what arrived."""

    def __init__(self, binary: str, folder: pathlib.Path):
        self._requests = folder / "requests.jsonl"
        self._requests.write_text("")
        verify = f"{ACCESS_KEY}:{SECRET_KEY}"
        super().__init__(
            [binary, "--port", "0", "--verify-sigv4", verify, "--log", str(self._requests)],
            folder / "upstream.log",
        )

    def requests(self) -> list[dict]:
        """What arrived so far, oldest first."""
        lines = self._requests.read_text().splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]


class Proxy(Program):
    """The program under test, headless, all four providers at `upstream_port`."""

    def __init__(self, binary: str, folder: pathlib.Path, upstream_port: int):
        config = folder / "config.yml"
        config.write_text(
            "providers:\n"
            + "".join(
                f"  {name}:\n    enabled: true\n    base_url: http://127.0.0.1:{upstream_port}\n"
                for name in ("openai", "anthropic", "gemini", "bedrock")
            )
        )
        # Nothing of the caller's: no outbound proxy, no configuration, no state of other runs.
        env = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        super().__init__(
            [binary, "--no-gui", "--port", "0", "--config", str(config)], folder / "proxy.log", env
        )
