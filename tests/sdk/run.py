#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the vendors' own SDKs, and raw requests ("wire"), against the built program, with the mock
provider behind it.

Each case runs straight at the mock, and through the proxy with its features off and on. What the
SDK is told, when the pieces of a stream come, and what the upstream receives must be the same each
time. The mock verifies SigV4 signatures against the bytes that arrived. Then come the answers that
only the proxy gives. Exit code: 0 all passed, 1 not, 77 nothing could be run (the reason is
printed).
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
import promises
import toolkits
import wire
from compare import differences
from tap import Tap

REGION = "eu-central-1"  # not the default one, so that it must be read from the request
CASE_SECONDS = 60  # the first one loads the SDKs
DISCONNECT_SECONDS = 3
SKIPPED = 77
FEATURES = {"off": promises.NO_FEATURES, "on": promises.FEATURES}
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
    """The reports of all cases by name, each with what was seen of its requests.

    These are the requests that the upstream received, and what `tap` counted.
    """
    reports, seen, left, posts = {}, 0, 0, 0
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
        report["posts"] = tap.posts - posts
        seen, left, posts = len(arrived), tap.left_early, tap.posts
        reports[report["case"]] = report
        process.stdin.write("\n")
        process.stdin.flush()
    watchdog.cancel()
    errors = process.stderr.read()
    if process.wait() != 0:
        failure = f"the run ended after {len(reports)} cases ({process.returncode}). {errors}"
        reports["all of them"] = {"case": "all of them", "failure": failure}
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


def direct_run(toolkit: toolkits.Toolkit | None, args: argparse.Namespace, place: pathlib.Path):
    """The reports of the cases, asked without the proxy."""
    with programs.Upstream(args.upstream, place) as upstream:
        with Tap(upstream.port) as tap:
            if toolkit is None:
                return wire.run_requests(False, tap.port, upstream)
            reports = run_cases(toolkit.cases, "direct", tap.port, upstream, tap)
    # Without the proxy the examples would print what the SDK is told.
    told = reports.get("Bedrock.converse", {}).get("value", {}).get("text", "").strip()
    names = ("example", "example.stream")
    return reports | {name: {"case": name, "value": told, "requests": []} for name in names}


def proxied_run(toolkit, args: argparse.Namespace, place: pathlib.Path, features: dict):
    """The reports of the cases asked through the proxy, and those of its own answers."""
    with (
        programs.Upstream(args.upstream, place) as upstream,
        Tap(upstream.port) as tap,
        programs.Proxy(args.program, place, tap.port, features) as proxy,
    ):
        own = {}
        if toolkit is None:
            reports = wire.run_requests(True, proxy.port, upstream)
            if features == promises.FEATURES:
                own = wire.run_answers(proxy.port)
            return reports, own
        reports = run_cases(toolkit.cases, "proxied", proxy.port, upstream, tap)
        if features == promises.FEATURES:
            with Tap(proxy.port) as front:
                own = run_cases(toolkit.answers, "proxied", front.port, upstream, front)
        return reports | run_example(toolkit.example, proxy.port), own


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
    missing = {"failure": "the case did not end"}
    with tempfile.TemporaryDirectory() as folder:
        direct = direct_run(toolkit, args, new_folder(folder, "direct"))
        for title, features in FEATURES.items():
            place = new_folder(folder, title)
            proxied, own = proxied_run(toolkit, args, place, features)
            for name, expected in direct.items():
                wrong = differences(expected, proxied.get(name, missing))
                tell(f"{language:8}{name:28}{'features ' + title:16}", wrong, count)
            for name, report in own.items():
                tell(f"{language:8}{name:28}{'as promised':16}", promises.broken(report), count)


def new_folder(inside: str, name: str) -> pathlib.Path:
    place = pathlib.Path(inside) / name
    place.mkdir()
    return place


def tell(what: str, wrong: list[str], count: dict) -> None:
    count["failed" if wrong else "passed"] += 1
    print(f"{what}{'FAILED' if wrong else 'passed'}")
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
