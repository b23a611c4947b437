# SPDX-License-Identifier: GPL-2.0-or-later
"""What remembering costs: a quarter's million denials in one database, and readers beside a storm."""

import contextlib
import pathlib
import sqlite3
import statistics
import subprocess
import tempfile
import threading

import generate
from avocet_test import program
from files import DENIALS, MEGABYTES, RUNS, medians, once
from live import storm
from table import progress

MANY = max(20_000, int(1_000_000 * MEGABYTES / 600))
FILE_MB = 60
# What is asked of the command line, and how many milliseconds of CPU it may take beyond those that any
# command takes to start: as many as `avocet --version`.
START = ["--version"]
QUESTIONS = (("list -n 50", ["list", "-n", "50"], 20), ("list, all of it", ["list"], None),
             ("show", ["show", "17"], 20), ("list dupload, full text", ["list", "-n", "50", "dupload"], 50),
             ("stats", ["stats"], 100))


def rows(database):
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return connection.execute("SELECT count(*), sum(count), sum(pending) FROM alert").fetchone()


def memory(table, logs):
    log = logs.get("memory", MANY)
    with tempfile.TemporaryDirectory(dir=logs.folder) as place:
        database = pathlib.Path(place) / "m.db"
        command = [program("avocet"), "import", f"--db={database}", log]
        for number, work in enumerate(("import and explain", "import it again")):
            progress(f"{work} {MANY} denials")
            taken = once(command)
            table.add(f"{work} {MANY} denials, CPU", taken[0], None, "s", f"peak memory {taken[1]:.0f} MB")
            table.must(rows(database) == (generate.MANY_KINDS, MANY, 0),
                       f"after import {number + 1} there are {rows(database)}")
        table.add(f"database of {MANY} denials in {generate.MANY_KINDS} alerts",
                  database.stat().st_size / 1e6, FILE_MB, "MB")
        commands = [[program("avocet"), words[0], f"--db={database}", *words[1:]] for _, words, _ in QUESTIONS]
        start, *taken = medians([program("avocet"), *START], *commands)
        for (what, _, limit), own in zip(QUESTIONS, taken):
            table.add(f"{what}, CPU", (own[0] - start[0]) * 1000, limit, "ms",
                      f"and {start[0] * 1000:.0f} ms to start; peak memory {own[1]:.0f} MB")


@contextlib.contextmanager
def reading(avocet):
    """avocet list, again and again, as long as this lasts."""
    over, count = threading.Event(), [0]

    def read():
        while not over.is_set():
            subprocess.run([program("avocet"), "list", f"--db={avocet.database}"],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            count[0] += 1
    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield count
    finally:
        over.set()
        thread.join()


def reader(table, logs):
    """In turns, with and without: what else this machine does hits both alike."""
    denials, alone, beside = logs.get("denials", DENIALS), [], []
    for number in range(min(RUNS, 3)):
        progress(f"a storm with and without a reader, {number + 1} of {min(RUNS, 3)}")
        alone.append(storm(logs.folder, denials, table))
        beside.append(storm(logs.folder, denials, table, reading))
    for name, label, limit in (("avocetd", "CPU of avocetd", 1.05), ("seconds", "wall time", None)):
        ours, peer = (statistics.median(run[name] for run in runs) for runs in (beside, alone))
        table.add(f"a storm beside `list` in a loop / alone: {label}", ours / peer, limit,
                  detail=f"{ours:.2f} s / {peer:.2f} s")


WORKS = {"memory": memory, "reader": reader}
