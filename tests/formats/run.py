#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads logs in every form that people have: what `avocet explain` understands of X.log must be
exactly X.json (counts first, then one line a kind of denial). --bless rewrites the .json; read the
diff. Besides, all logs in one input must give the union of what each gives alone, in any order."""
import argparse
import collections
import difflib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
NO_POLICY = HERE.parent / "golden/none.policy"
ENVIRONMENT = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"}
# Serials that were made for lines that have none depend on the year, which some lines do not tell.
MADE = 1 << 48
DENIAL = ("outcome", "permissions", "syscall", "success", "host", "count", "damage")
SOURCE = ("type", "comm", "exe", "pid", "container")
TARGET = ("class", "type", "path", "name", "port", "mode", "owner", "owner_name", "group", "group_name")


def run(avocet, log, *options):
    done = subprocess.run([avocet, "explain", "--json", "--policy", NO_POLICY, *options, log],
                          env=ENVIRONMENT, capture_output=True, text=True, timeout=120)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{log.name}: exit {done.returncode}: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def told(parts, names):
    return {name: parts[name] for name in names if parts.get(name) is not None}


def reduced(alert, no_year):
    time = alert["first_seen"]
    serial = alert["event"]["serial"]
    return {"time": "YYYY" + time[4:] if no_year else time,
            **({} if serial >= MADE else {"serial": serial}), **told(alert, DENIAL),
            "source": told(alert["source"], SOURCE), "target": told(alert["target"], TARGET)}


def order(alert):
    return alert["event"]["ms"], alert["event"]["serial"], alert["signature"]


def understood(avocet, log):
    counts = run(avocet, log, "--count")[0]
    no_year = "no-year" in log.name
    alerts = [reduced(alert, no_year) for alert in sorted(run(avocet, log), key=order)]
    if no_year:  # which of them was in this year depends on the day
        alerts.sort(key=lambda alert: alert["time"])
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in [counts, *alerts])


def check(avocet, log, bless):
    """Whether the log is understood as it should be."""
    seen, golden = understood(avocet, log), log.with_suffix(".json")
    wanted = golden.read_text() if golden.exists() else ""
    if seen == wanted:
        return True
    if bless:
        golden.write_text(seen)
        print(f"blessed {golden.name}")
        return True
    print("\n".join(difflib.unified_diff(wanted.splitlines(), seen.splitlines(), f"{log.name} (wanted)",
                                         f"{log.name} (seen)", lineterm="")))
    return False


def tally(avocet, logs):
    """How often each kind of denial is found in these, and the counts that add up."""
    total = collections.Counter()
    for log in logs:
        counts = run(avocet, log, "--count")[0]
        total.update({name: counts[name] for name in ("records", "denials", "not_selinux", "damaged")})
        for alert in run(avocet, log):
            total[alert["signature"]] += alert["count"]
    return total


def check_mixed(avocet, logs):
    wanted, good = tally(avocet, logs), True
    for ordered in (logs, logs[::-1]):
        with tempfile.NamedTemporaryFile(suffix=".log") as mixed:
            mixed.write(b"".join(log.read_bytes() for log in ordered))
            mixed.flush()
            seen = tally(avocet, [pathlib.Path(mixed.name)])
        if seen != wanted:
            print(f"mixed: missing {dict(wanted - seen)}, too many {dict(seen - wanted)}")
            good = False
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--avocet", required=True)
    parser.add_argument("--bless", action="store_true")
    options = parser.parse_args()
    logs = sorted(HERE.glob("*.log"))
    good = [check(options.avocet, log, options.bless) for log in logs]
    for stray in set(HERE.glob("*.json")) - {log.with_suffix(".json") for log in logs}:
        good.append(print(f"{stray.name} has no .log"))
    good.append(check_mixed(options.avocet, logs))
    print(f"{len(logs)} logs, {good.count(True)} of {len(good)} checks good")
    return not all(good)


if __name__ == "__main__":
    sys.exit(main())
