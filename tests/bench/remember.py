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
# What is asked of the command line, and how many milliseconds of CPU it may take, start and all.
QUESTIONS = (("list on a terminal", ["terminal"], ["list"], 20), ("list -n 50", [], ["list", "-n", "50"], 20),
             ("list, all 5,000 into a pipe", [], ["list"], None), ("show", [], ["show", "17"], 20),
             ("list dupload, full text", [], ["list", "-n", "50", "dupload"], 50), ("stats", [], ["stats"], 100))


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
        commands = [[*where, program("avocet"), words[0], f"--db={database}", *words[1:]]
                    for _, where, words, _ in QUESTIONS]
        for (what, *_, limit), own in zip(QUESTIONS, medians(*commands)):
            table.add(f"{what}, CPU", own[0] * 1000, limit, "ms", f"peak memory {own[1]:.0f} MB")


@contextlib.contextmanager
def reading(database):
    """avocet list, again and again, as long as this lasts."""
    over = threading.Event()

    def read():
        while not over.is_set():
            subprocess.run([program("avocet"), "list", f"--db={database}"],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def reader(table, logs):
    """A storm beside one who reads the daemon's database, beside one who reads another just like it, which
    costs this machine as much, and alone. In turns: what else this machine does hits all alike."""
    denials = logs.get("denials", DENIALS)
    with tempfile.TemporaryDirectory(dir=logs.folder) as place:
        other = pathlib.Path(place) / "other.db"
        once([program("avocet"), "import", f"--db={other}", denials])
        ways = {"its": lambda avocet: reading(avocet.database), "another": lambda _: reading(other),
                "alone": lambda _: contextlib.nullcontext()}
        runs = {way: [] for way in ways}
        for number in range(min(RUNS, 3)):
            for way, beside in ways.items():
                progress(f"a storm, read: {way}, {number + 1} of {min(RUNS, 3)}")
                runs[way].append(storm(logs.folder, denials, table, beside))
    for name, label in (("avocetd", "CPU of avocetd"), ("seconds", "wall time")):
        own, other, alone = (statistics.median(run[name] for run in runs[way]) for way in ways)
        table.add(f"a storm while its database is listed / another just like it: {label}", own / other, 1.05,
                  detail=f"{own:.2f} s / {other:.2f} s; {alone:.2f} s with nobody else about")


WORKS = {"memory": memory, "reader": reader}
