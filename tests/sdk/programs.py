# SPDX-License-Identifier: MIT
"""The programs under test."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from program import Program

ACCESS_KEY, SECRET_KEY = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


class Upstream(Program):
    """The mock provider. It refuses requests whose SigV4 signature does not fit what arrived."""

    def __init__(self, binary: str, folder: pathlib.Path):
        self._requests = folder / "requests.jsonl"
        self._requests.write_text("")
        verify = f"{ACCESS_KEY}:{SECRET_KEY}"
        super().__init__(
            [binary, "--port", "0", "--tokens-per-second", "60", "--verify-sigv4", verify,
             "--log", str(self._requests)],  # fmt: skip
            folder / "upstream.log",
        )

    def requests(self) -> list[dict]:
        """What arrived so far, oldest first."""
        lines = self._requests.read_text().splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]


class Proxy(Program):
    """The program under test, headless, all four providers at `upstream_port`."""

    def __init__(self, binary: str, folder: pathlib.Path, upstream_port: int, features: dict):
        config = folder / "config.yml"
        config.write_text(
            "providers:\n"
            + "".join(
                f"  {name}:\n    enabled: true\n    base_url: http://127.0.0.1:{upstream_port}\n"
                for name in ("openai", "anthropic", "gemini", "bedrock")
            )
            + f"features: {json.dumps(features)}\n"  # YAML, too
        )
        # Nothing of the caller's: no outbound proxy, no configuration, no state of other runs.
        env = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        super().__init__(
            [binary, "--no-gui", "--port", "0", "--config", str(config)], folder / "proxy.log", env
        )
