#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the vendors' own SDKs, and raw requests ("wire"), against the built program, with the mock
provider behind it.

Each case runs twice, straight at the mock and through the proxy. What the SDK is told, when the
pieces of a stream come, and what the upstream receives must be the same both times. The mock
verifies SigV4 signatures against the bytes that arrived. Exit code: 0 all passed, 1 not, 77
nothing could be run (the reason is printed).
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

import programs
import toolkits
import wire
from compare import differences
from tap import Tap

REGION = "eu-central-1"  # not the default one, so that it must be read from the request
CASE_SECONDS = 20
DISCONNECT_SECONDS = 3
SKIPPED = 77
PROMPT = "Say something short about proxies."  # as in the cases
LANGUAGES = {"wire": None, "python": toolkits.python_toolkit, "node": toolkits.node_toolkit}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="the built llm-proxy")
    parser.add_argument("--upstream", required=True, help="the built mock_upstream")
    parser.add_argument("--work", required=True, type=pathlib.Path, help="where SDKs are installed")
    parser.add_argument("languages", nargs="*", default=list(LANGUAGES), metavar="|".join(LANGUAGES))
    return parser.parse_args()


def environment(route: str, port: int) -> dict:
    """Where the cases dial; with the direct route no prefix stands before the provider's path."""
    prefixed = route == "proxied"
    urls = {
        f"{name.upper()}_URL": f"http://127.0.0.1:{port}" + (f"/{name}" if prefixed else "")
        for name in ("openai", "anthropic", "gemini", "bedrock")
    }
    own = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return own | urls | {
        "ROUTE": route,
        "PYTHONHASHSEED": "0",  # boto3's User-Agent lists a set
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": programs.ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": programs.SECRET_KEY,
        "AWS_SESSION_TOKEN": "a-session-token",
        "AWS_EC2_METADATA_DISABLED": "true",
    }  # fmt: skip


def run_cases(command: list[str], route: str, port: int, upstream, tap: Tap) -> dict[str, dict]:
    """The reports of all cases by name, each with the requests that the upstream received."""
    reports, seen, left = {}, 0, 0
    process = subprocess.Popen(
        command, env=environment(route, port), text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    # A case that hangs ends the run; the cases after it are reported as not run.
    watchdog = restarted(None, process)
    for line in process.stdout:
        watchdog = restarted(watchdog, process)
        report = json.loads(line)
        deadline = time.monotonic() + DISCONNECT_SECONDS
        while report["case"].endswith(".abort") and tap.left_early == left:
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)
        arrived = upstream.requests()
        report |= {"requests": arrived[seen:], "left_early": tap.left_early > left}
        seen, left = len(arrived), tap.left_early
        reports[report["case"]] = report
        process.stdin.write("\n")
        process.stdin.flush()
    watchdog.cancel()
    errors = process.stderr.read()
    if process.wait() != 0:
        print(f"The {route} run ended after {len(reports)} cases ({process.returncode}). {errors}")
    return reports


def restarted(watchdog: threading.Timer | None, process: subprocess.Popen) -> threading.Timer:
    if watchdog:
        watchdog.cancel()
    timer = threading.Timer(CASE_SECONDS, process.kill)
    timer.daemon = True
    timer.start()
    return timer


def run_example(command: list[str], port: int) -> dict[str, dict]:
    """What the language's example program prints, asked both ways."""
    env = environment("proxied", port) | {"PROXY": f"http://127.0.0.1:{port}"}
    reports = {}
    for name, option in (("example", []), ("example.stream", ["--stream"])):
        done = subprocess.run(
            [*command, *option, PROMPT], env=env, text=True, capture_output=True,
            timeout=CASE_SECONDS)  # fmt: skip
        reports[name] = {"case": name, "value": done.stdout.strip() or done.stderr, "requests": []}
    return reports


def both_routes(toolkit: toolkits.Toolkit | None, args: argparse.Namespace, folder: pathlib.Path):
    """The reports of the direct and of the proxied run, each with an upstream of its own."""
    runs = []
    for route in ("direct", "proxied"):
        place = folder / route
        place.mkdir()
        with programs.Upstream(args.upstream, place) as upstream:
            tap = Tap(upstream.port)
            if route == "direct":
                runs.append(one_route(toolkit, route, tap.port, upstream, tap))
            else:
                with programs.Proxy(args.program, place, tap.port) as proxy:
                    runs.append(one_route(toolkit, route, proxy.port, upstream, tap))
            tap.close()
    return runs


def one_route(toolkit: toolkits.Toolkit | None, route: str, port: int, upstream, tap: Tap):
    if toolkit is None:
        return wire.run_requests(route == "proxied", port, upstream)
    reports = run_cases(toolkit.cases, route, port, upstream, tap)
    if route == "proxied":
        return reports | run_example(toolkit.example, port)
    # Without the proxy the examples would print what the SDK is told.
    told = reports.get("Bedrock.converse", {}).get("value", {}).get("text", "").strip()
    names = ("example", "example.stream")
    return reports | {name: {"case": name, "value": told, "requests": []} for name in names}


def run_language(language: str, args: argparse.Namespace, count: dict) -> None:
    work = (args.work / language).resolve()
    work.mkdir(parents=True, exist_ok=True)
    try:
        prepare = LANGUAGES[language]
        toolkit = prepare(work) if prepare else None
    except toolkits.Unavailable as reason:
        print(f"{language:8}{'all':28}SKIPPED  {reason}")
        count["skipped"] += 1
        return
    with tempfile.TemporaryDirectory() as folder:
        direct, proxied = both_routes(toolkit, args, pathlib.Path(folder))
    for name, expected in direct.items():
        wrong = differences(expected, proxied.get(name, {"failure": "the case did not end"}))
        count["failed" if wrong else "passed"] += 1
        print(f"{language:8}{name:28}{'FAILED' if wrong else 'passed'}")
        for line in wrong:
            print("    " + line.replace("\n", "\n    "))


def main() -> int:
    args = arguments()
    count = {"passed": 0, "failed": 0, "skipped": 0}
    for language in args.languages:
        run_language(language, args, count)
    print(", ".join(f"{number} {word}" for word, number in count.items()))
    if count["failed"]:
        return 1
    return 0 if count["passed"] else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
