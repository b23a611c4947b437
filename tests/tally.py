# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts what `meson test` found in each build folder; the last line is "N passed, N failed".

A skipped test is a failure, unless skips.txt beside this file names it with its reason and we are not
root. A build that ran no tests is one, too.
"""
import json
import os
import sys


def allowed_skips():
    if os.geteuid() == 0:
        return {}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "skips.txt")
    rows = (line.split(None, 1) for line in open(path) if line.strip() and not line.startswith("#"))
    return {name: reason.strip() for name, reason in rows}


def results(build):
    path = os.path.join(build, "meson-logs", "testlog.json")
    if not os.path.exists(path):
        return None
    return [json.loads(line) for line in open(path) if line.strip()]


def print_table(build):
    """What is advised for each kind of denial: it is for people to read."""
    for test in results(build) or []:
        if test["name"].split(" / ")[-1] == "families":
            print(test.get("stdout", ""), end="")


def main(builds):
    print_table(builds[0])
    skips, passed, failed = allowed_skips(), 0, 0
    for build in builds:
        tests = results(build)
        if not tests:
            print(f"{os.path.basename(build)}: no tests ran: the build failed")
            failed += 1
            continue
        for test in tests:
            name, result = test["name"].split(" / ")[-1], test["result"]
            if result in ("OK", "EXPECTEDFAIL"):
                passed += 1
            elif result == "SKIP" and name in skips:
                print(f"{os.path.basename(build)}: {name} was skipped: {skips[name]}")
            else:
                print(f"{os.path.basename(build)}: {name}: {result}")
                failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
