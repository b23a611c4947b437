#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""avocet-relay on real journals, written by systemd-journal-remote or by a systemd-journald of our
own, and on the kernel's own audit records; with this test, or a real avocetd, as the daemon."""

import fcntl
import os
import pathlib
import pty
import random
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import termios
import time

from avocet_test import BUILD, Avocet, NotRun, avc, check, end, main, program, wait_until

BOOT = "b" * 32
DAY = 1700000000000  # ms
JOURNAL_REMOTE, JOURNALD = "/lib/systemd/systemd-journal-remote", "/lib/systemd/systemd-journald"
REFUSAL = ("avc:  denied  { send_msg } for msgtype=method_call interface=org.example.Secrets "
           "member=Get dest=org.example spid=%d tpid=1 scontext=unconfined_u:unconfined_r:%s:s0 "
           "tcontext=unconfined_u:unconfined_r:unconfined_t:s0 tclass=dbus permissive=0")


# ---- journals ----

def entry(us, message, **fields):
    """An entry that journald got at that time, in µs after DAY."""
    return {"__REALTIME_TIMESTAMP": DAY * 1000 + us, "__MONOTONIC_TIMESTAMP": us + 1,
            "_BOOT_ID": BOOT, "MESSAGE": message, **fields}


def audit(us, serial, kind, number, body, **fields):
    """A record, made 2 ms before journald got it."""
    stamp = (DAY * 1000 + us - 2000) // 1000 * 1000
    return entry(us, f"{kind} {body}", _TRANSPORT="audit", _AUDIT_TYPE=number,
                 _AUDIT_TYPE_NAME=kind, _AUDIT_ID=serial, _SOURCE_REALTIME_TIMESTAMP=stamp, **fields)


def denial(serial, us=None, comm="httpd"):
    """The entries of one denial; each record 10 µs after the one before, each denial 10 ms."""
    us = serial * 10000 if us is None else us
    stamp = us + 5  # all have the stamp of the first
    records = [
        ("AVC", 1400, f'avc:  denied  {{ read }} for  pid=42 comm="{comm}" name="x" dev="vda1" ino=5 '
         "scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:user_home_t:s0 "
         "tclass=file permissive=0"),
        ("SYSCALL", 1300, f"arch=c000003e syscall=257 success=no exit=-13 auid=1000 uid=48 "
         f'comm="{comm}" exe="/usr/sbin/{comm}" subj=system_u:system_r:httpd_t:s0'),
        ("PROCTITLE", 1327, f'proctitle="{comm}"')]
    made = []
    for n, (kind, number, body) in enumerate(records):
        record = audit(stamp, serial, kind, number, body)
        record["__REALTIME_TIMESTAMP"] = DAY * 1000 + us + 10 * n
        made.append(record)
    return made


def noise(serial):
    return [audit(serial * 10000, serial, "SERVICE_START", 1130, "pid=1 uid=0 msg='unit=x'")]


def plain(record):
    """The line that must come out."""
    us = record["_SOURCE_REALTIME_TIMESTAMP"]
    kind, body = record["MESSAGE"].split(" ", 1)
    return (f"type={kind} msg=audit({us // 1000000}.{us // 1000 % 1000:03d}:{record['_AUDIT_ID']}): "
            + body)


def exported(entries):
    """The journal's export format."""
    text = []
    for fields in entries:
        for name, value in fields.items():
            value = value if isinstance(value, bytes) else str(value).encode()
            if b"\n" in value or b"\0" in value:
                text += [name.encode(), b"\n", len(value).to_bytes(8, "little"), value, b"\n"]
            else:
                text += [name.encode(), b"=", value, b"\n"]
        text.append(b"\n")
    return b"".join(text)


class Journal:
    """A folder with a real journal file that systemd-journal-remote writes."""

    def __init__(self, entries=()):
        if not os.path.exists(JOURNAL_REMOTE):
            raise NotRun("systemd-journal-remote is not installed")
        self.temporary = tempfile.TemporaryDirectory(prefix="avocet-journal-")
        self.folder = pathlib.Path(self.temporary.name)
        if entries:
            self.add(entries)

    def add(self, entries, name="remote"):
        subprocess.run([JOURNAL_REMOTE, "-o", str(self.folder / f"{name}.journal"), "-"],
                       input=exported(entries), check=True, stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.temporary.cleanup()


# ---- the daemon's side ----

class Daemon:
    """Listens as avocetd does, and runs avocet-relay."""

    def __init__(self, *options, prefix=()):
        self.temporary = tempfile.TemporaryDirectory(prefix="avocet-relay-")
        self.path = os.path.join(self.temporary.name, "audit.sock")
        self.server = self.connection = None
        self.waiting = b""
        self.listen()
        self.relay = subprocess.Popen(
            [*prefix, program("avocet-relay"), *options, f"--socket={self.path}"],
            stderr=subprocess.PIPE, text=True)

    def listen(self):
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(self.path)
        self.server.listen()
        self.server.settimeout(20)

    def answer(self, words):
        """Waits for the relay, hears its hello and answers; returns the name it gave."""
        self.connection, _ = self.server.accept()
        self.connection.settimeout(20)
        self.waiting = b""
        hello = self.line()
        self.connection.sendall(f"#avocet {words}\n".encode())
        return hello.removeprefix("#avocet source ")

    def line(self):
        while b"\n" not in self.waiting:
            piece = self.connection.recv(65536)
            if not piece:
                raise EOFError
            self.waiting += piece
        line, self.waiting = self.waiting.split(b"\n", 1)
        return line.decode()

    def until_live(self):
        """All lines up to "live", which is the last."""
        lines = []
        while not lines or not lines[-1].startswith("#avocet live "):
            lines.append(self.line())
        return lines

    def quiet(self, seconds=0.3):
        """True when nothing comes for so long."""
        self.connection.settimeout(seconds)
        try:
            self.waiting += self.connection.recv(65536)
        except TimeoutError:
            pass
        finally:
            self.connection.settimeout(20)
        return not self.waiting

    def hang_up(self):
        self.connection.close()

    def go_away(self):
        self.server.close()
        self.connection.close()
        os.unlink(self.path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        code = end(self.relay)
        words = self.relay.stderr.read()
        print(words, end="")
        self.relay.stderr.close()
        for one in (self.connection, self.server):
            if one:
                one.close()
        self.temporary.cleanup()
        check(code == 0 and "ERROR" not in words, "avocet-relay ends well")


def reading(journal, *options):
    return Daemon("--journal", f"--directory={journal.folder}", *options)


def equal(got, wanted, what):
    if got != wanted:
        print("got:   ", *got[:20], sep="\n  ")
        print("wanted:", *wanted[:20], sep="\n  ")
    check(got == wanted, what)


# ---- the journal ----

def test_from_the_start_and_on():
    with Journal(noise(1) + denial(2) + noise(3) + denial(4)) as journal, reading(journal) as daemon:
        check(daemon.answer("from start") == "journal", "it says who it is")
        wanted = [plain(record) for record in denial(2) + denial(4)]
        equal(daemon.until_live(), ["#avocet replay"] + wanted + ["#avocet live 6"],
              "what matters comes, as plain records, then live")
        journal.add(noise(5) + denial(6))
        equal([daemon.line() for _ in range(3)], [plain(record) for record in denial(6)],
              "what is written meanwhile comes at once")
        check(daemon.quiet(), "and nothing else")


def test_bookmark():
    with Journal(denial(2) + denial(4) + noise(5) + denial(6)) as journal, \
            reading(journal) as daemon:
        daemon.answer(f"from {DAY + 40 - 2} 4")
        wanted = [plain(record) for record in denial(4) + denial(6)]
        equal(daemon.until_live(), ["#avocet replay"] + wanted + ["#avocet live 6"],
              "it begins with the first record of the event that it is told")
        for serial, first in ((6, 6), (2, 2), (4, 4)):
            daemon.hang_up()
            daemon.answer(f"from {DAY + serial * 10 - 2} {serial}")
            check(daemon.until_live()[1] == plain(denial(first)[0]),
                  f"the daemon comes back and wants event {serial}")


def test_the_place_is_gone():
    with Journal(denial(200) + denial(300)) as journal, reading(journal) as daemon:
        daemon.answer(f"from {DAY + 40} 4")
        lines = daemon.until_live()
        check(lines[1] == f"#avocet gap {DAY + 40} {DAY + 2000}", f"the gap is told: {lines[1]}")
        equal(lines[2:], [plain(record) for record in denial(200) + denial(300)]
              + ["#avocet live 6"], "and all that is left")
        daemon.hang_up()
        daemon.answer(f"from {DAY + 2500} 250")
        equal(daemon.until_live()[2:], [plain(r) for r in denial(300)] + ["#avocet live 3"],
              "what is older than the place is not told again")
        daemon.hang_up()
        daemon.answer(f"from {DAY + 9000} 900")
        lines = daemon.until_live()
        check(lines[1].startswith(f"#avocet gap {DAY + 9000} ") and len(lines) == 3,
              "a place behind the end is a gap up to now")
        journal.add(denial(950))
        check(daemon.line() == plain(denial(950)[0]), "and what comes then is told")


def test_forged():
    forged = denial(2)[0]
    texts = [dict(forged, _TRANSPORT="journal"), dict(forged, _TRANSPORT="stdout"),
             {name: value for name, value in forged.items() if name != "_TRANSPORT"},
             entry(1, plain(forged), _TRANSPORT="syslog", SYSLOG_IDENTIFIER="audit"),
             entry(2, REFUSAL % (1, "a_t"), _TRANSPORT="syslog", _EXE="/home/me/dbus-daemon"),
             entry(3, REFUSAL % (1, "a_t"), _TRANSPORT="syslog", EXE="/usr/bin/dbus-daemon",
                   SYSLOG_IDENTIFIER="dbus-daemon"),
             entry(4, REFUSAL % (1, "a_t") + ' exe="/usr/sbin/sshd"', _EXE="/usr/bin/dbus-daemon"),
             entry(5, "audit: type=1400 audit(1700000000.123:7): avc:  denied  { x }",
                   _TRANSPORT="stdout")]
    broken = audit(20000, 9, "AVC", 1400, "avc:  denied  { read }\ntype=AVC msg=audit(1.1:1): x\0y")
    large = audit(30000, 10, "AVC", 1400, "avc:  denied  " + "x" * 100000)
    with Journal(texts + [broken, large]) as journal, reading(journal) as daemon:
        daemon.answer("from start")
        lines = daemon.until_live()
        check(len(lines) == 4, f"of all these only what journald vouches for comes: {lines}"[:300])
        check(lines[1].endswith("avc:  denied  { read } type=AVC msg=audit(1.1:1): x y"),
              "a record stays one line")
        check(len(lines[2]) == 64 * 1024 + 1, "one that is too long is cut, and that can be seen")


def test_session_bus():
    said = entry(7, REFUSAL % (77, "user_t") + "\n", _TRANSPORT="syslog", _UID=1000, _PID=77,
                 _EXE="/usr/bin/dbus-daemon", _AUDIT_LOGINUID=1000, _AUDIT_SESSION=3)
    with Journal(denial(2) + [said]) as journal, reading(journal, "--session-bus") as daemon:
        daemon.answer("from start")
        lines = daemon.until_live()
        check(len(lines) == 3, "beside auditd only the session bus is told of")
        us = DAY * 1000 + 7
        check(lines[1].startswith(f"type=USER_AVC msg=audit({DAY // 1000}.000:{us}): pid=77 uid=1000 "
                                  "auid=1000 ses=3 "), f"as the system's bus is: {lines[1]}")
        daemon.hang_up()
        daemon.answer(f"from {DAY} {us}")
        check(daemon.until_live()[1] == lines[1], "its place can be found again")


def test_both_ways():
    """Without auditd the kernel writes records to its log as well; early ones are only there."""
    def kernel(record, us):
        kind, rest = plain(record).split(" msg=", 1)
        number = {"type=AVC": 1400, "type=SYSCALL": 1300, "type=PROCTITLE": 1327}[kind]
        return entry(us, f"audit: type={number} {rest}"[:300], _TRANSPORT="kernel")

    early, first, second, third = denial(1), denial(2), denial(3), denial(4)
    entries = [kernel(record, 100 + n) for n, record in enumerate(early + first)]
    entries += first + second + [kernel(record, 30100 + n) for n, record in enumerate(second)]
    entries += [kernel(record, 39900 + n) for n, record in enumerate(third)] + third
    with Journal(sorted(entries, key=lambda e: e["__REALTIME_TIMESTAMP"])) as journal, \
            reading(journal) as daemon:
        daemon.answer("from start")
        wanted = [plain(record)[:313] for record in early + first + second + third]
        got = [line[:313] for line in daemon.until_live()[1:-1]]
        equal(got, wanted, "each record comes once, whichever way came first")


def auditd_set(us, pid, old):
    """What the audit system says when auditd comes (pid) or goes (0)."""
    return [audit(us, us, "CONFIG_CHANGE", 1305, f"op=set audit_pid={pid} old={old} auid=0 res=1")]


def test_auditd_comes_and_goes():
    """What auditd has in its own log is not told from here as well."""
    other = [dict(record, _BOOT_ID="c" * 32) for record in denial(50)]
    with Journal(denial(1) + auditd_set(15000, 77, 0) + denial(2) + auditd_set(25000, 0, 77)
                 + denial(3) + auditd_set(35000, 78, 0) + denial(4) + other) as journal, reading(journal) as daemon:
        daemon.answer("from start")
        wanted = [plain(record) for record in denial(1) + denial(3) + denial(50)]
        equal(daemon.until_live()[1:-1], wanted, "only what happened while auditd did not run")


def test_auditd_is_killed():
    """Nobody says so, and nothing has the records then but the journal."""
    with subprocess.Popen(["sleep", "60"]) as auditd, Journal(denial(1)) as journal, \
            reading(journal) as daemon:
        daemon.answer("from start")
        daemon.until_live()
        journal.add(auditd_set(15000, auditd.pid, 0) + denial(2))
        check(daemon.quiet(1), "while it runs, its own log has the records")
        auditd.kill()
        auditd.wait()
        journal.add(denial(3))
        equal([daemon.line() for _ in denial(3)], [plain(record) for record in denial(3)],
              "when it was killed, the journal's records count")


def test_lost_records():
    def lost(us, count):
        return entry(us, f"audit: audit_lost={count} audit_rate_limit=0 audit_backlog_limit=64",
                     _TRANSPORT="kernel", SYSLOG_IDENTIFIER="kernel")

    with Journal([lost(1, 5)] + denial(2) + [lost(30000, 12), lost(30001, 12)]) as journal, \
            reading(journal) as daemon:
        daemon.answer("from start")
        notes = [line for line in daemon.until_live() if "lost" in line]
        equal(notes, ["#avocet lost 5", "#avocet lost 7"], "the kernel's counter becomes two losses")
        daemon.hang_up()
        daemon.answer(f"from {DAY + 20 - 2} 2")
        notes = [line for line in daemon.until_live() if "lost" in line]
        equal(notes, ["#avocet lost 7"], "taken up again, only what came later is told")


def test_a_slow_daemon():
    """Nothing is dropped, and little is held."""
    entries = [record for serial in range(1, 3001) for record in denial(serial)]
    with Journal(entries) as journal, reading(journal) as daemon:
        daemon.answer("from start")
        time.sleep(1.5)
        status = pathlib.Path(f"/proc/{daemon.relay.pid}/status").read_text()
        private = int(status.split("RssAnon:")[1].split()[0])
        check(private < 8000, f"while the daemon does not read, it holds {private} kB")
        before = cpu(daemon.relay.pid)
        time.sleep(0.5)
        check(cpu(daemon.relay.pid) == before, "and sleeps")
        lines = daemon.until_live()
        check(lines[-1] == "#avocet live 9000" and len(lines) == 9002, "then all come")
        equal(lines[-4:-1], [plain(record) for record in denial(3000)], "in order")


def cpu(pid):
    """Ticks that it ran, and how often it was woken."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return (pathlib.Path(f"/proc/{pid}/stat").read_text().split()[13:15],
            status.split("\nvoluntary_ctxt_switches:")[1].split()[0])


def test_asleep_when_idle():
    with Journal(denial(2)) as journal, reading(journal) as daemon:
        daemon.answer("from start")
        daemon.until_live()
        time.sleep(0.3)
        before = cpu(daemon.relay.pid)
        time.sleep(3)
        check(cpu(daemon.relay.pid) == before, "nothing wakes it in 3 s")


def test_the_daemon_is_away():
    with Journal(denial(2)) as journal, reading(journal) as daemon:
        daemon.answer("from start")
        daemon.until_live()
        daemon.go_away()
        journal.add(denial(4))
        time.sleep(0.5)
        daemon.listen()
        daemon.answer(f"from {DAY + 20 - 2} 2")
        equal(daemon.until_live()[1:-1], [plain(r) for r in denial(2) + denial(4)],
              "it looks for the daemon, and tells what was written meanwhile")


def test_who_listens_is_no_avocetd():
    with Journal(denial(2)) as journal, reading(journal) as daemon:
        daemon.answer("welcome to the wrong socket")
        try:
            daemon.line()
            check(False, "it goes on nevertheless")
        except EOFError:
            check(True, "it hangs up")
        check(daemon.answer("from start") == "journal", "and tries again later")


# ---- a real journald, and the kernel ----

def with_journald(script):
    """Runs a shell script where a systemd-journald of our own collects. Its journal is in
    /run/log/journal, "send MESSAGE" sends a USER_AVC through the kernel. The kernel's audit system is
    left as it is. Returns what the script wrote."""
    if os.geteuid() != 0:
        raise NotRun("a journald of our own needs root")
    head = """
        mount -t tmpfs tmpfs /run
        mkdir -p /run/systemd/journal /run/log/journal /run/systemd/journald.conf.d
        printf '[Journal]\\nAudit=\\nStorage=volatile\\nForwardToWall=no\\n' \
            >/run/systemd/journald.conf.d/test.conf
        /lib/systemd/systemd-journald 2>/dev/null & journald=$!
        trap 'kill $journald; wait $journald' EXIT
        for i in $(seq 50); do [ -S /run/systemd/journal/dev-log ] && break; sleep 0.1; done
        sleep 0.3
        """
    run = subprocess.run(["unshare", "--mount", "--propagation", "private", "bash", "-c",
                          head + script], stdout=subprocess.PIPE, text=True, timeout=60, check=False)
    check(run.returncode == 0, "journald ran")
    return run.stdout


SEND = BUILD / "tests/integration/send-user-avc"


def test_a_real_journald():
    """kernel → journald → avocet-relay, and a bus's own message on the way of syslog."""
    # journald also reads what the kernel's log has of earlier runs.
    probe, one, two, three = (random.randrange(10 ** 9, 10 ** 10) for _ in range(4))
    with tempfile.TemporaryDirectory(prefix="avocet-journald-") as name:
        folder = pathlib.Path(name)
        shutil.copy(SEND, folder / "dbus-daemon")
        # What runs under its name afterwards is util-linux's logger.
        script = f"""
            has() {{ journalctl -q -D /run/log/journal "_TRANSPORT=$1" 2>/dev/null | grep -q "spid=$2 "; }}
            wait_for() {{ for i in $(seq 100); do has $1 $2 && return; sleep 0.1; done; echo "no $1 $2"; }}
            # A busy machine: what is sent before journald listens to the audit system is in the kernel's log alone.
            for i in $(seq 100); do {SEND} '{REFUSAL % (probe, 'probe_t')}'; sleep 0.1; has audit {probe} && break; done
            {folder}/dbus-daemon '{REFUSAL % (one, 'one_t')}'
            wait_for audit {one}
            mount --bind /usr/bin/logger /usr/bin/dbus-daemon
            socket=/run/systemd/journal/dev-log
            # journald looks who spoke while he still lives.
            (echo '{REFUSAL % (two, 'two_t')}'; sleep 1) | dbus-daemon -u $socket -t dbus-daemon
            (echo '{REFUSAL % (three, 'three_t')}'; sleep 1) | logger -u $socket -t dbus-daemon
            umount /usr/bin/dbus-daemon
            wait_for syslog {two}
            wait_for syslog {three}
            cp -r /run/log/journal {folder}/journal
            """
        with_journald(script)
        with Daemon("--journal", f"--directory={folder}/journal") as daemon:
            daemon.answer("from start")
            lines = [line for line in daemon.until_live() if "org.example.Secrets" in line]
        ours = {number: [line for line in lines if f"spid={number} " in line]
                for number in (one, two, three)}
        check(len(ours[one]) == 1, f"what came through the kernel is told once: {ours[one]}")
        check(ours[one][0].endswith("terminal=?'"), f"and whole: {ours[one][0]}")
        check(len(ours[two]) == 1, f"what the bus itself said is told: {ours[two]}")
        check(not ours[three], "another who says the same is not believed")


def test_beside_auditd():
    """Whether auditd runs decides what is told."""
    said = []
    for pid in ("$$", "999999999"):
        said.append(with_journald(f"""
            echo {pid} >/run/auditd.pid
            timeout 1 {program('avocet-relay')} --journal --socket=/run/none 2>&1
            true"""))
    check("only what session buses refuse" in said[0], said[0].splitlines()[0])
    check("no auditd runs here" in said[1], said[1].splitlines()[0])


def user_avc(number, count=1):
    subprocess.run([SEND, REFUSAL % (number, "user_t"), str(count)], check=True)


def must_hear_the_kernel():
    if os.geteuid() != 0:
        raise NotRun("joining the kernel's audit records needs root")
    if shutil.which("pidof") and subprocess.run(["pidof", "auditd"], check=False,
                                                stdout=subprocess.DEVNULL).returncode == 0:
        raise NotRun("auditd runs here")


def listening():
    """avocet-relay on the kernel's records."""
    must_hear_the_kernel()
    return Daemon("--netlink")


def test_netlink():
    with listening() as daemon:
        started = time.time() * 1000
        check(daemon.answer(f"from {DAY} 7") == "netlink", "it says who it is")
        lines = daemon.until_live()
        gap = lines[0].split()
        check(gap[:3] == ["#avocet", "gap", str(DAY)] and abs(int(gap[3]) - started) < 20000,
              f"that nobody listened until now is told: {lines[0]}")
        user_avc(5)
        line = daemon.line()
        check(line.startswith("type=USER_AVC msg=audit(") and "spid=5" in line, line)
        status = pathlib.Path(f"/proc/{daemon.relay.pid}/status").read_text()
        check("CapEff:\t0000000000000000" in status and "CapPrm:\t0000000000000000" in status,
              "it listens without any capability")
        stamp, serial = line.split("audit(")[1].split(")")[0].split(":")
        daemon.hang_up()
        daemon.answer(f"from {stamp.replace('.', '')} {serial}")
        equal(daemon.until_live(), ["#avocet live 0"], "the daemon has all: no gap")
        daemon.hang_up()
        user_avc(6)
        daemon.answer(f"from {stamp.replace('.', '')} {serial}")
        check("spid=6" in daemon.until_live()[-1] or "spid=6" in daemon.line(),
              "what came while the daemon was away waits in the kernel")


def test_netlink_overrun():
    with listening() as daemon:
        daemon.answer("from start")
        equal(daemon.until_live(), ["#avocet live 0"], "nothing was heard before, so nothing is missing")
        daemon.relay.send_signal(signal.SIGSTOP)
        user_avc(8, 9000)
        daemon.relay.send_signal(signal.SIGCONT)
        lines = [daemon.line()]
        while not any("#avocet gap " in line for line in lines):
            lines.append(daemon.line())
        check(1 < len(lines) < 9000, f"of 9,000 records {len(lines) - 1} came, then the gap is told")
        user_avc(9)
        while "spid=9" not in lines[-1]:
            lines.append(daemon.line())
        check(True, "and it goes on afterwards")


# ---- the real daemon ----

def test_counts_are_exact():
    """journal → avocet-relay → avocetd, which is killed in between."""
    kinds = [f"prog{n}" for n in range(5)]
    serials = iter(range(1, 100000))

    def some(count):
        return [record for serial in (next(serials) for _ in range(count))
                for record in denial(serial, comm=kinds[serial % 5])]

    with Journal(some(300)) as journal, Avocet() as avocet:
        relay = subprocess.Popen([program("avocet-relay"), "--journal", "--directory",
                                  str(journal.folder), "--socket", str(avocet.socket)])
        try:
            def counted():
                return sum(row[0] for row in avocet.query("SELECT count FROM alert") or [(0,)])
            wait_until(lambda: counted() == 300, "the journal's 300 are counted")
            for number in range(1, 4):
                journal.add(some(100))
                time.sleep(0.03 * number)
                avocet.kill()
                journal.add(some(50))
                avocet.start()
                wait_until(lambda n=number: counted() >= 300 + 150 * n, f"round {number}", 30)
            time.sleep(1)
            check(counted() == 750, f"after three kills every denial is counted once: {counted()}")
            sources = {source["name"]: source for source in avocet.status()["sources"]}
            print(sources["journal"])
            check(sources["journal"]["connected"], "status knows the journal")
        finally:
            end(relay)


def test_netlink_and_a_restarted_daemon():
    """What the daemon has, and what it stopped for, is no gap."""
    must_hear_the_kernel()
    with Avocet() as avocet:
        relay = subprocess.Popen([program("avocet-relay"), "--netlink", "--socket",
                                  str(avocet.socket)])
        try:
            def netlink():
                return next((one for one in avocet.status()["sources"] if one["name"] == "netlink"),
                            {})
            wait_until(lambda: netlink().get("connected"), "it is connected")
            for number in range(1, 4):
                user_avc(number)
                wait_until(lambda n=number: avocet.status()["denials"] == n, f"{number} are counted")
                avocet.kill()
                avocet.start()
                wait_until(lambda: netlink().get("connected"), "it is connected again", 30)
                check(netlink()["gaps"] == [], f"no gap: {netlink()['gaps']}")
            user_avc(9)
            wait_until(lambda: avocet.status()["denials"] == 4, "the next is counted")
            end(relay)
            user_avc(10)
            relay = subprocess.Popen([program("avocet-relay"), "--netlink", "--socket",
                                      str(avocet.socket)])
            wait_until(lambda: netlink().get("gaps"), "that nobody listened is told")
            print(avocet_status(avocet))
        finally:
            end(relay)


def avocet_status(avocet, *options):
    return subprocess.run([program("avocet"), "status", *options], env=avocet.environment, text=True,
                          capture_output=True, check=True).stdout


def on_a_terminal(avocet, width):
    """What `avocet status` shows on a screen of that width."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    subprocess.run([program("avocet"), "status", "--no-color"], env=avocet.environment, stdout=theirs,
                   check=True)
    os.close(theirs)
    words = os.read(ours, 65536).decode()
    os.close(ours)
    return words.splitlines()


class Source:
    """A source that tells what the test wants."""

    def __init__(self, avocet, name):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(avocet.socket))
        self.socket.sendall(f"#avocet source {name}\n".encode())
        self.answer = self.socket.recv(400)

    def say(self, words):
        self.socket.sendall(words if isinstance(words, bytes) else f"#avocet {words}\n".encode())


def test_status_in_words():
    with Avocet() as avocet:
        print(avocet_status(avocet))
        first, second = Source(avocet, "journal"), Source(avocet, "netlink")
        check(first.answer == b"#avocet from start\n", "a new source begins at the start")
        first.say("replay")
        first.say(avc(serial=1))
        wait_until(lambda: avocet.status()["denials"] == 1, "it is counted")
        words = avocet_status(avocet)
        print(words)
        check("journal: connected; it tells what was missed" in words, "a replay is told")
        first.say("live 6")
        first.say(f"gap {DAY} {DAY + 60000}")
        first.say(f"gap 0 {DAY}")
        first.say("lost 12")
        second.say("live 0")
        second.say(b"type=MAC_CONFIG_CHANGE msg=audit(%d.000:77): bool=httpd_enable_homedirs val=1 "
                   b"old_val=0 auid=1000 ses=3\n" % time.time())
        second.socket.close()
        wait_until(lambda: any(source["lost"] == 12 for source in avocet.status()["sources"])
                   and avocet.status()["changes"], "all is heard")
        words = avocet_status(avocet)
        print(words)
        for part in ("Source       journal: connected\n", " ago\n", " 1 denial\n",
                     "LOST: 12 records never came here", "GAP: denials from 2023-11-1",
                     "GAP: denials before 2023-11-1", "6 records were told afterwards",
                     "netlink: not connected; is avocet-netlink.service running?",
                     "httpd_enable_homedirs was switched on", "Database ", "Analysis "):
            check(part in words, f"it says: {part.strip()}")
        check(avocet_status(avocet, "--json").startswith("{"), "--json prints the whole object")
        narrow = on_a_terminal(avocet, 60)
        print(*narrow, sep="\n")
        check(max(map(len, narrow)) <= 60, "it fits on a narrow screen")
        check(" ".join(" ".join(narrow).split()).count("GAP: denials from 2023-11-1") == 1, "whole")


if __name__ == "__main__":
    main(globals())
