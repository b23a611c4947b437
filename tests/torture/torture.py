# SPDX-License-Identifier: GPL-2.0-or-later
"""Kills avocetd and its worker at random moments, under load, and looks at what is left.

usage: torture.py [ROUNDS]

ROUNDS (or AVOCET_ROUNDS) is 200 by default. The seed is printed; AVOCET_SEED=N chooses the same
moments and events again. A round sends denials, some of new kinds, straight to avocetd's socket
and kills (-9) avocetd or avocet-analyse in the middle. Then, after a restart where one is due and
after sending the last events of each kind once more, as a replay would:

  * the database is sound;
  * what was committed before the kill is still there: same alerts, counts not smaller;
  * no event counts twice: counts are never larger than the number of events that were sent, and
    equal the tallies and, up to 100, the occurrences;
  * when only the worker was killed no event is missing at all. When avocetd was killed, events
    that it had not committed and that were not sent again may be missing: to replay those from
    audit.log is a thing of its own;
  * no alert stays pending, and AlertAdded was seen for each. An alert that was told of just
    before the kill may be told of once more; how often that happened is printed.
"""

import collections
import os
import random
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../integration"))
from avocet_test import Avocet, Failed, avc, wait_until  # noqa: E402

OLD_KINDS, NEW_KINDS = 10, 2
SENT_AGAIN = 40     # of each kind; the store knows its newest 100 again
KEPT = 100
LONGEST = 0.6       # seconds until the kill
PATIENCE = 90       # seconds, for builds with sanitizers too
BURST = 1_080_000   # bytes; a little more than avocetd reads from one connection in its turn


def require(holds, what):
    if not holds:
        raise Failed(what)


def letters(number):
    """A name without digits: those would be folded into one place."""
    return (letters(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)


class Load(threading.Thread):
    """Sends denials until stop() or until nobody listens. .sent[kind] has their (ms, serial)."""

    start_ms = int(time.time() * 1000)
    serial = 0

    def __init__(self, avocet, kinds, seed):
        super().__init__(daemon=True)
        self.avocet, self.kinds, self.random = avocet, kinds, random.Random(seed)
        self.pause = self.random.choice((0, 0.001, 0.01))
        self.sent = collections.defaultdict(list)
        self.stopping = threading.Event()

    def run(self):
        try:
            while not self.stopping.wait(self.random.random() * self.pause):
                self.avocet.send(b"".join(self.denial() for _ in range(self.random.randint(1, 40))))
        except OSError:
            pass

    def denial(self):
        Load.serial += 1
        kind, ms = self.random.choice(self.kinds), self.start_ms + self.serial
        self.sent[kind].append((ms, self.serial))
        return record(kind, ms, self.serial)

    def stop(self):
        self.stopping.set()
        self.join(PATIENCE)


def record(kind, ms, serial):
    return avc(serial=serial, ms=ms, path=f"/srv/{kind}/file{serial}")


def kind_of(path):
    return path.split("/")[2]


class Torture:
    def __init__(self, avocet, seed):
        self.avocet, self.random = avocet, random.Random(seed)
        self.kinds = []
        self.counts = collections.Counter()     # as the last round left them
        self.kills = collections.Counter()

    def alerts(self, columns):
        return self.avocet.query(f"SELECT {columns} FROM alert")

    def round(self):
        avocet = self.avocet
        self.kinds += [letters(len(self.kinds) + n)
                       for n in range(NEW_KINDS if self.kinds else OLD_KINDS)]
        load = Load(avocet, self.kinds, self.random.random())
        load.start()
        time.sleep(self.random.random() * LONGEST)
        committed = self.alerts("id, uuid, signature, count")
        victim = self.kill()
        load.stop()
        again = collections.defaultdict(list)
        if victim == "avocetd":
            avocet.kill()
            avocet.start()
            again = {kind: events[-SENT_AGAIN:] for kind, events in load.sent.items()}
            avocet.send(b"".join(record(kind, *event)
                                 for kind, events in again.items() for event in events))
        self.wait_for(load.sent)
        self.check(committed, load.sent, again if victim == "avocetd" else load.sent)

    def kill(self):
        """Kills one of both, this instant; returns which."""
        worker = self.avocet.worker()
        victim = "worker" if worker and self.random.random() < 0.4 else "avocetd"
        try:
            os.kill(worker if victim == "worker" else self.avocet.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass    # the worker left by itself just now
        self.kills[victim] += 1
        return victim

    def wait_for(self, sent):
        """Until the last event of each kind is stored, all is explained and told of."""
        def stored():
            return self.newest().items() >= {kind: events[-1] for kind, events in sent.items()}.items()
        try:
            wait_until(stored, "the last events are stored", PATIENCE)
        except Failed as failure:
            newest = self.newest()
            raise Failed(f"{failure}: " + "; ".join(
                f"of {kind} {newest.get(kind)}, not {events[-1]}" for kind, events in sent.items()
                if newest.get(kind) != events[-1])) from None
        wait_until(lambda: self.alerts("count(*) FILTER (WHERE pending OR NOT announced)") == [(0,)],
                   "all alerts are explained and told of", PATIENCE)
        wait_until(lambda: {i for i, in self.alerts("id")} <= set(self.told()),
                   "AlertAdded was seen for each alert", PATIENCE)

    def newest(self):
        """kind → (ms, serial) of its newest event in the store."""
        return {kind_of(path): (ms, serial) for path, ms, serial in self.avocet.query(
            "SELECT path, max(ms), serial FROM alert JOIN occurrence ON alert = id GROUP BY id")}

    def told(self):
        return collections.Counter(s.args[0] for s in self.avocet.signals.seen
                                   if s.name == "AlertAdded")

    def burst(self):
        self.avocet.hang_up()
        data, sent = b"", 0
        while len(data) < BURST:
            Load.serial, sent = Load.serial + 1, sent + 1
            data += record("burst", Load.start_ms + Load.serial, Load.serial)
        self.avocet.send(data)
        wait_until(lambda: self.avocet.query(
            "SELECT count FROM alert WHERE path LIKE '/srv/burst/%'") == [(sent,)],
            f"all {sent} denials of a burst are stored")

    def check(self, committed, sent, surely):
        """surely: those events of sent that must be there."""
        avocet = self.avocet
        require(avocet.process.poll() is None, "avocetd is alive")
        require(avocet.query("PRAGMA integrity_check") == [("ok",)], "the database is sound")
        require(not avocet.query("PRAGMA foreign_key_check"), "all references lead somewhere")
        now = {i: (uuid, signature, count)
               for i, uuid, signature, count in self.alerts("id, uuid, signature, count")}
        for i, uuid, signature, count in committed:
            require(now.get(i, (0, 0, 0))[:2] == (uuid, signature) and now[i][2] >= count,
                    f"alert {i} is there with at least {count} denials: {now.get(i)}")
        self.check_counts(sent, surely)
        self.check_occurrences()

    def check_counts(self, sent, surely):
        rows = self.alerts("path, count")
        counts = {kind_of(path): count for path, count in rows}
        require(len(counts) == len(rows), "one alert a kind")
        for kind, count in counts.items():
            before = self.counts[kind]
            least, most = before + len(surely.get(kind, ())), before + len(sent.get(kind, ()))
            require(least <= count <= most, f"kind {kind}: {count} is from {least} to {most}")
        self.counts = collections.Counter(counts)

    def check_occurrences(self):
        rows = self.avocet.query(
            "SELECT id, count, kept, (SELECT count(*) FROM occurrence WHERE alert = id),"
            " (SELECT sum(count) FROM tally WHERE alert = id) FROM alert")
        for i, count, kept, occurrences, tally in rows:
            require(tally == count, f"alert {i}: the tally {tally} is the count {count}")
            require(kept == occurrences == min(count, KEPT),
                    f"alert {i}: {occurrences} occurrences ({kept} noted) of {count}")


def main(rounds):
    seed = int(os.environ.get("AVOCET_SEED", time.time_ns() % 1_000_000_000))
    print(f"AVOCET_SEED={seed}", flush=True)
    begin = time.monotonic()
    with Avocet() as avocet:
        torture = Torture(avocet, seed)
        for number in range(1, rounds + 1):
            try:
                torture.round()
            except Failed as failure:
                raise Failed(f"round {number}, AVOCET_SEED={seed}: {failure}") from None
            if number % 20 == 0:
                print(f"{number} rounds", flush=True)
        torture.burst()
        told = torture.told()
        print(f"{rounds} rounds in {time.monotonic() - begin:.0f} s: {Load.serial} denials sent,"
              f" {sum(torture.counts.values())} stored in {len(torture.counts)} alerts;"
              f" avocetd killed {torture.kills['avocetd']} times, its worker"
              f" {torture.kills['worker']} times; {sum(told.values()) - len(told)} alerts told of"
              " once more")


if __name__ == "__main__":
    main(int(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("AVOCET_ROUNDS", 200)))
