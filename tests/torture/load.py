# SPDX-License-Identifier: GPL-2.0-or-later
"""What a busy host says, into an audit log and to avocet-dispatch, and what of it is true.

All that can be told apart afterwards is noted: Truth.events[kind] has the (ms, serial, ordinal) of
each denial. A kind is a folder below /srv, with types and a permission of its own.
"""

import collections
import random
import threading
import time

from avocet_test import avc

TARGETS = ["user_home_t", "var_t", "etc_t", "default_t", "tmp_t", "usr_t", "var_lib_t", "var_log_t"]
PERMISSIONS = ["read", "write", "getattr", "execute"]
SOURCES = [("httpd", "httpd_t"), ("named", "named_t"), ("sshd", "sshd_t"), ("smbd", "smbd_t")]
SMALL_MAX = 90      # the store keeps the newest 100: of such a kind it must name every one
QUEUE_DEPTH = 2000  # auditd's q_depth
TAILS = [b"", b'\x1dARCH=x86_64 SYSCALL=openat AUID="alice" UID="apache"']
NOISE = ("type=USER_START msg={0}: pid={1} uid=0 auid=1000 ses=4 msg='op=PAM:session_open acct=\"root\" "
         "exe=\"/usr/sbin/sshd\" hostname=? addr=? terminal=ssh res=success'\n",
         "type=SYSCALL msg={0}: arch=c000003e syscall=82 success=yes exit=0 items=2 pid={1} auid=1000 "
         "uid=0 comm=\"vim\" exe=\"/usr/bin/vim\" key=\"watched\"\n"
         "type=CWD msg={0}: cwd=\"/root\"\ntype=PROCTITLE msg={0}: proctitle=\"vim\"\n",
         "type=SERVICE_STOP msg={0}: pid={1} uid=0 auid=4294967295 msg='unit=cron comm=\"systemd\" "
         "exe=\"/usr/lib/systemd/systemd\" res=success'\n")


def letters(number):
    """A name without digits: those would be folded into one place."""
    return (letters(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)


def kind_of(path):
    return path.split("/")[2]


class Truth:
    """What was written, all rounds together."""

    def __init__(self):
        self.events = collections.defaultdict(list)
        self.numbers = {}       # kind → its number
        self.serial = 0

    def new_kind(self):
        name = letters(len(self.numbers))
        self.numbers[name] = len(self.numbers)
        return name

    def counts(self):
        return {kind: len(events) for kind, events in self.events.items() if events}

    def denial(self, kind, ms, serial, **more):
        """Its records as bytes; it is true from now on."""
        number = self.numbers[kind]
        self.events[kind].append((ms, serial, 0))
        comm, source = SOURCES[number // 8 % len(SOURCES)]
        return avc(serial=serial, ms=ms, path=f"/srv/{kind}/file{serial}", comm=comm,
                   exe=f"/usr/sbin/{comm}", source=source, target=TARGETS[number % len(TARGETS)],
                   permission=PERMISSIONS[number // 32 % len(PERMISSIONS)], **more)


class Load(threading.Thread):
    """Writes for a while, or until stop(): old kinds often, those of this round seldom."""

    def __init__(self, log, truth, old, small, chance, most):
        super().__init__(daemon=True)
        self.log, self.truth, self.old, self.small = log, truth, old, small
        self.random, self.most = chance, most
        self.pause = chance.choice((0, 0.0005, 0.005, 0.02))
        # auditd's own queue: records that are in the log, and will come on stdin later.
        self.lag = chance.choice((0, 0, QUEUE_DEPTH))
        self.queue = collections.deque()
        self.lock, self.stopping, self.fault = threading.Lock(), threading.Event(), None
        self.written = 0

    def run(self):
        try:
            while self.written < self.most and not self.stopping.is_set():
                batch = self.batch(self.random.choice((1, 3, 10, 40)))
                with self.lock:
                    self.write(batch)
                time.sleep(self.random.random() * self.pause)
            with self.lock:     # auditd never sits on half an event
                self.serve(0)
        except Exception as fault:      # told by stop(), in the thread that can fail
            self.fault = fault

    def write(self, batch):
        tail = self.random.choice(TAILS)
        if not self.lag:
            self.log.write(batch, first=self.random.choice(("log", "stdin")), tail=tail)
            return
        self.log.write(batch, stdin=False, tail=tail)
        self.queue.extend(batch.splitlines(True))
        self.serve(self.random.randrange(self.lag))

    def serve(self, keep):
        """Tells what is queued, but for so many records."""
        lines = [self.queue.popleft() for _ in range(len(self.queue) - keep)]
        if lines:
            self.log.write(b"".join(lines), log=False)

    def forget(self):
        """auditd ends: what it had queued is in the log only."""
        self.queue.clear()

    def stop(self):
        self.stopping.set()
        self.join()
        if self.fault:
            raise self.fault
        self.serve(0)

    def batch(self, number):
        events = [self.event() for _ in range(number)]
        self.written += number
        if self.random.random() < 0.3:
            return self.mixed(events)
        return b"".join(line for event in events for line in event)

    def mixed(self, events):
        """Records of several events among each other, as several processors make them."""
        lines, waiting = [], [iter(event) for event in events]
        while waiting:
            event = self.random.choice(waiting[:4])
            line = next(event, None)
            if line is None:
                waiting.remove(event)
            else:
                lines.append(line)
        return b"".join(lines)

    def pick(self):
        small = self.small and self.random.random() < 0.2 and self.random.choice(self.small)
        if small and len(self.truth.events[small]) < SMALL_MAX:
            return small
        return self.random.choice(self.old)

    def event(self):
        """The lines of an event: noise, or one denial, or two in one."""
        self.truth.serial += 1
        serial, ms, dice = self.truth.serial, int(time.time() * 1000), self.random.random()
        if dice < 0.3:
            stamp = f"audit({ms // 1000}.{ms % 1000:03d}:{serial})"
            return self.random.choice(NOISE).format(stamp, serial % 30000).encode().splitlines(True)
        kind = self.pick()
        records = self.truth.denial(kind, ms, serial, eoe=dice < 0.98).splitlines(True)
        if dice < 0.4:
            # Refused twice in one call, as for two files in a rename.
            self.truth.events[kind].append((ms, serial, 1))
            records.insert(1, records[0].replace(b"ino=131", b"ino=132"))
        return records
