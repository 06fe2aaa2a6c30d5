#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests the built program against the real providers, with the caller's keys.

    run.py --program bin/llm-proxy health openai anthropic gemini

A provider whose key is not in the environment is skipped, loudly. The last line counts. Exit code
1 if a test failed.
"""
import argparse
import os
import pathlib
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

from program import Program


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="the built llm-proxy")
    parser.add_argument("names", nargs="+", choices=("health", "openai", "anthropic", "gemini"))
    args = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        config = place / "config.yml"
        config.write_text("{}\n")
        command = [args.program, "--no-gui", "--port", "0", "--config", str(config)]
        # Its own state, the caller's way out: HTTPS_PROXY and the like stay.
        env = os.environ | {"HOME": folder, "XDG_STATE_HOME": folder, "XDG_DATA_HOME": folder}
        with Program(command, place / "proxy.log", env) as proxy:
            os.environ["LLM_PROXY_URL"] = f"http://127.0.0.1:{proxy.port}"
            sys.path.insert(0, str(HERE))
            names = [f"test_{name}" for name in args.names]
            suite = unittest.defaultTestLoader.loadTestsFromNames(names)
            result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    for reason in sorted({reason for _, reason in result.skipped}):
        print(f"SKIPPED: {reason}")
    failed = len(result.failures) + len(result.errors)
    skipped = len(result.skipped)
    print(f"{result.testsRun - failed - skipped} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
