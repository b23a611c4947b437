# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures Avocet, most of it against what administrators use today, in the same run.

usage: bench.py [--json] FOLDER [NAME...]

Prints one table: each line has a figure, what must be reached, and whether it was. NAMEs choose
works: count kinds summary unended (files.py), distinct identical (advice.py), daemon latency cold
idle (live.py), memory reader (remember.py); all are done when none is named. CPU time is user and system time, of medians; peers read the same bytes from the
same warm cache, in turns with ours.

FOLDER keeps the generated logs. AVOCET_BENCH_MB (600) is the size of the server's log; the others
shrink with it. AVOCET_BENCH_RUNS (5) is how often each command runs. A slow machine fails nothing:
it exits with 1 only when something was counted wrongly.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../integration"))
import advice  # noqa: E402
import files  # noqa: E402
import live  # noqa: E402
import remember  # noqa: E402
from table import Table  # noqa: E402

WORKS = files.WORKS | advice.WORKS | live.WORKS | remember.WORKS


def main(words):
    as_json = "--json" in words
    words = [word for word in words if word != "--json"]
    if not words or not set(words[1:]) <= set(WORKS):
        sys.exit(__doc__)
    table, logs = Table(), files.Logs(words[0])
    for name in words[1:] or WORKS:
        WORKS[name](table, logs)
    table.show(as_json)
    return 1 if table.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
