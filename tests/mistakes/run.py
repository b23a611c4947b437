#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Mistakes that analysers of denials make, each with a case in which Avocet must not make it.

NAME.log holds records, NAME.policy what the policy answers (else nothing is allowed), and NAME.want,
one a line:
    # what goes wrong elsewhere
    alert COUNT SOURCE-TYPE TARGET-TYPE PLUGIN ACTION LEVEL
                            the alerts in the order told, all of them: how many denials, whose, and what
                            is said first; * for a word fits anything
    says TEXT               some alert's JSON holds this text
    never TEXT              none does
    sure PERCENT            no verdict of any alert is surer than that
Prints a table."""
import argparse
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from explained import explain  # noqa: E402



def row(alert):
    """The words of an alert that a line of .want names."""
    verdict = (alert["verdicts"] or [{"plugin": "-", "fixes": []}])[0]
    fix = (verdict["fixes"] or [{"action": "manual"}])[0]
    return [str(alert["count"]), alert["source"]["type"] or "-", alert["target"]["type"] or "-",
            verdict["plugin"], fix["action"], alert["level"]]


def fits(wanted, seen):
    return len(wanted) == len(seen) and all(w in ("*", s) for w, s in zip(wanted, seen))


def compare_alerts(wanted, alerts):
    seen = [row(alert) for alert in alerts]
    if len(wanted) != len(seen):
        yield f"{len(seen)} alerts, not {len(wanted)}: " + "; ".join(" ".join(each) for each in seen)
    for want, each in zip(wanted, seen):
        if not fits(want, each):
            yield f"said {' '.join(each)}, not {' '.join(want)}"


def check_line(kind, rest, alerts):
    """What is wrong with regard to one line, or None."""
    told = json.dumps(alerts, ensure_ascii=False)
    surest = max((v["confidence"] for alert in alerts for v in alert["verdicts"]), default=0)
    if kind == "says" and rest not in told:
        return f"does not say {rest}"
    if kind == "never" and rest in told:
        return f"says {rest}"
    if kind == "sure" and surest > int(rest):
        return f"{surest} % sure of something"
    return None if kind in ("says", "never", "sure") else f"{kind}: no such word"


def check(avocet, log):
    """What goes wrong elsewhere, and what is wrong here."""
    lines = log.with_suffix(".want").read_text().splitlines()
    alerts = explain(avocet, log)
    wanted = [line.split()[1:] for line in lines if line.startswith("alert ")]
    faults = list(compare_alerts(wanted, alerts))
    for line in lines[1:]:
        kind, _, rest = line.partition(" ")
        fault = None if kind == "alert" else check_line(kind, rest, alerts)
        faults += [fault] if fault else []
    return lines[0].removeprefix("# "), faults


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--avocet", required=True)
    options = parser.parse_args()
    logs = sorted(HERE.glob("*.log"))
    failed = 0
    for log in logs:
        try:
            mistake, faults = check(options.avocet, log)
        except (OSError, RuntimeError, ValueError, IndexError, subprocess.TimeoutExpired) as error:
            mistake, faults = "?", [str(error)]
        print(f"{log.stem:<26}{mistake}")
        for fault in faults:
            print(f"not ok: {log.stem}: {fault}")
        failed += bool(faults)
    print(f"{len(logs)} mistakes, {failed} made here too")
    return 1 if failed or not logs else 0


if __name__ == "__main__":
    sys.exit(main())
