# SPDX-License-Identifier: GPL-2.0-or-later
"""Kills avocetd, its worker and avocet-dispatch at random moments, under load; then counts.

usage: torture.py [ROUNDS]

ROUNDS (or AVOCET_ROUNDS) is 200 by default. The seed is printed; AVOCET_SEED=N chooses the same
events and moments again, as far as the machine lets them be the same. AVOCET_HISTORY=1 tells what
each round did. In each round denials go into
an audit log and to avocet-dispatch, as auditd does it, while one to four of these happen:

  kill -9 of avocetd, of avocetd while it starts, of avocet-analyse, of avocet-dispatch; a restart of
  auditd (avocet-dispatch ends, and later there is another); rotation of the log; avocetd or
  avocet-dispatch stopped for a while, so that queues overflow; the policy changed.

Then the load ends, and without any further help

  * each kind of denial has exactly the count that is true;
  * tallies agree with counts, and the newest occurrences are kept, none of them twice;
  * no alert stays pending, and AlertAdded was seen for each. An alert that was told of just
    before a kill may be told of once more; how often that happened is printed;
  * the database is sound, and what was committed before is still there: same alerts, counts not
    smaller, whenever it was looked at.

When a round fails, its history and the events that are missing or too many are printed, and the
database, the logs and what the daemons said are kept in the build folder.
"""

import collections
import os
import random
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../integration"))
from avocet_test import BUILD, Avocet, Failed, Log, end, wait_until  # noqa: E402
from load import Load, Truth, kind_of  # noqa: E402

OLD_KINDS, SMALL_KINDS = 10, 4
KEPT = 100
LONGEST = 0.6       # seconds until something happens, and between two such
MOST = 2500         # events a round, so that a slow machine gets through
ROTATIONS = 8       # logs that are kept: more than a round can rotate
PATIENCE = 120      # seconds, for builds with sanitizers too
ACTIONS = {"kill avocetd": 4, "kill avocetd twice": 2, "kill worker": 3, "kill dispatch": 4,
           "restart auditd": 3, "rotate": 4, "stop avocetd for a while": 2,
           "stop dispatch for a while": 1, "change policy": 1}
POLICY_LOAD = ("type=MAC_POLICY_LOAD msg=audit({}.{:03d}:{}): auid=0 ses=1 lsm=selinux res=1\n")


def require(holds, what):
    if not holds:
        raise Failed(what)


def few(events):
    """Some of many, for people: (ms, serial, which of its denials)."""
    return f"{len(events)} {events[:4] + ['...'] + events[-2:] if len(events) > 7 else events}"


class Torture:
    def __init__(self, avocet, log, seed):
        self.avocet, self.log, self.random = avocet, log, random.Random(seed)
        self.truth, self.done = Truth(), collections.Counter()
        self.old = [self.truth.new_kind() for _ in range(OLD_KINDS)]
        self.committed, self.history, self.load = {}, [], None

    def note(self, what):
        self.history.append(f"{time.time():.3f} (serial {self.truth.serial}) {what}")

    # What happens.

    def round(self):
        self.history = []
        small = [self.truth.new_kind() for _ in range(SMALL_KINDS)]
        self.load = Load(self.log, self.truth, self.old, small,
                         random.Random(self.random.random()), MOST)
        self.note(f"pause {self.load.pause}, lag {self.load.lag}, small kinds {' '.join(small)}")
        self.load.start()
        for action in self.random.choices(list(ACTIONS), ACTIONS.values(),
                                          k=self.random.choice((1, 1, 2, 2, 3, 4))):
            self.sleep(LONGEST)
            self.look()
            self.note(action)
            self.done[action] += 1
            getattr(self, action.replace(" ", "_"))()
        self.sleep(LONGEST / 2)
        self.load.stop()
        if self.log.process.poll() is not None:
            self.log.kill()
            self.log.start()
        self.note("the load has ended")
        self.wait()
        self.note("all is stored, explained and told of")
        self.check()

    def sleep(self, longest):
        time.sleep(self.random.random() * longest)

    def kill(self, pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            self.note("it had left by itself")

    def kill_avocetd(self):
        end(self.avocet.process, signal.SIGKILL)
        self.sleep(LONGEST)
        self.note("avocetd starts")
        self.avocet.start()

    def kill_avocetd_twice(self):
        """The second time while it starts, or is told again what it missed."""
        end(self.avocet.process, signal.SIGKILL)
        self.avocet.socket.unlink(missing_ok=True)
        with open(self.avocet.log, "ab") as said:
            second = subprocess.Popen(self.avocet.command(), stdin=subprocess.DEVNULL, stdout=said,
                                      stderr=said, env=self.avocet.environment)
        self.sleep(LONGEST)
        end(second, signal.SIGKILL)
        self.note("the second one is dead")
        self.avocet.start()

    def kill_worker(self):
        worker = self.avocet.worker()
        if worker:
            self.kill(worker)

    def kill_dispatch(self):
        """auditd starts another one as soon as it has something to tell."""
        self.kill(self.log.process.pid)

    def restart_auditd(self):
        with self.load.lock:
            status = self.log.stop() if self.log.process.poll() is None else 0
            self.load.forget()
        # One that was started a moment ago ends by the signal itself.
        require(status in (0, -signal.SIGTERM), f"avocet-dispatch ended with {status}")
        self.sleep(LONGEST)     # meanwhile the log goes on
        with self.load.lock:
            self.note("auditd is back")
            self.log.start()

    def rotate(self):
        with self.load.lock:
            self.log.rotate()

    def halt(self, process):
        process.send_signal(signal.SIGSTOP)
        self.sleep(3 * LONGEST)
        process.send_signal(signal.SIGCONT)

    def stop_avocetd_for_a_while(self):
        self.halt(self.avocet.process)

    def stop_dispatch_for_a_while(self):
        self.halt(self.log.process)

    def change_policy(self):
        with self.load.lock:
            self.truth.serial += 1
            now = int(time.time() * 1000)
            # Behind what auditd has queued already: it never tells out of order.
            self.load.write(POLICY_LOAD.format(now // 1000, now % 1000, self.truth.serial).encode())

    # What must be true.

    def alerts(self, columns):
        return self.avocet.query(f"SELECT {columns} FROM alert")

    def look(self):
        """What is committed must stay."""
        now = {i: (uuid, signature, count)
               for i, uuid, signature, count in self.alerts("id, uuid, signature, count")}
        for i, (uuid, signature, count) in self.committed.items():
            require(now.get(i, (0, 0, 0))[:2] == (uuid, signature) and now[i][2] >= count,
                    f"alert {i} is there with at least {count} denials: {now.get(i)}")
        self.committed = now

    def wait(self):
        true = sum(self.truth.counts().values())
        wait_until(lambda: self.alerts("coalesce(sum(count), 0)")[0][0] >= true,
                   f"all {true} denials are stored", PATIENCE)
        wait_until(lambda: self.alerts("count(*) FILTER (WHERE pending OR NOT announced)") == [(0,)],
                   "all alerts are explained and told of", PATIENCE)
        wait_until(lambda: {i for i, in self.alerts("id")} <= set(self.told()),
                   "AlertAdded was seen for each alert", PATIENCE)

    def told(self):
        return collections.Counter(s.args[0] for s in list(self.avocet.signals.seen)
                                   if s.name == "AlertAdded")

    def check(self):
        require(self.avocet.process.poll() is None, "avocetd is alive")
        require(self.avocet.query("PRAGMA integrity_check") == [("ok",)], "the database is sound")
        require(not self.avocet.query("PRAGMA foreign_key_check"), "all references lead somewhere")
        self.look()
        rows = self.alerts("path, count")
        require(len({kind_of(path) for path, _ in rows}) == len(rows), "one alert a kind")
        require({kind_of(path): count for path, count in rows} == self.truth.counts(),
                "all counts are true")
        occurrences = dict(self.avocet.query("SELECT alert, count(*) FROM occurrence GROUP BY alert"))
        tallies = dict(self.avocet.query("SELECT alert, sum(count) FROM tally GROUP BY alert"))
        for i, count, kept in self.alerts("id, count, kept"):
            require(tallies[i] == count, f"alert {i}: the tally {tallies[i]} is the count {count}")
            require(kept == occurrences[i] == min(count, KEPT),
                    f"alert {i}: {occurrences[i]} occurrences ({kept} noted) of {count}")
        require(not self.differences(), "the occurrences are the newest events")

    def stored(self):
        """kind → the (ms, serial, ordinal) that the store has of it."""
        found = collections.defaultdict(list)
        for path, *event in self.avocet.query(
                "SELECT path, ms, serial, ordinal FROM alert"
                " JOIN occurrence ON occurrence.alert = alert.id"):
            found[kind_of(path)].append(tuple(event))
        return found

    def differences(self):
        """Lines for people: counts that are not true, and events missing or too many."""
        counts = {kind_of(path): count for path, count in self.alerts("path, count")}
        lines, stored = [], self.stored()
        for kind, events in sorted(self.truth.events.items()):
            # The speaker is kept though it may be old.
            has, newest = collections.Counter(stored[kind]), sorted(events)[-KEPT + 1:]
            missing = [event for event in newest if event not in has]
            doubled = [event for event, times in has.items() if times > 1]
            unknown = sorted(set(has) - set(events))
            if counts.get(kind, 0) != len(events) or missing or doubled or unknown:
                lines.append(f"{kind}: {counts.get(kind, 0)} stored, {len(events)} true; of the newest"
                             f" {len(newest)} missing {few(missing)}, doubled {few(doubled)},"
                             f" unknown {few(unknown)}")
        return lines

    def tell(self, where):
        """All that helps to find the fault."""
        print("\n".join(["history (time, last serial, what):", *self.history, "differences:",
                         *self.differences()]), flush=True)
        shutil.rmtree(where, ignore_errors=True)
        shutil.copytree(self.avocet.folder, where, ignore=lambda folder, names: [
            name for name in names if os.path.basename(name) in ("bus", "audit.sock")])
        print(f"kept in {where}", flush=True)


def main(rounds):
    seed = int(os.environ.get("AVOCET_SEED", time.time_ns() % 1_000_000_000))
    print(f"AVOCET_SEED={seed}", flush=True)
    begin = time.monotonic()
    with Avocet() as avocet, Log(avocet, keep=ROTATIONS, revive=True) as log:
        torture = Torture(avocet, log, seed)
        for number in range(1, rounds + 1):
            try:
                torture.round()
            except Exception:
                print(f"round {number} of AVOCET_SEED={seed} failed", flush=True)
                torture.tell(BUILD / f"torture-{seed}")
                raise
            if os.environ.get("AVOCET_HISTORY"):
                print("\n".join(torture.history), flush=True)
            if number % 20 == 0:
                print(f"{number} rounds, {time.monotonic() - begin:.0f} s", flush=True)
        told, counts = torture.told(), torture.truth.counts()
        print(f"{rounds} rounds in {time.monotonic() - begin:.0f} s: all {sum(counts.values())} denials"
              f" of {len(counts)} kinds counted; "
              + ", ".join(f"{action} {times} x" for action, times in torture.done.items())
              + f"; {sum(told.values()) - len(told)} alerts told of once more")


if __name__ == "__main__":
    main(int(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("AVOCET_ROUNDS", 200)))
