#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds exported HAR documents against the schema of HAR 1.2, as other tools do.

Exit code: 0 they are valid, 1 not, 77 the validator could not be had (the reason is printed).
"""
import argparse
import json
import pathlib
import subprocess
import sys

import toolkits

SKIPPED = 77
LEAST_ENTRIES = 100


def validated(command: list[str], document: bytes) -> subprocess.CompletedProcess:
    return subprocess.run(command, input=document, stdout=subprocess.PIPE, timeout=60)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", required=True, help="the built har_samples")
    parser.add_argument("--work", required=True, type=pathlib.Path, help="where npm installs")
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    try:
        command = toolkits.har_validator(chosen.work)
    except toolkits.Unavailable as reason:
        print(f"SKIPPED: {reason}")
        return SKIPPED
    har = subprocess.run([chosen.samples], stdout=subprocess.PIPE, check=True, timeout=60).stdout
    document = json.loads(har)
    entries = document["log"]["entries"]
    result = validated(command, har)
    print(result.stdout.decode())
    # A validator that takes everything would prove nothing.
    del entries[0]["request"]["url"]
    rejects = validated(command, json.dumps(document).encode()).returncode == 1
    return 0 if result.returncode == 0 and rejects and len(entries) >= LEAST_ENTRIES else 1


if __name__ == "__main__":
    sys.exit(main())
