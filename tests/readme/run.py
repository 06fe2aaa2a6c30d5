#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the README's code blocks against the built program, answered by the mock of --demo.

    run.py --program build/dev/app/llm-proxy [FILE.md…]       default: README.md and the first pages

`sh` blocks are run; `yaml` blocks are checked by --check-config, and one whose first line is a
comment with a file's name is there under that name for the shell; `python` and `json` blocks are
parsed. A block behind the comment <!-- not run: REASON --> is passed over, and the reason printed.
"""
import argparse
import ast
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from program import Program

PAGES = ("README.md", "docs/getting-started.md", "docs/clients.md")
BLOCK = re.compile(r"(?:<!-- not run: (?P<reason>[^>]*?) -->\n+)?^```(?P<language>\w+)\n(?P<text>.*?)^```",
                   re.M | re.S)
SHELL_SECONDS = 30
# Answers of 400 and above fail a block, as they would surprise a reader.
PREAMBLE = 'set -euo pipefail\ncurl() { command curl --fail-with-body -sS --max-time 10 "$@"; }\n'


class Place:
    """A folder of its own, as a reader's checkout looks, and a program that listens."""

    def __init__(self, program: str, folder: pathlib.Path, port: int):
        self.folder = folder
        self.port = port
        self.env = os.environ | {
            "HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), "SHELL": "/bin/bash",
            "XDG_CONFIG_HOME": str(folder / "config"), "PATH": f"{folder}/bin:{os.environ['PATH']}",
            "PORT": str(port), "OPENAI_API_KEY": "demo", "ANTHROPIC_API_KEY": "demo",
            "GEMINI_API_KEY": "demo",
        }
        (folder / "bin").mkdir()
        (folder / "bin" / "llm-proxy").symlink_to(pathlib.Path(program).resolve())

    def shell(self, text: str) -> str:
        text = re.sub(r"\b(localhost|127\.0\.0\.1):9002\b", rf"\1:{self.port}", text)
        done = subprocess.run(["bash", "-c", PREAMBLE + text], cwd=self.folder, env=self.env,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=SHELL_SECONDS)
        return "" if done.returncode == 0 else f"exit code {done.returncode}\n{done.stdout}{done.stderr}"

    def yaml(self, text: str) -> str:
        named = re.match(r"# ([\w./~-]+\.yml)\b", text)
        file = self.folder / (pathlib.Path(named.group(1)).name if named else "block.yml")
        file.write_text(text)
        done = subprocess.run(["bin/llm-proxy", "--config", file.name, "--check-config"],
                              cwd=self.folder, env=self.env, capture_output=True, text=True)
        return "" if done.returncode == 0 else done.stdout + done.stderr


def parse(reader, text: str) -> str:
    try:
        reader(text)
    except (ValueError, SyntaxError) as error:
        return str(error)
    return ""


def run(page: pathlib.Path, place: Place) -> tuple[int, int]:
    """How many blocks were tried, and how many failed. YAML goes first: it makes files."""
    checks = {"yaml": place.yaml, "sh": place.shell, "python": lambda text: parse(ast.parse, text),
              "json": lambda text: parse(json.loads, text)}
    text = page.read_text()
    blocks = sorted(BLOCK.finditer(text), key=lambda block: block["language"] != "yaml")
    tried = failed = 0
    for block in blocks:
        if block["language"] not in checks:
            continue
        where = f"{page.relative_to(ROOT)}:{text.count(chr(10), 0, block.start('text')) + 1}"
        if block["reason"]:
            print(f"SKIPPED {where}: {block['reason']}")
            continue
        tried += 1
        if problem := checks[block["language"]](block["text"]):
            failed += 1
            print(f"FAILED {where}:\n{block['text']}{problem}")
    return tried, failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("pages", nargs="*", default=PAGES)
    args = parser.parse_args()
    tried = failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        config = folder / "bedrock.yml"
        config.write_text("providers: {bedrock: {enabled: true}}\n")
        command = [args.program, "--no-gui", "--demo", "--port", "0", "--config", str(config)]
        env = os.environ | {"HOME": name, "XDG_STATE_HOME": f"{name}/state"}
        with Program(command, folder / "proxy.log", env) as proxy:
            place = Place(args.program, folder, proxy.port)
            for page in args.pages:
                results = run(ROOT / page, place)
                tried += results[0]
                failed += results[1]
    print(f"{tried - failed} blocks passed, {failed} failed")
    return 1 if failed or not tried else 0


if __name__ == "__main__":
    sys.exit(main())
