#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Several instances of the built program on one Redis: do they see one state, and what becomes of
requests while Redis is gone, slow, full or talks nonsense?

    run.py --program bin/llm-proxy --clock build/dev/tests/libshifted_clock.so [name…]

Exit code: 0 all passed, 1 not, 77 there is no redis-server.
"""
import argparse
import os
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="the built llm-proxy")
    parser.add_argument("--clock", required=True, help="the built shifted_clock module")
    parser.add_argument("names", nargs="*", default=["state", "outages", "secrets"])
    args = parser.parse_args()
    os.environ["LLM_PROXY"] = str(pathlib.Path(args.program).resolve())
    os.environ["SHIFTED_CLOCK_MODULE"] = str(pathlib.Path(args.clock).resolve())
    sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

    import rig

    if not rig.redis_program():
        print("NOT TESTED: there is no redis-server on this machine")
        return SKIPPED
    names = [name if "." in name else f"test_{name}" for name in args.names]
    suite = unittest.defaultTestLoader.loadTestsFromNames(names)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
