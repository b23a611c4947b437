# SPDX-License-Identifier: GPL-2.0-or-later
"""What the integration tests share: a private system bus, a real avocetd, and ways to ask both.

    from avocet_test import Avocet, avc, check, main

    def test_one_denial():
        with Avocet() as avocet:                  # dbus-daemon and avocetd in a temporary folder
            avocet.send(avc(serial=1))            # raw records, as avocet-dispatch sends them
            signal = avocet.signals.wait("AlertAdded")
            check(avocet.get(signal.args[0])["count"] == 1, "one denial, one alert")

    main(globals())                               # runs every test_… and exits 1 when one failed

Programs come from the build folder in AVOCET_BUILD_DIR (default: ./build), sources from
AVOCET_SOURCE_DIR (default: two folders above this file). Nothing outside the temporary folder is
touched, and every process that was started is ended.
"""

import collections
import glob
import json
import os
import pathlib
import queue
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import traceback

SOURCE = pathlib.Path(os.environ.get("AVOCET_SOURCE_DIR",
                                     pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("AVOCET_BUILD_DIR", "build")).resolve()
NAME = INTERFACE = "org.avocet.Avocet1"
PATH = "/org/avocet/Avocet1"
POLICY = sorted(glob.glob("/etc/selinux/default/policy/policy.*"))

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/>
<allow send_type="signal"/><allow send_requested_reply="true" send_type="method_return"/>
<allow send_requested_reply="true" send_type="error"/><allow receive_type="method_call"/>
<allow receive_type="signal"/><allow receive_type="method_return"/><allow receive_type="error"/>
</policy></busconfig>
"""


class Failed(Exception):
    """A check that did not hold."""


def check(holds, what):
    """Prints what was checked; raises Failed when it does not hold."""
    print(("ok    " if holds else "WRONG ") + what, flush=True)
    if not holds:
        raise Failed(what)


def wait_until(condition, what, timeout=20.0, step=0.05):
    """Waits until condition() is true and returns its value; raises Failed after timeout."""
    end = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Failed(f"waited {timeout} s in vain: {what}")
        time.sleep(step)


def program(name):
    """The path of a program in the build folder, or of one that is installed on this host."""
    found = [p for p in BUILD.glob(f"src/*/{name}") if p.is_file()]
    if found:
        return str(found[0])
    path = shutil.which(name)
    if not path:
        raise Failed(f"{name} is neither in {BUILD} nor installed")
    return path


def avc(serial=1, ms=None, comm="httpd", exe="/usr/sbin/apache2", source="httpd_t",
        target="user_home_t", tclass="file", permission="read",
        path="/var/www/html/index.html", auid=1000, permissive=0, eoe=True):
    """The records of one denial as bytes: AVC, SYSCALL, CWD, PATH, PROCTITLE, EOE."""
    ms = int(time.time() * 1000) if ms is None else ms
    stamp = f"audit({ms // 1000}.{ms % 1000:03d}:{serial})"
    name = path.rsplit("/", 1)[-1]
    scontext, tcontext = f"system_u:system_r:{source}:s0", f"system_u:object_r:{target}:s0"
    records = [
        f'type=AVC msg={stamp}: avc:  denied  {{ {permission} }} for  pid=4242 comm="{comm}" '
        f'name="{name}" dev="vda1" ino=131 scontext={scontext} tcontext={tcontext} '
        f'tclass={tclass} permissive={permissive}',
        f'type=SYSCALL msg={stamp}: arch=c000003e syscall=257 success=no exit=-13 '
        f'a0=ffffff9c a1=7f2c a2=0 a3=0 items=1 ppid=1 pid=4242 auid={auid} uid=48 gid=48 '
        f'euid=48 suid=48 fsuid=48 egid=48 sgid=48 fsgid=48 tty=(none) ses=3 comm="{comm}" '
        f'exe="{exe}" subj={scontext} key=(null)',
        f'type=CWD msg={stamp}: cwd="/"',
        f'type=PATH msg={stamp}: item=0 name="{path}" inode=131 dev=fd:01 mode=0100644 '
        f'ouid=0 ogid=0 rdev=00:00 obj={tcontext} nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 '
        f'cap_fver=0 cap_frootid=0',
        f'type=PROCTITLE msg={stamp}: proctitle="{comm}"',
    ] + ([f'type=EOE msg={stamp}: '] if eoe else [])
    return ("\n".join(records) + "\n").encode()


def plain(value):
    """busctl's JSON without its types: {"type": "s", "data": "x"} is "x"."""
    if isinstance(value, dict) and set(value) == {"type", "data"}:
        return plain(value["data"])
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value


def end(process, how=signal.SIGTERM, timeout=10):
    """Ends a process that we started and returns its exit status."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return process.returncode


class Bus:
    """A private dbus-daemon of type=system. .address, .environment, start(), stop()."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.socket = self.folder / "bus"
        self.address = f"unix:path={self.socket}"
        self.environment = dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS=self.address)
        self.config = self.folder / "bus.conf"
        self.config.write_text(BUS_CONFIG.format(socket=self.socket))
        self.process = None
        self.start()

    def start(self):
        self.socket.unlink(missing_ok=True)
        self.process = subprocess.Popen(["dbus-daemon", f"--config-file={self.config}",
                                         "--nofork", "--nopidfile", "--nosyslog"],
                                        stderr=subprocess.DEVNULL)
        wait_until(self.socket.exists, "dbus-daemon listens")

    def stop(self):
        end(self.process)

    def busctl(self, *args, user=None):
        """Runs busctl --json on the bus (as that uid) and returns the finished process."""
        return subprocess.run(["busctl", f"--address={self.address}", "--json=short", *args],
                              capture_output=True, text=True, timeout=60, user=user,
                              env=self.environment)

    def has(self, name=NAME):
        """True when somebody owns the name."""
        got = self.busctl("call", "org.freedesktop.DBus", "/", "org.freedesktop.DBus",
                          "NameHasOwner", "s", name)
        return got.returncode == 0 and json.loads(got.stdout)["data"][0]


Signal = collections.namedtuple("Signal", "name args time")


class Signals:
    """All signals of the interface from now on. wait() takes them one by one; .seen has all."""

    def __init__(self, bus):
        self.seen, self.queue = [], queue.Queue()
        self.process = subprocess.Popen(
            ["busctl", f"--address={bus.address}", "--json=short", "monitor",
             f"--match=type='signal',interface='{INTERFACE}'"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        # It says so once it listens.
        self.process.stderr.readline()
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        for line in self.process.stdout:
            message = json.loads(line)
            if message.get("interface") != INTERFACE:
                continue
            got = Signal(message["member"], plain(message["payload"]), time.monotonic())
            self.seen.append(got)
            self.queue.put(got)

    def wait(self, name, timeout=20.0):
        """The next signal of that name; others before it are passed over. Failed after timeout."""
        end_time = time.monotonic() + timeout
        while True:
            try:
                got = self.queue.get(timeout=max(0, end_time - time.monotonic()))
            except queue.Empty:
                raise Failed(f"no signal {name} within {timeout} s") from None
            if got.name == name:
                return got

    def count(self, name):
        return sum(1 for got in self.seen if got.name == name)

    def close(self):
        end(self.process)
        self.thread.join(5)
        self.process.stdout.close()
        self.process.stderr.close()


class NotRun(Exception):
    """Raised by a test that cannot run here; the text says why."""


class Refused(Exception):
    """A D-Bus error; the text is busctl's."""


def unit_environment(name):
    """What the program's unit puts into its environment."""
    lines = (SOURCE / "systemd" / f"{name}.service.in").read_text().splitlines()
    return dict(line.split("=", 1)[1].split("=", 1) for line in lines if line.startswith("Environment="))


class Avocet:
    """A private bus and a real avocetd with its database in a temporary folder.

    plugins: folder of plugins (default: the built ones); options: more options for avocetd;
    start=False: do not start avocetd yet; prefix: a command that runs avocetd.
    After kill() or stop(), start() begins it again on the same database.
    """

    def __init__(self, plugins=None, options=(), start=True, prefix=(), bus=True):
        self.temporary = tempfile.TemporaryDirectory(prefix="avocet-test-")
        self.folder = pathlib.Path(self.temporary.name)
        self.folder.chmod(0o755)
        self.database = self.folder / "avocet.db"
        self.socket = self.folder / "audit.sock"
        self.log = self.folder / "log"
        self.plugins = pathlib.Path(plugins) if plugins else BUILD / "plugins"
        self.options, self.prefix = list(options), list(prefix)
        self.bus = Bus(self.folder) if bus else None
        self.signals = Signals(self.bus) if bus else None
        self.process = self.stream = None
        if start:
            self.start()

    def command(self, *more):
        config = self.folder / "avocet.conf"
        return [*self.prefix, program("avocetd"), f"--database={self.database}",
                f"--socket={self.socket}", f"--analyse={program('avocet-analyse')}",
                f"--plugins={self.plugins}", *([f"--config={config}"] if config.exists() else []),
                *self.options, *more]

    @property
    def environment(self):
        if self.bus:
            return self.bus.environment
        return dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS=f"unix:path={self.folder}/none")

    def start(self, *more):
        """Starts avocetd and waits until it hears and is on the bus."""
        self.socket.unlink(missing_ok=True)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command(*more), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env={**self.environment, **unit_environment("avocetd")})
        wait_until(lambda: self._up() or self.process.poll() is not None, "avocetd is up")
        if self.process.poll() is not None:
            raise Failed(f"avocetd ended with {self.process.returncode}: {self.output()}")

    def _up(self):
        return self.socket.exists() and (not self.bus or self.bus.process.poll() is not None
                                         or self.bus.has())

    def run(self, *more, timeout=20):
        """Runs avocetd when it is expected to end by itself; returns the finished process."""
        return subprocess.run(self.command(*more), capture_output=True, text=True,
                              timeout=timeout, stdin=subprocess.DEVNULL, env=self.environment)

    def output(self):
        """What avocetd and its worker wrote so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def stop(self):
        """SIGTERM; returns the exit status."""
        self.hang_up()
        return end(self.process)

    def kill(self):
        """kill -9."""
        self.hang_up()
        end(self.process, signal.SIGKILL)

    # The audit stream.

    def send(self, records):
        """Sends bytes to the daemon's socket; the connection stays open for more."""
        if not self.stream:
            self.stream = socket.socket(socket.AF_UNIX)
            self.stream.connect(str(self.socket))
        self.stream.sendall(records)

    def hang_up(self):
        """Ends the audit stream."""
        if self.stream:
            self.stream.close()
            self.stream = None

    # D-Bus.

    def call(self, method, *args, user=None):
        """Calls a method and returns its result without types; raises Refused on an error."""
        got = self.bus.busctl("call", "--", NAME, PATH, INTERFACE, method, *args,
                              user=user)
        if got.returncode:
            raise Refused(got.stderr.strip())
        data = plain(json.loads(got.stdout)) if got.stdout.strip() else None
        return data[0] if data else None

    def list(self, user=None, **filters):
        """List(); filters by keyword with _ for -: list(level="red", source_type="httpd_t")."""
        words = []
        for name, value in filters.items():
            kind = "b" if isinstance(value, bool) else "x" if isinstance(value, int) else "s"
            text = str(value).lower() if kind == "b" else str(value)
            words += [name.replace("_", "-"), kind, text]
        return self.call("List", "a{sv}", str(len(filters)), *words, user=user)

    def get(self, identity, user=None):
        return self.call("Get", "s", str(identity), user=user)

    def status(self, user=None):
        return self.call("Status", user=user)

    def property(self, name):
        got = self.bus.busctl("get-property", NAME, PATH, INTERFACE, name)
        if got.returncode:
            raise Refused(got.stderr.strip())
        return plain(json.loads(got.stdout))

    # The database and the worker.

    def query(self, sql, *args):
        """Rows of a query on the database, read only."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(sql, args).fetchall()
        finally:
            connection.close()

    def worker(self):
        """The pid of avocet-analyse, or None."""
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        pids = [int(pid) for pid in pathlib.Path(children).read_text().split()]
        return pids[0] if pids else None

    def explained(self, count=1, timeout=20):
        """Waits until there are so many alerts and none is pending; returns the status."""
        def ready():
            status = self.status()
            return status["alerts"] >= count and status["pending"] == 0 and status
        return wait_until(ready, f"{count} alerts are explained", timeout)

    def close(self):
        self.hang_up()
        if self.process:
            end(self.process)
        if self.signals:
            self.signals.close()
        if self.bus:
            self.bus.stop()
        self.temporary.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind:
            print("---- what avocetd said ----\n" + self.output(), flush=True)
        self.close()


class Log:
    """What auditd is to avocet-dispatch: an audit log that grows and rotates, and its stdin.

        with Avocet() as avocet, Log(avocet) as log:   # a real avocet-dispatch, started here
            log.write(avc(serial=1))                   # to audit.log, then to dispatch's stdin
            log.rotate()                               # audit.log → audit.log.1 → …
            log.kill(); log.start()                    # kill -9 of dispatch; auditd starts it anew
            log.stop(); log.start()                    # as "systemctl restart auditd"
            wait_until(lambda: avocet.status()["denials"] == 1, "it is counted")

    The log never gets EOE records, as with auditd. write() may be told to serve stdin first
    (first="stdin"), or only one side (log=False, stdin=False); tail=b"\\x1dUID=..." is put at the end
    of the log's lines only. What dispatch no longer takes because it was killed is lost for its stdin,
    as with auditd; with revive=True it is then started again, as auditd does. rotate_at: rotates by
    itself beyond so many bytes; keep: how many old logs there are; start=False: only the log.
    log: what --log gets instead of the log ("none").
    """

    def __init__(self, avocet, start=True, rotate_at=0, keep=4, revive=False, options=(),
                 log=None, path=None):
        self.avocet = avocet
        self.path = pathlib.Path(path or avocet.folder / "audit.log")
        self.rotate_at, self.keep, self.revive = rotate_at, keep, revive
        self.options = [f"--socket={avocet.socket}", f"--log={log or self.path}", *options]
        self.process = self.stdin = None
        self.file = open(self.path, "ab", buffering=0)
        self.starts = 0
        if start:
            self.start()

    def start(self):
        """Starts avocet-dispatch with a socket as its stdin, as auditd does."""
        self.stdin, theirs = socket.socketpair()
        with open(self.avocet.log, "ab") as said:
            self.process = subprocess.Popen([program("avocet-dispatch"), *self.options],
                                            stdin=theirs, stdout=said, stderr=said)
        theirs.close()
        self.starts += 1

    def write(self, records, first="log", log=True, stdin=True, tail=b""):
        """Records as bytes, whole lines (a last line without its end is kept so in the log)."""
        sides = [self._to_log, self._to_stdin] if first == "log" else [self._to_stdin, self._to_log]
        wanted = {self._to_log: log, self._to_stdin: stdin}
        for side in sides:
            if wanted[side]:
                side(records, tail)
        if self.rotate_at and self.file.tell() > self.rotate_at:
            self.rotate()

    def _to_log(self, records, tail):
        lines = [line for line in records.splitlines(keepends=True)
                 if not line.startswith(b"type=EOE") and b" type=EOE " not in line[:300]]
        if tail:
            lines = [line.rstrip(b"\n") + tail + b"\n" for line in lines]
        self.file.write(b"".join(lines))

    def _to_stdin(self, records, tail):
        if not self.stdin:
            return
        try:
            self.stdin.sendall(records)
        except OSError:
            self._close_stdin()
            if self.revive:
                end(self.process)
                self.start()

    def rotate(self):
        """audit.log.3 becomes audit.log.4, …, audit.log audit.log.1, and audit.log is new."""
        self.file.close()
        for number in range(self.keep - 1, 0, -1):
            older = self.path.with_name(f"{self.path.name}.{number}")
            if older.exists():
                older.rename(self.path.with_name(f"{self.path.name}.{number + 1}"))
        if self.keep:
            self.path.rename(self.path.with_name(f"{self.path.name}.1"))
        else:
            self.path.unlink()
        self.file = open(self.path, "ab", buffering=0)

    def _close_stdin(self):
        if self.stdin:
            self.stdin.close()
            self.stdin = None

    def kill(self):
        """kill -9 of avocet-dispatch."""
        end(self.process, signal.SIGKILL)
        self._close_stdin()

    def stop(self):
        """What auditd does when it ends; returns dispatch's exit status."""
        self.process.send_signal(signal.SIGTERM)
        self._close_stdin()
        return end(self.process)

    def close(self):
        self._close_stdin()
        if self.process:
            end(self.process)
        self.file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def build_plugin(folder, name, source):
    """Compiles C source to the plugin FOLDER/NAME.so against plugins/avocet-plugin.h."""
    file = pathlib.Path(folder) / f"{name}.c"
    file.write_text(source)
    subprocess.run(["cc", "-shared", "-fPIC", "-D_GNU_SOURCE", "-fvisibility=hidden",
                    f"-I{SOURCE}/plugins", "-o", str(file.with_suffix(".so")), str(file)],
                   check=True)
    file.unlink()
    file.with_suffix(".so").chmod(0o755)


def main(names):
    """Runs the functions named test_…, or only those named on the command line.

    Exits with 1 when one failed, with 77 (skipped) when one could not run here, else with 0.
    """
    # When time is up too, what was started is ended: a real auditd that is left would disturb others.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    wanted = sys.argv[1:]
    tests = [(name, test) for name, test in names.items() if name.startswith("test_")
             and (not wanted or name in wanted)]
    wrong, skipped = [], []
    for name, test in tests:
        print(f"---- {name[5:].replace('_', ' ')}", flush=True)
        try:
            test()
        except NotRun as reason:
            print(f"NOT RUN: {reason}")
            skipped.append(name)
        except Exception:  # each test is told, whatever became of the one before
            traceback.print_exc()
            wrong.append(name)
    print(f"{len(tests) - len(wrong) - len(skipped)} of {len(tests)} tests passed"
          + (": wrong are " + " ".join(wrong) if wrong else "")
          + (": not run were " + " ".join(skipped) if skipped else ""))
    sys.exit(1 if wrong or not tests else 77 if skipped else 0)
