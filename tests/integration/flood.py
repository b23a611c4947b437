# SPDX-License-Identifier: GPL-2.0-or-later
"""A hostile user floods the daemon: 100,000 calls of every kind on the real dbus-daemon, as fast as it takes
them. Others are served meanwhile, denials are told of, and memory stays what it was.

    flood.py --hostile SOCKET CALLS      is that user: raw D-Bus, without a library's manners
"""
import os
import pathlib
import re
import socket
import statistics
import struct
import subprocess
import sys
import time

NOBODY = 65534
NAME, PATH = b"org.avocet.Avocet1", b"/org/avocet/Avocet1"
WINDOW = 100                    # calls without their answers; dbus-daemon allows 128 a connection
CONNECTIONS = 4
PAUSE_S = 0.02                  # between two questions of another user


# ---- the hostile user ----

def align(data, size):
    return data + b"\0" * (-len(data) % size)


def text(value):
    return struct.pack("<I", len(value)) + value + b"\0"


def field(code, signature, value):
    return struct.pack("<B", code) + bytes([len(signature)]) + signature + b"\0" + value


def message(member, signature=b"", body=b"", destination=NAME, path=PATH, interface=NAME, flags=0):
    """A call whose serial is put in at byte 8."""
    fields = b""
    for code, kind, value in ((1, b"o", path), (2, b"s", interface), (3, b"s", member), (6, b"s", destination)):
        fields = align(fields, 8) + field(code, kind, text(value))
    if signature:
        fields = align(fields, 8) + field(8, b"g", bytes([len(signature)]) + signature + b"\0")
    head = struct.pack("<BBBBIII", ord("l"), 1, flags, 1, len(body), 0, len(fields)) + fields
    return bytearray(align(head, 8) + body)


def filter_of(entries):
    """a{sv} whose values are strings."""
    body = b""
    for key, value in entries:
        body = align(body, 8) + text(key) + b"\x01s\0"
        body = align(body, 4) + text(value)
    return struct.pack("<I", len(body)) + b"\0" * 4 + body


def nested(depth):
    """A filter whose one value is a variant in a variant in …"""
    body = text(b"path") + b"\x01v\0" * depth + b"\x01y\0" + b"\x07"
    return struct.pack("<I", len(body)) + b"\0" * 4 + body


def kinds():
    no_reply = 1
    asks_polkit = 4
    everything = [message(b"Get", b"s", text(b"1")), message(b"List", b"a{sv}", filter_of([])),
                  message(b"Mutes"), message(b"Status"), message(b"Stats", b"a{sv}", filter_of([])),
                  message(b"Delete", b"as", struct.pack("<I", 6) + text(b"1"), flags=asks_polkit),
                  message(b"Mute", b"a{sv}", filter_of([(b"id", b"1")]), flags=asks_polkit),
                  message(b"Unmute", b"t", struct.pack("<Q", 1)),
                  message(b"Get", b"su", align(text(b"1"), 4) + b"\7\0\0\0"), message(b"NoSuchMethod"),
                  message(b"List", b"a{sv}", filter_of([(b"words", b"%_'\"*"), (b"path", b"*" * 4000)])),
                  message(b"List", b"a{sv}", nested(40)),
                  message(b"GetAll", b"s", text(NAME), interface=b"org.freedesktop.DBus.Properties"),
                  message(b"Introspect", interface=b"org.freedesktop.DBus.Introspectable"),
                  message(b"List", b"a{sv}", filter_of([]), flags=no_reply),
                  message(b"Status", flags=no_reply)]
    huge = [message(b"List", b"a{sv}", filter_of([(b"words", b"a" * 500000)])),
            message(b"List", b"a{sv}", filter_of([(b"key%d" % n, b"x") for n in range(20000)])),
            message(b"Delete", b"as", struct.pack("<I", 0x30000) + (text(b"12345678901") * 0x3000)[:0x30000])]
    return everything, huge


class Connection:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        uid = str(os.getuid()).encode().hex().encode()
        self.socket.sendall(b"\0AUTH EXTERNAL " + uid + b"\r\n")
        self.socket.recv(200)
        self.socket.sendall(b"BEGIN\r\n")
        self.serial, self.buffer, self.answers = 0, b"", 0
        bus = b"org.freedesktop.DBus"
        self.send(message(b"Hello", destination=bus, path=b"/org/freedesktop/DBus", interface=bus))
        self.read_until(1)

    def send(self, call):
        self.serial += 1
        struct.pack_into("<I", call, 8, self.serial)
        self.socket.sendall(call)

    def read_until(self, count):
        """Takes answers, unseen, until there were so many."""
        while self.answers < count:
            while len(self.buffer) >= 16:
                _, kind, _, _, body, _, fields = struct.unpack_from("<BBBBIII", self.buffer)
                size = 16 + fields + (-fields % 8) + body
                if len(self.buffer) < size:
                    break
                self.buffer = self.buffer[size:]
                self.answers += kind in (2, 3)
            if self.answers >= count:
                break
            more = self.socket.recv(1 << 16)
            if not more:
                raise SystemExit("the bus has thrown us out")
            self.buffer += more


def lie_unread(path, calls):
    """Asks for lists, reads nothing that comes, and stays."""
    connection = Connection(path)
    connection.socket.setblocking(True)
    for _ in range(calls):
        connection.send(message(b"List", b"a{sv}", filter_of([])))
        time.sleep(0.002)
    print("done", flush=True)
    time.sleep(60)


def be_hostile(path, calls):
    everything, huge = kinds()
    silent = Connection(path)               # never reads what it is told
    for _ in range(100):
        silent.send(everything[1])
    connections = [Connection(path) for _ in range(CONNECTIONS)]
    asked = [connection.answers for connection in connections]
    for n in range(calls):
        which = n // len(everything) % CONNECTIONS
        connection = connections[which]
        call = huge[n // 2500 % len(huge)] if n % 2500 == 7 else everything[n % len(everything)]
        connection.send(call)
        asked[which] += call[2] & 1 == 0
        if asked[which] - connection.answers >= WINDOW:
            connection.read_until(asked[which] - WINDOW // 2)
    for connection, count in zip(connections, asked):
        connection.read_until(count)
    print("done", flush=True)


# ---- and the others ----

def memory(pid):
    rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Rss:\s+(\d+)", rollup, re.M)[1])


class Observer:
    """root, who asks for one alert now and then, and looks at the memory."""

    def __init__(self, avocet):
        import dbus.bus
        self.avocet = avocet
        self.bus = dbus.bus.BusConnection(avocet.bus.address)
        self.face = dbus.Interface(self.bus.get_object(NAME.decode(), PATH.decode()), NAME.decode())
        self.times, self.bus_times, self.sizes, self.serial = [], [], [], 1000

    def look(self):
        begin = time.monotonic()
        self.face.Get("1", timeout=60)
        end = time.monotonic()
        self.times.append(end - begin)
        self.bus.get_unix_user(NAME.decode())
        self.bus_times.append(time.monotonic() - end)
        self.sizes.append(memory(self.avocet.process.pid))

    def hear(self):
        """From a record to the signal that tells of it; each is another kind of denial."""
        self.serial += 1
        letters = "".join(chr(97 + int(digit)) for digit in str(self.serial))
        begin = time.monotonic()
        self.avocet.send(avc(serial=self.serial, target="etc_t", exe=f"/usr/bin/{letters}", path=f"/{letters}/x"))
        while self.avocet.signals.wait("AlertAdded", 60).args[0] != 20 + self.serial - 1000:
            pass
        return time.monotonic() - begin


def test_a_flood():
    if os.geteuid() != 0:
        raise NotRun("needs root, to be somebody else")
    calls = 20000 if SANITIZED else 100000
    with Avocet() as avocet:
        avocet.send(b"".join(avc(serial=n, auid=NOBODY, target=f"t{chr(97 + n)}_t", path=f"/d{n}/x")
                             for n in range(20)))
        avocet.explained(20)
        observer = Observer(avocet)
        for _ in range(60):
            observer.look()
            time.sleep(PAUSE_S)
        told_before = statistics.median(observer.hear() for _ in range(3))
        before, size = statistics.median(observer.times), max(observer.sizes)
        bus_before = statistics.median(observer.bus_times)
        observer.times, observer.bus_times, observer.sizes = [], [], []
        begin = time.monotonic()
        hostile = hostile_user(avocet, "--hostile", calls)
        told = []
        while hostile.poll() is None:
            observer.look()
            if len(observer.times) % 20 == 0 and len(told) < 12:
                told.append(observer.hear())
            time.sleep(PAUSE_S)
        took, said = time.monotonic() - begin, hostile.stdout.read()
        check(said == "done\n", f"{calls} hostile calls were answered in {took:.1f} s")
        check(len(observer.times) > 20 and told, f"others were served {len(observer.times)} times meanwhile")
        during, peak = statistics.median(observer.times), max(observer.sizes)
        print(f"      Get: {before * 1000:.1f} ms before, {during * 1000:.1f} ms during it, at most "
              f"{max(observer.times) * 1000:.0f} ms (a question to the bus itself: {bus_before * 1000:.1f} and "
              f"{statistics.median(observer.bus_times) * 1000:.1f} ms); record to signal: {told_before * 1000:.0f} ms before, "
              f"{statistics.median(told) * 1000:.0f} ms during it; memory {size} kB before, {peak} kB at most")
        check(during < before * 2 + 0.25, "another caller hardly waits")
        check(statistics.median(told) < told_before * 2 + 2, "denials are told of")
        check(SANITIZED or peak <= 2 * size, "it never holds twice the memory")
        check(avocet.process.poll() is None and len(avocet.list()) == 20 + observer.serial - 1000,
              "nothing was deleted")
        check(avocet.call("Mutes") == [], "nothing was muted")
        own = avocet.list(user=NOBODY)
        check(len(own) == 20, "another connection of the same user gets what is theirs, in time")


def hostile_user(avocet, how, calls):
    socket_path = avocet.bus.address.removeprefix("unix:path=")
    return subprocess.Popen([sys.executable, "-c", pathlib.Path(__file__).read_text(), how, socket_path, str(calls)],
                            stdout=subprocess.PIPE, text=True, user=NOBODY, group=NOBODY, extra_groups=[])


def test_answers_lie_unread():
    """dbus-daemon takes no more from one who has too much lying with others; here that is little."""
    if os.geteuid() != 0:
        raise NotRun("needs root, to be somebody else")
    with Avocet(start=False) as avocet:
        avocet.signals.close()
        avocet.bus.stop()
        config = avocet.bus.config.read_text()
        avocet.bus.config.write_text(config.replace(
            "<policy", '<limit name="max_incoming_bytes">1000000</limit>'
            '<limit name="max_replies_per_connection">4000</limit><policy', 1))
        avocet.bus.start()
        avocet.signals = Signals(avocet.bus)
        avocet.start()
        avocet.send(b"".join(avc(serial=n, auid=NOBODY, target=f"t{chr(97 + n)}_t", path=f"/d{n}/x")
                             for n in range(20)))
        avocet.explained(20)
        size = memory(avocet.process.pid)
        hostile = hostile_user(avocet, "--unread", 3000)
        sizes = []

        def noticed():
            sizes.append(memory(avocet.process.pid))
            return "connect anew" in avocet.output()
        try:
            wait_until(noticed, "it notices", 40)
            for _ in range(20):
                noticed()
                time.sleep(0.05)
            avocet.send(avc(serial=100, target="etc_t", path="/etc/x"))
            while avocet.signals.wait("AlertAdded", 40).args[0] != 21:
                pass
            check(len(avocet.list()) == 21, "others are told of what is new, and answered, on a new connection")
            check(SANITIZED or max(sizes) <= 2 * size, f"memory: {size} kB before, {max(sizes)} kB at most")
            check(avocet.stop() == 0, "it ends when it is told to")
        finally:
            end(hostile, how=9)
            hostile.stdout.close()


# Owns polkit's name and never says a word.
SILENT_POLKIT = """import dbus.bus, sys, time
bus = dbus.bus.BusConnection(sys.argv[1])
bus.request_name("org.freedesktop.PolicyKit1")
print("here", flush=True)
time.sleep(60)"""


def test_polkit_is_silent():
    if os.geteuid() != 0:
        raise NotRun("needs root, to be somebody else")
    with Avocet() as avocet:
        avocet.send(avc(serial=1))
        avocet.explained(1)
        polkit = subprocess.Popen([sys.executable, "-c", SILENT_POLKIT, avocet.bus.address],
                                  stdout=subprocess.PIPE, text=True)
        polkit.stdout.readline()
        waiting = [subprocess.Popen(["busctl", f"--address={avocet.bus.address}", "--timeout=50", "call", NAME,
                                     PATH, NAME, "Delete", "as", "1", "1"], user=NOBODY, stderr=subprocess.PIPE,
                                    stdout=subprocess.DEVNULL, text=True) for _ in range(12)]
        try:
            wait_until(lambda: sum(p.poll() is not None for p in waiting) >= 4, "some are answered at once")
            time.sleep(0.5)
            answered = [p for p in waiting if p.poll() is not None]
            check(len(answered) == 4, f"8 questions of one user wait for polkit; {len(answered)} calls are refused")
            check(all("administrators" in p.stderr.read() for p in answered), "with a sentence")
            check(len(avocet.list()) == 1, "root is served, and nothing was deleted")
        finally:
            for process in [*waiting, polkit]:
                end(process, how=9)
                (process.stderr or process.stdout).close()


if __name__ == "__main__" and sys.argv[1:2] in (["--hostile"], ["--unread"]):
    (be_hostile if sys.argv[1] == "--hostile" else lie_unread)(sys.argv[2], int(sys.argv[3]))
    sys.exit(0)

from avocet_test import Avocet, NotRun, Signals, avc, check, end, main, program, wait_until  # noqa: E402  the hostile user has no use for it

SANITIZED = b"__asan_init" in pathlib.Path(program("avocetd")).read_bytes()
main(globals())
