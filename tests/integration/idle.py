#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Nobody polls: with nothing to do, avocetd and avocet-dispatch sleep, and avocetd is small.

Also what the bench uses to measure the same for longer.
"""

import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

from avocet_test import Avocet, Log, avc, check, end, main, program, wait_until

SECONDS, SETTLE_SECONDS = 10, 4
KINDS, DENIALS = 20, 2000
PRIVATE_DIRTY_MAX_KB, RESIDENT_MAX_KB = 1024, 6 * 1024


def figure(file, name):
    """A number of a file in /proc, whose lines are "NAME: NUMBER …"."""
    return int(re.search(rf"^{name}:\s+(\d+)", pathlib.Path(file).read_text(), re.M)[1])


def switches(pid):
    """How often all threads of a process were switched to."""
    return sum(figure(status, name) for status in pathlib.Path(f"/proc/{pid}/task").glob("*/status")
               for name in ("voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"))


class Tracer:
    """Sees the system calls of processes, where there is strace."""

    def __init__(self, pids):
        self.process = None
        self.file = tempfile.NamedTemporaryFile(prefix="avocet-strace-")
        if shutil.which("strace"):
            attach = [word for pid in pids for word in ("-p", str(pid))]
            self.process = subprocess.Popen(["strace", "-f", "-ttt", "-o", self.file.name, *attach],
                                            stderr=subprocess.DEVNULL)
            wait_until(lambda: all(figure(f"/proc/{pid}/status", "TracerPid") for pid in pids),
                       "strace has attached")

    def close(self):
        if self.process:
            end(self.process, signal.SIGINT)

    def calls(self, pid, begin, finish):
        """What the process called between these times."""
        tasks = {name.name for name in pathlib.Path(f"/proc/{pid}/task").iterdir()}
        lines = (line.split(None, 2) for line in pathlib.Path(self.file.name).read_text().splitlines())
        return [call for task, when, call in lines
                if task in tasks and begin <= float(when) < finish]


def asleep(sleepers, seconds):
    """sleepers: name → pid. Waits and returns name → (context switches, system calls)."""
    tracer = Tracer(sleepers.values())
    time.sleep(1)
    before = {name: switches(pid) for name, pid in sleepers.items()}
    begin = time.time()
    time.sleep(seconds)
    finish = time.time()
    after = {name: switches(pid) for name, pid in sleepers.items()}
    tracer.close()
    taken = {name: tracer.calls(pid, begin, finish) for name, pid in sleepers.items()}
    for name, calls in taken.items():
        print("".join(f"{name}: {call}\n" for call in calls[:20]), end="")
    return {name: (after[name] - before[name], len(taken[name])) for name in sleepers}


def sanitized():
    return "__asan_init" in subprocess.run(["nm", "-D", program("avocetd")], capture_output=True,
                                           text=True).stdout


def hasty(folder):
    """The options for a worker that leaves when it was idle for a second."""
    wrapper = pathlib.Path(folder) / "analyse"
    wrapper.write_text(f'#!/bin/sh\nexec {program("avocet-analyse")} --idle=1 "$@"\n')
    wrapper.chmod(0o755)
    return [f"--analyse={wrapper}"]


def storm(avocet, log):
    """So that there is something to forget."""
    for n in range(1, DENIALS + 1):
        log.write(avc(serial=n, path=f"/srv/{chr(97 + n % KINDS)}/x"))
    wait_until(lambda: avocet.query("SELECT sum(count), sum(pending) FROM alert") == [(DENIALS, 0)],
               "all denials are stored and explained", 120)


def test_asleep():
    with tempfile.TemporaryDirectory() as folder, Avocet(options=hasty(folder)) as avocet, \
            Log(avocet) as log:
        storm(avocet, log)
        wait_until(lambda: avocet.worker() is None, "the worker left")
        time.sleep(SETTLE_SECONDS)
        sleepers = {"avocetd": avocet.process.pid, "avocet-dispatch": log.process.pid}
        for name, (switched, calls) in asleep(sleepers, SECONDS).items():
            check((switched, calls) == (0, 0), f"{name} slept for {SECONDS} s: "
                  f"{switched} context switches, {calls} system calls")
        dirty = figure(f"/proc/{avocet.process.pid}/smaps_rollup", "Private_Dirty")
        resident = figure(f"/proc/{avocet.process.pid}/smaps_rollup", "Rss")
        print(f"      {dirty} kB private and dirty, {resident} kB resident")
        check(sanitized() or resident <= RESIDENT_MAX_KB,
              f"avocetd holds at most {RESIDENT_MAX_KB} kB")
        check(sanitized() or dirty <= PRIVATE_DIRTY_MAX_KB,
              f"avocetd's own memory is at most {PRIVATE_DIRTY_MAX_KB} kB")


if __name__ == "__main__":
    main(globals())
