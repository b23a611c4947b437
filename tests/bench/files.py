# SPDX-License-Identifier: GPL-2.0-or-later
"""What `avocet explain` costs on big logs, next to grep and ausearch on the same."""

import json
import os
import pathlib
import statistics
import subprocess
import sys

import generate
from avocet_test import BUILD, program
from table import progress

MEGABYTES = float(os.environ.get("AVOCET_BENCH_MB", 600))
DENIALS = max(1000, int(200_000 * MEGABYTES / 600))
STORM = max(1000, int(40_000 * MEGABYTES / 600))
RUNS = int(os.environ.get("AVOCET_BENCH_RUNS", 5))
MEMORY_EQUAL_MB = 0.5   # pages more or less by chance


class Logs:
    """The generated logs, made once for each size and kept in a folder."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def get(self, kind, size):
        """The path of a log of that kind (see generate.py), in the page cache."""
        # What made it is part of its name: a log of before is not taken for one of now.
        age = int(os.stat(generate.__file__).st_mtime)
        log = self.folder / f"{kind}-{size:g}-{age}.log"
        if not log.exists():
            progress(f"writing {log.name}")
            for old in self.folder.glob(f"{kind}-{size:g}-*.log"):
                old.unlink()
            unfinished = log.with_suffix(".part")
            subprocess.run([sys.executable, generate.__file__, kind, unfinished, f"{size:g}"],
                           check=True)
            unfinished.rename(log)
        with open(log, "rb", buffering=0) as file:
            while file.read(1 << 20):
                pass
        return str(log)


def once(command):
    """CPU seconds and peak memory in MB of one run; a command may begin with "terminal"."""
    keep = ["keep"] if command[0] == "grep" else []
    run = subprocess.run([BUILD / "tests/bench/measure", *keep, *command], check=True, text=True,
                         stdout=subprocess.PIPE)
    return tuple(map(float, run.stdout.split()))


def medians(*commands, runs=RUNS):
    """For each command the medians of CPU seconds and of peak memory; they take turns, so that
    what else this machine does hits all alike."""
    results = [[] for _ in commands]
    for number in range(runs):
        progress(f"run {number + 1} of {runs}: "
                 + ", ".join(" ".join([os.path.basename(c[0]), *map(str, c[1:3])]) for c in commands))
        for command, taken in zip(commands, results):
            taken.append(once(command))
    return [tuple(map(statistics.median, zip(*taken))) for taken in results]


def against(ours, peer):
    return ours[0] / max(peer[0], 0.001), f"{ours[0]:.3f} s / {peer[0]:.3f} s"


def add_cpu(table, work, ours, peer, limit):
    ratio, detail = against(ours, peer)
    table.add(work, ratio, limit, detail=detail)


def explain(*words):
    return [program("avocet"), "explain", *words]


def ausearch(log, *words):
    return ["ausearch", "-m", "avc", *words, "-if", log]


def count(table, logs):
    log = logs.get("server", MEGABYTES)
    ours, grep, peer = medians(explain("--count", log), ["grep", "-c", "AVC", log],
                               ausearch(log, "--raw"))
    must_count(table, log, int(subprocess.run(["grep", "-c", "^type=AVC ", log], check=True,
                                              stdout=subprocess.PIPE).stdout))
    what = f"count {MEGABYTES:g} MB, 1 % denials: CPU /"
    add_cpu(table, f"{what} grep -c AVC", ours, grep, 1.5)
    add_cpu(table, f"{what} ausearch -m avc --raw", ours, peer, 0.1)


def must_count(table, log, denials):
    """Speed is nothing when the result is wrong."""
    run = subprocess.run(explain("--count", "--json", log), stdout=subprocess.PIPE, check=True)
    counted = json.loads(run.stdout)["denials"]
    table.must(counted == denials, f"explain --count found {counted} denials of {denials} in {log}")


def growth(table, logs, what, words, memory):
    """How much more memory the same takes on a file that is four times as large."""
    more, = medians(explain(*words, logs.get("denials", 4 * DENIALS)), runs=1)
    table.add(f"{what}: RSS more on 4 x the file", max(0, more[1] - memory), MEMORY_EQUAL_MB, "MB",
              f"{memory:.1f} MB, then {more[1]:.1f} MB")


def on_denials(words, limit, memory):
    def work(table, logs):
        log = logs.get("denials", DENIALS)
        ours, peer = medians(explain(*words, log), ausearch(log))
        must_count(table, log, DENIALS)
        what = f"{words[0][2:]} {DENIALS} denials, {generate.KINDS} kinds"
        add_cpu(table, f"{what}: CPU / ausearch -m avc", ours, peer, limit)
        table.add(f"{what}: peak RSS", ours[1], memory, "MB")
        growth(table, logs, what, words, ours[1])
    return work


def unended(table, logs):
    ended, without = logs.get("ended", STORM), logs.get("unended", STORM)
    ours, peer = medians(explain("--count", without), explain("--count", ended), runs=2 * RUNS + 1)
    must_count(table, without, STORM)
    add_cpu(table, f"count {STORM} unended events, 20,000 a second: CPU / ended", ours, peer, 2)


WORKS = {
    "count": count,
    "kinds": on_denials(["--count"], 0.25, 8),
    "summary": on_denials(["--summary"], 0.5, 80),
    "unended": unended,
}
