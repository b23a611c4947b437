#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the cases of plugins: each X.log is explained by that plugin alone, and what is printed must
be exactly X.txt (empty: the plugin stays silent). X.policy, where there is one, plays the policy;
else none.policy does, so that results do not depend on the machine. --bless rewrites the .txt."""
import argparse
import difflib
import os
import pathlib
import subprocess
import sys

NO_POLICY = pathlib.Path(__file__).resolve().parent / "none.policy"
ENVIRONMENT = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
ENVIRONMENT.pop("LANGUAGE", None)


def explain(avocet, plugin, log):
    """What the reader sees; raises RuntimeError when the command complains."""
    policy = log.with_suffix(".policy")
    command = [avocet, "explain", "--plugin", plugin,
               "--policy", policy if policy.exists() else NO_POLICY, log]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, timeout=60)
    if done.returncode != 0 or done.stderr:
        raise RuntimeError(f"exit {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def differences(wanted, seen, name):
    lines = [text.decode(errors="replace").splitlines() for text in (wanted, seen)]
    return "\n".join(difflib.unified_diff(*lines, f"{name} (wanted)", f"{name} (seen)", lineterm=""))


def check_case(log, seen, bless):
    """None when the case is as it should be, else what is wrong."""
    text = log.with_suffix(".txt")
    if bless:
        if not text.exists() or text.read_bytes() != seen:
            text.write_bytes(seen)
            print(f"blessed {text}")
        return None
    if not text.exists():
        return "there is no .txt: run the target bless, then read it"
    wanted = text.read_bytes()
    return None if wanted == seen else differences(wanted, seen, text.name)


def check_plugin(avocet, plugin, folder, bless):
    """Number of failures among the plugin's cases."""
    failures, spoken, silent = [], 0, 0
    logs = sorted(folder.glob("*.log"))
    for stray in sorted(set(folder.glob("*.txt")) | set(folder.glob("*.policy"))):
        if not stray.with_suffix(".log").exists():
            failures.append(f"{stray.name}: has no .log")
    for log in logs:
        try:
            seen = explain(avocet, plugin, log)
            wrong = check_case(log, seen, bless)
            spoken, silent = spoken + bool(seen), silent + (not seen)
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            wrong = str(error)
        if wrong:
            failures.append(f"{log.name}: {wrong}")
    if not spoken or not silent:
        failures.append("a plugin needs a case in which it speaks and one in which it is silent")
    for failure in failures:
        print(f"{folder.name}: {failure}")
    print(f"{folder.name}: {len(logs)} cases, {len(failures)} failures")
    return len(failures)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--avocet", required=True, help="the command to run")
    parser.add_argument("--cases", required=True, type=pathlib.Path, help="the folder plugins/")
    parser.add_argument("--bless", action="store_true", help="write what is seen to the .txt files")
    parser.add_argument("plugins", nargs="+", type=pathlib.Path, help="NAME.so")
    options = parser.parse_args()
    failed = 0
    for plugin in options.plugins:
        folder = options.cases / plugin.stem
        failed += check_plugin(options.avocet, plugin.resolve(), folder, options.bless)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
