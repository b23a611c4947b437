# SPDX-License-Identifier: GPL-2.0-or-later
"""What the daemons cost: a storm through the whole line, one denial at a time, and asleep."""

import contextlib
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import time

import generate
from avocet_test import BUILD, Avocet, Failed, Log, avc, end, wait_until
from files import DENIALS, RUNS, ausearch, medians
from idle import asleep, figure, hasty
from notify import Desktop
from table import progress

TICK = os.sysconf("SC_CLK_TCK")
PIECE = 1 << 15      # auditd writes each record to its log, then to its plugins
PATIENCE = 300
KNOWN, ROUNDS, COLD, FEW = 64, 5, 12, 8
PAUSE = 0.02            # seconds between single denials; AlertChanged comes once a second at most
IDLE_SECONDS, SETTLE_SECONDS = 60, 6
# auditd tells its plugins where an event ends, and leaves that out of its log.
LAST_RECORD = re.compile(rb"(type=PROCTITLE (msg=\S+) .*\n)")


def cpu(pid, own=True):
    """CPU seconds of a process so far, or of its children that have ended."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:13] if own else fields[13:15])) / TICK


def peak(pid):
    """The most memory that it had, in MB."""
    return figure(f"/proc/{pid}/status", "VmHWM") / 1024


@contextlib.contextmanager
def line(folder, options=()):
    """An avocetd with its database on the disk of that folder, and what auditd is to it."""
    with tempfile.TemporaryDirectory(dir=folder) as place, \
            Avocet(start=False, options=options) as avocet:
        avocet.database = pathlib.Path(place) / "avocet.db"
        avocet.start()
        with Log(avocet, path=pathlib.Path(place) / "audit.log") as log:
            yield avocet, log


def totals(avocet):
    return avocet.query("SELECT count(*), coalesce(sum(count), 0), coalesce(sum(pending), 0)"
                        " FROM alert")[0]


def storm(folder, denials, table, beside=contextlib.nullcontext):
    """All at once, as fast as avocet-dispatch reads; name → CPU seconds, the daemon's peak, and the time
    that it took. What happens beside it is entered with the daemon."""
    with line(folder) as (avocet, log), open(denials, "rb") as file, beside(avocet):
        begun = time.monotonic()
        while piece := b"".join(file.readlines(PIECE)):
            log.write(LAST_RECORD.sub(rb"\1type=EOE \2: \n", piece))
        try:
            wait_until(lambda: totals(avocet)[1] >= DENIALS and totals(avocet)[2] == 0,
                       "all is stored and explained", PATIENCE, 0.2)
        except Failed as failure:
            table.must(False, str(failure))
        taken = time.monotonic() - begun
        alerts, count, _ = totals(avocet)
        table.must((alerts, count) == (generate.KINDS, DENIALS),
                   f"{count} denials of {alerts} kinds were stored, of {DENIALS} of {generate.KINDS}")
        daemon, worker = avocet.process.pid, avocet.worker()
        return dict(seconds=taken, avocetd=cpu(daemon), dispatch=cpu(log.process.pid), peak=peak(daemon),
                    worker=cpu(daemon, own=False) + (cpu(worker) if worker else 0),
                    database=sum(f.stat().st_size for f in log.path.parent.glob("avocet.db*")) / 1e6)


def daemon(table, logs):
    denials = logs.get("denials", DENIALS)
    peer, = medians(ausearch(denials))
    runs = []
    for number in range(min(RUNS, 3)):
        progress(f"{DENIALS} denials through the whole line, {number + 1} of {min(RUNS, 3)}")
        runs.append(storm(logs.folder, denials, table))
    taken = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    what = f"store {DENIALS} denials: "
    for name, label, limit in (("avocetd", "CPU of avocetd", 1), ("dispatch", "of dispatch", None),
                               ("worker", "of the worker", None)):
        table.add(f"{what}{label} / ausearch", taken[name] / peer[0], limit,
                  detail=f"{taken[name]:.3f} s / {peer[0]:.3f} s")
    table.add(f"{what}all three", sum(taken[n] for n in ("avocetd", "dispatch", "worker")) / peer[0],
              1, detail=f"database: {taken['database']:.1f} MB")
    table.add(f"{what}avocetd's peak RSS", taken["peak"], 12, "MB")


class Stopwatch:
    """Sends one denial, and waits for its signal."""

    def __init__(self, avocet, log):
        self.log, self.serial = log, 0
        self.listener = subprocess.Popen([BUILD / "tests/bench/signals", avocet.bus.address],
                                         stdout=subprocess.PIPE, text=True)
        self.listener.stdout.readline()

    def milliseconds(self, kind, signals):
        """From the record to the first of these signals that comes."""
        self.serial += 1
        records = avc(serial=self.serial, path=f"/srv/{name_of(kind)}/file")
        begun = time.monotonic()
        self.log.write(records)
        while True:
            micros, name, _ = self.listener.stdout.readline().split()
            if name in signals:
                return int(micros) / 1000 - begun * 1000

    def close(self):
        end(self.listener)
        self.listener.stdout.close()


def name_of(number):
    return chr(97 + number // 26) + chr(97 + number % 26)


@contextlib.contextmanager
def stopwatch(folder, options=()):
    with line(folder, options) as (avocet, log), contextlib.closing(Stopwatch(avocet, log)) as watch:
        yield avocet, watch


def latency(table, logs):
    progress(f"{KNOWN * ROUNDS} single denials of known kinds")
    with stopwatch(logs.folder) as (avocet, watch):
        for kind in range(KNOWN):
            watch.milliseconds(kind, ["AlertAdded"])
        time.sleep(2)
        taken = []
        for _ in range(ROUNDS):
            begun = time.monotonic()
            for kind in range(KNOWN):
                taken.append(watch.milliseconds(kind, ["AlertChanged"]))
                time.sleep(PAUSE)
            time.sleep(max(0, 1.2 - (time.monotonic() - begun)))
        table.must(totals(avocet)[1] == KNOWN * (ROUNDS + 1), "each single denial counts once")
    cuts = statistics.quantiles(taken, n=100)
    table.add("known denial, record to signal: median", cuts[49], None, "ms")
    table.add("known denial, record to signal: 99 of 100", cuts[98], 20, "ms",
              f"longest of {len(taken)}: {max(taken):.1f} ms")


def cold(table, logs):
    progress(f"{COLD} denials of new kinds, each with a new worker")
    taken = []
    with tempfile.TemporaryDirectory() as place, \
            stopwatch(logs.folder, hasty(place)) as (avocet, watch):
        for kind in range(COLD):
            wait_until(lambda: avocet.worker() is None, "the worker left")
            time.sleep(0.3)
            taken.append(watch.milliseconds(kind, ["AlertAdded"]))
    table.add("new kind, policy cold, record to signal: median", statistics.median(taken),
              400, "ms", f"longest of {len(taken)}: {max(taken):.0f} ms")


def idle(table, logs):
    with tempfile.TemporaryDirectory() as place, \
            stopwatch(logs.folder, hasty(place)) as (avocet, watch), contextlib.ExitStack() as stack:
        sleepers = {"avocetd": avocet.process.pid, "avocet-dispatch": watch.log.process.pid}
        if shutil.which("Xvfb") and shutil.which("dunst"):
            desktop = stack.enter_context(Desktop(avocet))
            sleepers["avocet-notify"] = desktop.notify.pid
        for kind in range(FEW):
            watch.milliseconds(kind, ["AlertAdded"])
        wait_until(lambda: totals(avocet)[2] == 0, "all are explained")
        rest(avocet, desktop if len(sleepers) > 2 else None)
        progress(f"{', '.join(sleepers)} asleep for {IDLE_SECONDS} s")
        for name, (switched, calls) in asleep(sleepers, IDLE_SECONDS).items():
            table.add(f"idle for {IDLE_SECONDS} s: {name}'s wake-ups", max(switched, calls), 0, "",
                      f"{switched} context switches, {calls} system calls")
        for name, label, limit in (("Rss", "RSS", 6), ("Private_Dirty", "private dirty", 1)):
            table.add(f"idle: avocetd's {label}",
                      figure(f"/proc/{avocet.process.pid}/smaps_rollup", name) / 1024, limit, "MB")


def rest(avocet, desktop):
    """Until nothing is left to do: no worker, no bubble that would time out."""
    if desktop:
        end(desktop.dunst)
    wait_until(lambda: avocet.worker() is None, "the worker left")
    time.sleep(SETTLE_SECONDS)


WORKS = {"daemon": daemon, "latency": latency, "cold": cold, "idle": idle}
