#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The kinds of denial that experts tell apart, and what all plugins together say first of each.

NN-name.log holds the records of a denial of kind NN (00: records that are damaged), NN-name.policy what the policy and the machine
answer (else nothing is allowed), and NN-name.want the one right line: the first verdict's plugin, the
action of its first fix (manual where there is none), whether that was tried (verified), and the level.
Prints a table; --complete: a kind without a case is a fault."""
import argparse
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from explained import explain  # noqa: E402

KINDS = range(1, 100)


def first_words(alert):
    """What is said first: plugin, action, verified, level."""
    verdict = (alert["verdicts"] or [{"plugin": "-", "fixes": []}])[0]
    fix = (verdict["fixes"] or [{"action": "manual", "verified": "unknown"}])[0]
    return [verdict["plugin"], fix["action"], fix["verified"], alert["level"]]


def dangers(alert):
    """A possible attack must not come with a way to allow it, from any plugin."""
    if alert["level"] != "red":
        return []
    return [f"offers {fix['action']} for a possible attack" for verdict in alert["verdicts"]
            for fix in verdict["fixes"] if fix["action"] in ("set-boolean", "load-module")]


def check(avocet, log):
    """The row for the table, and what is wrong."""
    want = log.with_suffix(".want").read_text().split()
    faults = []
    alerts = explain(avocet, log)
    if not alerts:
        faults.append("nothing was told")
    for alert in alerts:
        said = first_words(alert)
        if said != want:
            faults.append(f"said {' '.join(said)}, not {' '.join(want)}")
        faults += dangers(alert)
    return want, faults


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--avocet", required=True)
    parser.add_argument("--complete", action="store_true", help="each kind must have a case")
    options = parser.parse_args()
    logs = sorted(HERE.glob("[0-9][0-9]-*.log"))
    failed, seen = 0, set()
    print(f"{'kind':<34}{'plugin':<26}{'action':<18}{'verified':<10}level")
    for log in logs:
        try:
            want, faults = check(options.avocet, log)
        except (OSError, RuntimeError, ValueError, subprocess.TimeoutExpired) as error:
            want, faults = ["?"] * 4, [str(error)]
        print(f"{log.stem:<34}{want[0]:<26}{want[1]:<18}{want[2]:<10}{want[3]}")
        for fault in faults:
            print(f"not ok: {log.stem}: {fault}")
        failed += bool(faults)
        seen.add(int(log.stem[:2]))
    missing = [kind for kind in KINDS if kind not in seen]
    print(f"{len(seen & set(KINDS))} of {len(KINDS)} kinds, {len(logs)} cases, {failed} wrong"
          + (f"; missing: {' '.join(map(str, missing))}" if missing else ""))
    return 1 if failed or (options.complete and missing) else 0


if __name__ == "__main__":
    sys.exit(main())
