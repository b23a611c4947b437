# SPDX-License-Identifier: GPL-2.0-or-later
"""What the product says of a case: NAME.log with NAME.policy, or with none beside it."""
import json
import os
import pathlib
import subprocess

NO_POLICY = pathlib.Path(__file__).resolve().parent / "golden" / "none.policy"
ENVIRONMENT = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"}


def explain(avocet, log):
    policy = log.with_suffix(".policy")
    command = [avocet, "explain", "--json", "--policy", policy if policy.exists() else NO_POLICY, log]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=60)
    if done.returncode != 0 or done.stderr:
        raise RuntimeError(f"exit {done.returncode}: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]
