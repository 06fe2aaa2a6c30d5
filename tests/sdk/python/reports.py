# SPDX-License-Identifier: MIT
"""How the cases talk to the runner.

Every case prints one JSON line, {"case", "value"} or {"case", "failure"}, and waits for a line on
standard input, so that the runner knows which requests belong to which case.
"""
import json
import sys
import traceback


def run(cases):
    """Runs (name, function) pairs, in order."""
    for name, case in cases:
        report = {"case": name}
        try:
            report["value"] = case()
        except Exception:  # whatever an SDK throws is the case's failure
            report["failure"] = traceback.format_exc(limit=-3)
        print(json.dumps(report), flush=True)
        sys.stdin.readline()


def cases_of(sdk, names):
    """Those of the `names` that the class has, as `run` wants them."""
    instance = sdk()
    return [(f"{sdk.__name__}.{n}", getattr(instance, n)) for n in names if hasattr(instance, n)]
