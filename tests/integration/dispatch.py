#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""avocet-dispatch as auditd runs it, with this test as the daemon at the other end of its socket.

usage: dispatch.py AVOCET-DISPATCH seccomp|no-seccomp
"""
import collections
import contextlib
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = SECCOMP = None


def record(kind, serial, body="x", node="", ms=1700000000123):
    return f"{node}type={kind} msg=audit({ms // 1000}.{ms % 1000:03d}:{serial}): {body}\n".encode()


def event(serial, body="x", ms=1700000000123):
    """One denial, as the kernel tells it."""
    return [record("AVC", serial, f"avc:  denied  {{ read }} for  {body}", ms=ms),
            record("SYSCALL", serial, body, ms=ms), record("PROCTITLE", serial, body, ms=ms),
            record("EOE", serial, "", ms=ms)]


def events(first, last, body="x"):
    """The events of these serials, a second apart."""
    return [line for serial in range(first, last + 1)
            for line in event(serial, body, 1700000000123 + 1000 * serial)]


def logged(lines):
    """What of it is in the log."""
    return [line for line in lines if b"type=EOE" not in line[:200]]


def noise(serial, size=100):
    """A line that does not matter."""
    return record("USER_LOGIN", serial, "n" * size, ms=1700000000123 + 1000 * serial)


class Daemon:
    """A connection as avocetd has it: records on one side, notes on the other."""

    def __init__(self, connection):
        self.connection = connection
        self.rest, self.records, self.notes, self.seen = b"", [], [], []
        connection.settimeout(10)

    def hello(self):
        line = self.line()
        assert line == b"#avocet source auditd\n", line

    def line(self):
        """The next line, whatever it is; b"" at the end."""
        while b"\n" not in self.rest:
            piece = self.connection.recv(1 << 20)
            if not piece:
                return b""
            self.rest += piece
        line, _, self.rest = self.rest.partition(b"\n")
        return line + b"\n"

    def answer(self, text="from start"):
        self.connection.sendall(f"#avocet {text}\n".encode())

    def sort(self, line):
        if line.startswith(b"#avocet seen "):
            self.seen.append(int(line.split()[2]))
        elif line.startswith(b"#avocet "):
            self.notes.append(line[8:-1].decode())
        else:
            self.records.append(line)

    def read(self, count):
        """Reads until there are so many records that were not taken yet, and takes them."""
        while len(self.records) < count:
            line = self.line()
            if not line:
                break
            self.sort(line)
        taken, self.records = self.records[:count], self.records[count:]
        return taken

    def until_live(self):
        """Reads to the end of the replay; returns its records."""
        while not self.notes or not self.notes[-1].startswith("live "):
            line = self.line()
            assert line, "the connection ended in the middle of a replay"
            self.sort(line)
        taken, self.records = self.records, []
        return taken

    def close(self):
        self.connection.close()


class DispatchTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="avocet-dispatch-")
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "audit.sock")
        self.log = os.path.join(folder.name, "audit.log")

    # -- the daemon's side --

    def listen(self, path=None, kind=socket.SOCK_STREAM):
        path = path or self.path
        if os.path.exists(path):
            os.unlink(path)
        server = socket.socket(socket.AF_UNIX, kind)
        self.addCleanup(server.close)
        server.bind(path)
        if kind == socket.SOCK_STREAM:
            server.listen()
        server.settimeout(10)
        return server

    def accept(self, server, answer="from start", live=True):
        """A connection that was asked for its mark and, if live, has told what it had to tell."""
        connection, _ = server.accept()
        self.addCleanup(connection.close)
        daemon = Daemon(connection)
        daemon.hello()
        if answer:
            daemon.answer(answer)
        if live:
            daemon.told = daemon.until_live()
        return daemon

    def expect(self, daemon, lines):
        self.assertEqual(daemon.read(len(lines)), lines)

    def expect_nothing(self, daemon):
        daemon.connection.settimeout(0.3)
        with self.assertRaises(TimeoutError):
            daemon.read(1)
        daemon.connection.settimeout(10)

    # -- auditd's side --

    def start(self, *arguments, log=None, **more):
        process = subprocess.Popen([PROGRAM, "--socket", self.path, "--log", log or self.log,
                                    *arguments], stdin=subprocess.PIPE, **more)
        self.addCleanup(self.reap, process)
        return process

    @staticmethod
    def reap(process):
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdin.close()

    def write_log(self, lines, number=0):
        with open(self.log + (f".{number}" if number else ""), "ab") as file:
            file.write(b"".join(logged(lines)))

    def rotate(self, keep=4):
        for number in range(keep - 1, -1, -1):
            name = self.log + (f".{number}" if number else "")
            if os.path.exists(name):
                os.rename(name, f"{self.log}.{number + 1}")
        with open(self.log, "wb"):
            pass

    @staticmethod
    def feed(process, lines):
        process.stdin.write(b"".join(lines))
        process.stdin.flush()

    def both(self, process, lines):
        """As auditd does it."""
        self.write_log(lines)
        self.feed(process, lines)

    def expect_end(self, process, seconds=2.0):
        """That it ends in time; builds with sanitizers, which go without seccomp, may take longer."""
        began = time.monotonic()
        self.assertEqual(process.wait(10), 0)
        self.assertLess(time.monotonic() - began, seconds if SECCOMP else 3 * seconds)

    @staticmethod
    def status(process):
        with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
            return dict(line.rstrip("\n").replace("\t", "").split(":", 1) for line in file)


class WhatIsForwarded(DispatchTest):
    def test_denials_whole_and_nothing_else(self):
        server = self.listen()
        process = self.start()
        connection = self.accept(server)
        denial, late, login = event(7), event(8), record("USER_LOGIN", 9)
        load = record("MAC_POLICY_LOAD", 10)
        remote = record("USER_AVC", 7, "pid=1 msg='avc:  denied'", node="node=web ")
        other = record("SYSCALL", 7, "of another host", node="node=mail ")
        # The second event's AVC comes last.
        self.feed(process, denial + [login] + late[1:] + late[:1] + [other, load, remote])
        self.expect(connection, denial + late[1:] + late[:1] + [load, remote])
        self.expect_nothing(connection)

    def test_input_in_any_pieces(self):
        server = self.listen()
        process = self.start()
        connection = self.accept(server)
        lines = event(7) + event(8)
        for byte in b"".join(lines):
            os.write(process.stdin.fileno(), bytes([byte]))
        self.expect(connection, lines)

    def test_bad_input(self):
        server = self.listen()
        process = self.start()
        connection = self.accept(server)
        long = record("AVC", 6, "y" * 1_000_000)
        self.feed(process, [
            b"\n\n", bytes(range(256)) * 40, b"\n", b"type=AVC msg=audit(\n", b"type=AVC\n", b"\0" * 999,
            b"\n", b"type=AVC msg=audit(99999999999999999999999.1:7): x\n", long, *event(7)])
        # Cut one byte beyond what a line may have: the daemon cuts it there too, and knows.
        self.expect(connection, [long[:65536] + b" \n", *event(7)])
        process.stdin.close()
        self.expect_end(process)

    def test_the_last_line_without_its_end(self):
        server = self.listen()
        process = self.start()
        connection = self.accept(server)
        self.feed(process, [event(7)[0].rstrip(b"\n")])
        process.stdin.close()
        self.expect(connection, event(7)[:1])
        self.expect_end(process)


class WhatIsForwardedWithALog(WhatIsForwarded):
    """The same again: with a log that can be read, other code keeps the lines."""

    def setUp(self):
        super().setUp()
        self.write_log([])


class DaemonAway(DispatchTest):
    def test_it_comes_late(self):
        process = self.start()
        time.sleep(0.2)
        self.feed(process, event(7))
        time.sleep(0.2)
        server = self.listen()
        self.feed(process, event(8))
        daemon = self.accept(server)
        self.assertEqual(daemon.told, event(7) + event(8))
        self.assertEqual(daemon.notes, ["replay", "live 8"])

    def test_nothing_more_needs_to_come(self):
        process = self.start()
        time.sleep(0.2)
        self.both(process, event(7))
        server = self.listen()
        self.assertEqual(self.accept(server).told, event(7))

    def test_it_restarts(self):
        for log in (self.log, "none"):
            with self.subTest(log=log):
                server = self.listen()
                process = self.start(log=log)
                daemon = self.accept(server)
                self.both(process, events(1, 7))
                self.expect(daemon, events(1, 7))
                time.sleep(1.1)
                server.close()
                daemon.close()
                self.both(process, events(8, 8))
                time.sleep(0.2)
                server = self.listen()
                self.both(process, events(9, 9))
                daemon = self.accept(server, f"from {1700000000123 + 6000} 6")
                self.both(process, events(10, 10))
                # EOE is not in the log; those that are still remembered are harmless.
                self.assertEqual(logged(daemon.told + daemon.read(4)), logged(events(6, 10)))
                self.assertEqual(daemon.notes[0], "replay")
                self.assertFalse([note for note in daemon.notes if note.startswith("gap")])
                process.kill()
                os.unlink(self.log)

    def test_one_that_was_well_is_called_at_once(self):
        server = self.listen()
        self.start()
        daemon = self.accept(server)
        time.sleep(1.1)
        daemon.close()
        server.settimeout(0.5)
        self.accept(server)

    def test_nothing_wakes_up(self):
        server = self.listen()
        process = self.start()
        daemon = self.accept(server)
        self.both(process, event(7))
        self.expect(daemon, event(7))
        time.sleep(0.2)
        before = self.status(process)["voluntary_ctxt_switches"]
        time.sleep(3)
        self.assertEqual(self.status(process)["voluntary_ctxt_switches"], before)

    def test_nothing_is_missed(self):
        """A daemon that goes away before it was told anything is not looked for."""
        server = self.listen()
        process = self.start()
        daemon = self.accept(server)
        time.sleep(1.1)
        server.close()
        daemon.close()
        time.sleep(0.2)
        self.both(process, [noise(1)])
        time.sleep(0.2)
        before = self.status(process)["voluntary_ctxt_switches"]
        time.sleep(3)
        self.assertEqual(self.status(process)["voluntary_ctxt_switches"], before)
        server = self.listen()
        self.both(process, event(7))
        self.assertEqual(logged(self.accept(server).told), logged(event(7)))

    def calls(self, server, process, seconds, answer):
        """When it is called, while denials come without end and it hangs up at once."""
        calls, serial = [], 0
        began = time.monotonic()
        server.setblocking(False)
        while time.monotonic() < began + seconds:
            self.both(process, event(serial))
            serial += 1
            try:
                connection = server.accept()[0]
                calls.append(time.monotonic() - began)
                connection.send(answer)
                connection.close()
            except BlockingIOError:
                time.sleep(0.01)
        return calls

    def test_attempts_are_rare(self):
        for answer in (b"", b"#avocet from start\n"):
            with self.subTest(answer=answer):
                server, process = self.listen(), self.start()
                calls = self.calls(server, process, 8.5, answer)
                server.close()
                process.kill()
                # At once, after 1, 2 and 4 seconds.
                self.assertEqual(len(calls), 4, calls)

    def test_answers_that_are_none(self):
        for answer in (b"nonsense\n", b"#avocet from 1\n", b"#avocet live 3\n", b"x" * 5000,
                       b"#avocet from 99999999999999999999999999 1\n", b"\0\n"):
            with self.subTest(answer=answer[:30]):
                server = self.listen()
                self.both(self.start(), event(7))
                connection, _ = server.accept()
                connection.settimeout(10)
                connection.send(answer)
                got = b""
                with contextlib.suppress(ConnectionResetError):
                    while piece := connection.recv(65536):
                        got += piece
                self.assertEqual(got, b"#avocet source auditd\n")
                connection.close()
                self.assertEqual(logged(self.accept(server).told), logged(event(7)))
                server.close()
                os.unlink(self.log)

    def test_an_answer_in_pieces(self):
        server = self.listen()
        self.both(self.start(), event(7))
        daemon = self.accept(server, answer=None, live=False)
        for byte in b"#avocet from start\n":
            daemon.connection.send(bytes([byte]))
            time.sleep(0.01)
        self.assertEqual(logged(daemon.until_live()), logged(event(7)))

    def test_while_it_waits_for_the_answer(self):
        server = self.listen()
        process = self.start()
        daemon = self.accept(server, answer=None, live=False)
        self.write_log([b"".join(events(1, 2000, "w" * 5000))])
        began = time.monotonic()
        self.feed(process, events(1, 2000, "w" * 5000))
        self.assertLess(time.monotonic() - began, 5)
        daemon.answer()
        self.assertEqual(logged(daemon.until_live()), logged(events(1, 2000, "w" * 5000)))


class Replay(DispatchTest):
    """What is told again from the log."""

    def told(self, answer="from start", **more):
        server = self.listen()
        process = self.start(**more)
        daemon = self.accept(server, answer)
        self.addCleanup(server.close)
        return process, daemon

    @staticmethod
    def mark(serial):
        return f"from {1700000000123 + 1000 * serial} {serial}"

    def test_the_whole_history(self):
        self.write_log(events(1, 10) + [noise(11)], 2)
        self.write_log([noise(12)] + events(13, 20), 1)
        self.write_log(events(21, 30))
        process, daemon = self.told()
        self.assertEqual(daemon.told, logged(events(1, 10) + events(13, 30)))
        self.assertEqual(daemon.notes, ["replay", f"live {len(daemon.told)}"])
        self.both(process, events(31, 32))
        self.expect(daemon, events(31, 32))

    def test_from_a_mark(self):
        self.write_log(events(1, 300), 1)
        self.write_log(events(301, 600))
        for serial in (1, 150, 300, 301, 302, 599, 600):
            with self.subTest(serial=serial):
                process, daemon = self.told(self.mark(serial))
                self.assertEqual(daemon.told, logged(events(serial, 600)))
                self.assertEqual(len(daemon.notes), 2)
                process.kill()

    def test_a_mark_of_another_host(self):
        """Serial and time are the same by chance; the name tells them apart."""
        ours, theirs = (record("USER_AVC", 7, f"{name}", node=f"node={name} ") for name in "ab")
        self.write_log([ours, theirs] + events(8, 9))
        ms = 1700000000123
        self.assertEqual(self.told(f"from {ms} 7 b")[1].told, [theirs] + logged(events(8, 9)))
        self.assertEqual(self.told(f"from {ms} 7")[1].told, [ours, theirs] + logged(events(8, 9)))

    def test_an_event_in_two_files(self):
        lines = logged(event(5))
        self.write_log(events(1, 4) + lines[:1], 1)
        self.write_log(lines[1:] + events(6, 7))
        told = self.told(self.mark(2))[1].told
        self.assertEqual(told, logged(events(2, 4)) + lines + logged(events(6, 7)))

    def test_the_mark_is_rotated_away(self):
        self.write_log(events(100, 200), 1)
        self.write_log(events(201, 300))
        _, daemon = self.told(self.mark(50))
        self.assertEqual(daemon.told, logged(events(100, 300)))
        since, until = (1700000000123 + 1000 * serial for serial in (50, 100))
        self.assertEqual(daemon.notes, ["replay", f"gap {since} {until}", "live 603"])

    def test_the_mark_is_gone_from_the_middle(self):
        self.write_log(events(1, 100) + events(120, 200))
        _, daemon = self.told(self.mark(110))
        self.assertEqual(daemon.told, logged(events(120, 200)))
        self.assertTrue(daemon.notes[1].startswith("gap "))

    def test_the_mark_is_newer_than_the_log(self):
        self.write_log(events(1, 100))
        process, daemon = self.told(self.mark(110))
        self.assertEqual(daemon.told, [])
        self.assertTrue(daemon.notes[1].startswith(f"gap {1700000000123 + 110000} "))
        self.both(process, events(120, 121))
        self.expect(daemon, events(120, 121))

    def test_times_out_of_order(self):
        """A call that waited for hours is stamped with its beginning, whatever the file began with."""
        old = event(500, ms=1700000000123 - 10_000_000)
        self.write_log(events(1, 100), 1)
        self.write_log(old + events(101, 200))
        self.assertEqual(self.told(self.mark(90))[1].told,
                         logged(events(90, 100) + old + events(101, 200)))
        self.assertEqual(self.told(f"from {1700000000123 - 10_000_000} 500")[1].told,
                         logged(old + events(101, 200)))

    def test_logs_that_are_none(self):
        def folder(path):
            os.mkdir(path)

        def empty(path):
            with open(path, "wb"):
                pass

        def secret(path):
            empty(path)
            os.chmod(path, 0)

        def loop(path):
            os.symlink(path, path)

        for make in (folder, empty, os.mkfifo, secret, loop, lambda path: None):
            for answer in ("from start", self.mark(3)):
                with self.subTest(make=make, answer=answer):
                    make(self.log)
                    process, daemon = self.told(answer)
                    self.assertEqual(daemon.told, [])
                    self.assertEqual(len(daemon.notes), 2 if answer == "from start" else 3)
                    self.feed(process, events(5, 6))
                    self.expect(daemon, events(5, 6))
                    if os.path.isdir(self.log):
                        os.rmdir(self.log)
                    elif os.path.lexists(self.log):
                        os.unlink(self.log)

    def test_an_empty_log_beside_old_ones(self):
        self.write_log(events(1, 50), 1)
        self.write_log([])
        process, daemon = self.told(self.mark(20))
        self.assertEqual(daemon.told, logged(events(20, 50)))
        self.both(process, events(51, 52))
        self.expect(daemon, events(51, 52))

    def test_a_log_full_of_rubbish(self):
        with open(self.log, "wb") as file:
            file.write(os.urandom(300_000) + b"\n" + b"x" * 200_000 + b"\n\0\0\n")
        self.write_log(events(1, 5))
        self.assertEqual(self.told()[1].told, logged(events(1, 5)))
        self.assertEqual(self.told(self.mark(3))[1].told, logged(events(3, 5)))

    def test_lines_that_are_too_long(self):
        long = record("AVC", 6, "y" * 1_000_000)
        self.write_log([long] + events(7, 8))
        self.assertEqual(self.told()[1].told, [long[:65536] + b" \n"] + logged(events(7, 8)))


class WhereTheyMeet(DispatchTest):
    """From the log to stdin, without a loss and without telling anything twice."""

    def held_up(self, answer=None):
        """A daemon that was asked for a mark and did not answer yet."""
        server = self.listen()
        self.addCleanup(server.close)
        process = self.start()
        return process, self.accept(server, answer, live=False)

    def test_stdin_is_ahead(self):
        self.write_log(events(1, 10))
        process, daemon = self.held_up()
        self.write_log(events(11, 12))
        self.feed(process, events(11, 14))
        time.sleep(0.2)
        daemon.answer()
        told = daemon.until_live()
        self.assertEqual(logged(told), logged(events(1, 14)))
        self.feed(process, events(15, 15))
        self.expect(daemon, events(15, 15))

    def test_the_log_is_ahead(self):
        self.write_log(events(1, 10))
        process, daemon = self.held_up()
        self.feed(process, events(9, 9))
        time.sleep(0.2)
        daemon.answer()
        self.assertEqual(logged(daemon.until_live()), logged(events(1, 10)))
        self.feed(process, events(10, 12))
        self.assertEqual(daemon.read(9), events(10, 10)[3:] + events(11, 12))

    def test_the_log_is_far_ahead(self):
        """As far as auditd's queue is long."""
        self.write_log(events(1, 6000))
        process, daemon = self.held_up("from start")
        self.assertEqual(daemon.until_live(), logged(events(1, 6000)))
        self.feed(process, events(1001, 6002))
        got = []
        while got[-1:] != events(6002, 6002)[-1:]:
            got += daemon.read(1)
        self.assertEqual(logged(got), logged(events(6001, 6002)))

    def test_the_log_is_ahead_and_stdin_never_had_it(self):
        """auditd was killed between the two."""
        self.write_log(events(1, 10))
        process, daemon = self.held_up("from start")
        self.assertEqual(daemon.until_live(), logged(events(1, 10)))
        self.both(process, events(11, 12))
        self.expect(daemon, events(11, 12))

    def test_they_meet_in_the_middle_of_an_event(self):
        lines = event(7)
        for log in range(4):
            for stdin in range(5):
                with self.subTest(log=log, stdin=stdin):
                    self.write_log(events(1, 3) + lines[:log])
                    process, daemon = self.held_up()
                    self.feed(process, events(2, 3) + lines[:stdin])
                    time.sleep(0.05)
                    daemon.answer()
                    told = daemon.until_live()
                    self.both(process, lines[max(log, stdin):] + events(9, 9)) \
                        if log <= stdin else self.feed(process, lines[stdin:] + events(9, 9))
                    while told[-1:] != events(9, 9)[-1:]:
                        told += daemon.read(1)
                    self.assertEqual(logged(told), logged(events(1, 3) + lines + events(9, 9)))
                    process.kill()
                    os.unlink(self.log)

    def test_a_line_without_its_end(self):
        lines = logged(event(7))
        self.write_log(events(1, 3) + [lines[0][:40]])
        process, daemon = self.held_up("from start")
        self.assertEqual(daemon.until_live(), logged(events(1, 3)))
        self.write_log([lines[0][40:]] + lines[1:])
        self.feed(process, event(7))
        self.expect(daemon, event(7))

    def test_tails_and_heads_differ(self):
        self.write_log([line[:-1] + b'\x1dARCH=x86_64 UID="root"\n' for line in events(1, 10)])
        process, daemon = self.held_up()
        self.feed(process, [b"node=here " + line for line in events(8, 11)])
        time.sleep(0.2)
        daemon.answer()
        serials = [line.split(b":")[1].split(b")")[0] for line in logged(daemon.until_live())]
        self.assertEqual(serials, [b"%d" % n for n in range(1, 12) for _ in range(3)])

    def test_lines_that_look_the_same(self):
        lines = logged(event(7))
        twins = [lines[0]] * 3 + lines[1:]
        for stdin in range(5):
            with self.subTest(stdin=stdin):
                self.write_log(events(1, 3) + twins[:2])
                process, daemon = self.held_up()
                self.feed(process, events(2, 3) + twins[:stdin])
                time.sleep(0.05)
                daemon.answer()
                told = daemon.until_live()
                self.both(process, twins[max(stdin, 2):] + events(9, 9)) \
                    if stdin >= 2 else self.feed(process, twins[stdin:] + events(9, 9))
                while told[-1:] != events(9, 9)[-1:]:
                    told += daemon.read(1)
                self.assertEqual(logged(told), logged(events(1, 3) + twins + events(9, 9)))
                process.kill()
                os.unlink(self.log)

    def test_the_disk_is_full(self):
        """auditd goes on without writing its log; stdin has what the log lacks."""
        self.write_log(events(1, 10))
        server = self.listen()
        process = self.start()
        daemon = self.accept(server)
        self.feed(process, events(11, 20))
        self.both(process, events(21, 30))
        self.expect(daemon, events(11, 30))
        time.sleep(1.1)
        daemon.close()
        daemon = self.accept(server, Replay.mark(10))
        self.assertEqual(logged(daemon.told), logged(events(10, 30)))

    def test_the_log_stops(self):
        self.write_log(events(1, 10))
        process, daemon = self.held_up()
        self.feed(process, events(11, 20))
        time.sleep(0.2)
        daemon.answer()
        self.assertEqual(logged(daemon.until_live()), logged(events(1, 20)))
        self.assertEqual(len(daemon.notes), 2)

    def test_the_log_stopped_long_ago(self):
        """More came on stdin than is remembered, and the log has nothing of it."""
        self.write_log(events(1, 10))
        process, daemon = self.held_up()
        self.feed(process, events(11, 2010, "l" * 300))
        time.sleep(0.5)
        daemon.answer()
        told = daemon.until_live()
        self.assertEqual(told[:30], logged(events(1, 10)))
        self.assertEqual(told[-4:], events(2010, 2010, "l" * 300))
        self.assertEqual(len(set(told)), len(told))
        self.assertTrue(daemon.notes[1].startswith(f"gap {1700000000123 + 10000} "), daemon.notes)


class QueueOverflow(DispatchTest):
    """More than the daemon takes: all of it comes in the end."""

    def slow(self):
        self.write_log([])
        server = self.listen()
        self.addCleanup(server.close)
        process = self.start()
        return process, self.accept(server)

    def finish(self, process, daemon, count, body):
        """The daemon reads again; one more event shows where the end is."""
        last = events(count + 1, count + 1)
        self.both(process, last)
        got = []
        while got[-1:] != last[-1:]:
            got += daemon.read(1)
        self.assertEqual(logged(got), logged(events(1, count, body) + last))
        daemon.until_live()
        self.assertFalse([note for note in daemon.notes if note.startswith(("gap", "lost"))])
        return got

    def test_nothing_is_lost(self):
        process, daemon = self.slow()
        for first in range(1, 20001, 100):
            self.both(process, events(first, first + 99, "o" * 300))
        got = self.finish(process, daemon, 20000, "o" * 300)
        self.assertIn("replay", daemon.notes[2:])
        replayed = [int(note.split()[1]) for note in daemon.notes if note.startswith("live")]
        self.assertGreater(sum(replayed), len(got) / 2)

    def test_rotation_meanwhile(self):
        process, daemon = self.slow()
        for number, first in enumerate(range(1, 20001, 100)):
            self.both(process, events(first, first + 99, "o" * 300))
            if number % 40 == 39:
                self.rotate(keep=9)
        self.finish(process, daemon, 20000, "o" * 300)

    def test_slow_and_slower(self):
        """It reads now and then, so that it is behind and live in turns."""
        process, daemon = self.slow()
        got, seed = [], random.randrange(1 << 30)
        chance = random.Random(seed)
        print(f"AVOCET_SEED={seed}")
        for first in range(1, 12001, 50):
            self.both(process, events(first, first + 49, "o" * 300))
            if chance.random() < 0.03:
                self.rotate(keep=9)
            if chance.random() < 0.04:
                time.sleep(0.05)
                daemon.connection.settimeout(0.05)
                with contextlib.suppress(TimeoutError):
                    got += daemon.read(chance.randrange(20000))
                got, daemon.records = got + daemon.records, []
                daemon.connection.settimeout(10)
        daemon.records = got + daemon.records
        self.finish(process, daemon, 12000, "o" * 300)
        print(daemon.notes)

    def test_old_logs_go_away_meanwhile(self):
        process, daemon = self.slow()
        for number, first in enumerate(range(1, 30001, 100)):
            self.both(process, events(first, first + 99, "o" * 300))
            if number % 20 == 19:
                self.rotate(keep=2)
        self.both(process, events(30001, 30001))
        got = []
        while got[-1:] != events(30001, 30001)[-1:]:
            got += daemon.read(1)
        told = logged(got)
        self.assertEqual(len(set(told)), len(told), "nothing comes twice")
        self.assertTrue([note for note in daemon.notes if note.startswith("gap ")], daemon.notes)

    def test_without_a_log(self):
        server = self.listen()
        process = self.start(log="none")
        daemon = self.accept(server)
        self.feed(process, [b"".join(events(1, 20000, "o" * 300))])
        time.sleep(0.3)
        self.feed(process, events(20001, 20001))
        got = []
        while got[-1:] != events(20001, 20001)[-1:]:
            got += daemon.read(1)
        self.assertEqual(len(set(got)), len(got), "nothing comes twice")
        self.assertGreater(len(b"".join(got)), 1_400_000)
        self.assertEqual(len([note for note in daemon.notes if note.startswith("gap ")]), 1)


class StdinLeavesOut(DispatchTest):
    """When auditd's queue runs over, the log has what its plugins do not get."""

    def begin(self):
        self.write_log(events(1, 20))
        server = self.listen()
        self.addCleanup(server.close)
        process = self.start()
        return process, self.accept(server)

    def collect(self, daemon, count, seconds=8):
        """So many lines of the log, however they come."""
        got, more = [], count
        daemon.connection.settimeout(seconds)
        with contextlib.suppress(TimeoutError):
            while more:
                got += daemon.read(1)
                more -= len(logged(got[-1:]))
        daemon.connection.settimeout(0.5)
        with contextlib.suppress(TimeoutError):
            got += daemon.read(1)
        return sorted(logged(got))

    def test_a_few_events(self):
        process, daemon = self.begin()
        lines = events(21, 200)
        self.write_log(lines)
        self.feed(process, events(21, 99) + events(111, 200))
        self.assertEqual(self.collect(daemon, 3 * 180), sorted(logged(lines)))

    def test_then_nothing_more(self):
        process, daemon = self.begin()
        self.write_log(events(21, 30))
        self.feed(process, events(21, 24) + events(30, 30))
        self.assertEqual(self.collect(daemon, 3 * 10), sorted(logged(events(21, 30))))
        time.sleep(0.5)
        before = self.status(process)["voluntary_ctxt_switches"]
        time.sleep(6)
        self.assertEqual(self.status(process)["voluntary_ctxt_switches"], before, "it sleeps")

    def test_the_daemon_goes_before_it_is_noticed(self):
        """Its mark is behind what is missing: the log is not told from before it, so that is owned up to."""
        self.write_log(events(1, 20))
        server = self.listen()
        process = self.start()
        daemon = self.accept(server)
        self.write_log(events(21, 30))
        self.feed(process, events(21, 24) + events(30, 30))
        self.expect(daemon, events(21, 24) + events(30, 30))
        daemon.close()
        self.both(process, events(31, 31))
        daemon = self.accept(server, "from 1700000030123 30")
        self.assertEqual(logged(daemon.told), logged(events(30, 31)))
        self.assertEqual(daemon.notes[:2], ["lost 5", "replay"])

    def test_the_mark_is_before_what_is_missing(self):
        self.write_log(events(1, 20))
        server = self.listen()
        process = self.start()
        daemon = self.accept(server)
        self.write_log(events(21, 30))
        self.feed(process, events(21, 24) + events(30, 30))
        self.expect(daemon, events(21, 24) + events(30, 30))
        daemon.close()
        self.both(process, events(31, 31))
        daemon = self.accept(server, "from 1700000024123 24")
        self.assertEqual(logged(daemon.told), logged(events(24, 31)))
        self.assertFalse([note for note in daemon.notes if note.startswith("lost")], daemon.notes)

    def test_parts_of_events(self):
        process, daemon = self.begin()
        lines, chance = events(21, 320), random.Random(5)
        dropped = [line for line in lines if chance.random() > 0.2]
        self.write_log(lines)
        self.feed(process, dropped)
        # Of events that were heard in part, other parts may be missing; whole ones are not.
        got = set(self.collect(daemon, 3 * 300, 3))
        whole = {serial for serial in range(21, 321) if not set(event(
            serial, ms=1700000000123 + 1000 * serial)) & set(dropped)}
        for serial in whole:
            self.assertLessEqual(set(logged(events(serial, serial))), got)

    def test_numbers_that_nobody_has(self):
        """The kernel lost them: it is looked for once in five seconds, and nothing is told twice."""
        process, daemon = self.begin()
        lines = [line for serial in range(21, 900, 7) for line in events(serial, serial)]
        for i in range(0, len(lines), 40):
            self.both(process, lines[i:i + 40])
            time.sleep(0.02)
        self.assertEqual(self.collect(daemon, len(logged(lines)), 1), sorted(logged(lines)))
        self.assertLessEqual(len(daemon.notes), 6, daemon.notes)

    def test_order_is_not_all(self):
        """Records of several events come mixed, as from many processors."""
        process, daemon = self.begin()
        lines, chance = events(21, 420), random.Random(6)
        for i in range(0, len(lines) - 30):
            j = i + chance.randrange(5)
            lines[i], lines[j] = lines[j], lines[i]
        self.both(process, lines)
        self.assertEqual(self.collect(daemon, len(logged(lines)), 1), sorted(logged(lines)))
        self.assertEqual(daemon.notes, ["replay", "live 60"])

    def test_in_a_storm(self):
        process, daemon = self.begin()
        seed = int(os.environ.get("AVOCET_SEED", random.randrange(1 << 30)))
        print(f"AVOCET_SEED={seed}")
        chance, serial, wanted = random.Random(seed), 21, []
        while serial < 6000:
            many = chance.randrange(1, 60)
            lines = events(serial, serial + many, "h" * 200)
            wanted += lines
            self.write_log(lines)
            if chance.random() < 0.03:
                pass
            else:
                self.feed(process, lines)
            if chance.random() < 0.02:
                self.rotate(keep=9)
            serial += many + 1
            time.sleep(0.002)
        for last in range(3):
            time.sleep(5.1)
            lines = events(serial, serial + 70)
            serial += 71
            wanted += lines
            self.both(process, lines)
        got = self.collect(daemon, len(logged(wanted)))
        print(daemon.notes)
        seen = collections.Counter(got)
        print("twice:", [line[:60] for line, n in seen.items() if n > 1][::50])
        self.assertEqual(len(got), len(set(got)), "nothing comes twice")
        print(f"{len(set(logged(wanted)) - set(got))} of {len(logged(wanted))} lines did not come")
        self.assertEqual(set(logged(wanted)) - set(got), set())


class NeverInTheWay(DispatchTest):
    MEGABYTES = 50

    def flood(self, process):
        """Writes denials as fast as they are taken; returns how many events, and the seconds."""
        piece = 400
        written = serial = 0
        began = time.monotonic()
        longest = 0
        while written < self.MEGABYTES * 1_000_000:
            lines = b"".join(line for i in range(piece) for line in event(serial + i, "f" * 200))
            serial += piece
            before = time.monotonic()
            process.stdin.write(lines)
            process.stdin.flush()
            longest = max(longest, time.monotonic() - before)
            written += len(lines)
        print(f"{written / 1e6:.0f} MB in {time.monotonic() - began:.2f} s, "
              f"longest write of {len(lines) // 1000} kB {longest * 1000:.0f} ms")
        self.assertLess(longest, 1)
        return serial

    def test_without_a_daemon(self):
        process = self.start()
        self.flood(process)
        process.stdin.close()
        self.expect_end(process)

    def test_with_a_daemon_that_does_not_read(self):
        for log in (self.log, "none"):
            self.write_log([])
            server = self.listen()
            process = self.start(log=log)
            self.accept(server)
            self.flood(process)
            time.sleep(0.2)
            self.assertLess(int(self.status(process)["VmHWM"].split()[0]),
                            20_000 if SECCOMP else 200_000)
            server.close()

    def test_with_a_daemon_that_reads(self):
        server = self.listen()
        process = self.start()
        daemon = self.accept(server)
        child = os.fork()
        if child == 0:
            process.stdin.close()
            while daemon.connection.recv(1 << 20):
                pass
            os._exit(0)
        daemon.close()
        self.flood(process)
        process.stdin.close()
        self.expect_end(process)
        self.assertEqual(os.waitpid(child, 0)[1], 0)

    def test_the_system_log_hears_of_a_gap(self):
        if os.geteuid() != 0 or os.path.exists("/dev/log"):
            self.skipTest("needs a machine without a logger, and root, to be the logger")
        logger = self.listen("/dev/log", socket.SOCK_DGRAM)
        self.addCleanup(os.unlink, "/dev/log")
        server = self.listen()
        self.write_log(events(5, 6))
        self.start()
        self.accept(server, "from 1700000000123 1")
        self.assertRegex(logger.recv(999).decode(),
                         r"^<29>avocet-dispatch\[\d+\]: the audit log does not go back")
        logger.settimeout(0.2)
        with self.assertRaises(TimeoutError):
            logger.recv(999)

    def test_a_logger_that_does_not_read(self):
        if os.geteuid() != 0 or os.path.exists("/dev/log"):
            self.skipTest("needs a machine without a logger, and root, to be the logger")
        self.listen("/dev/log", socket.SOCK_DGRAM)
        self.addCleanup(os.unlink, "/dev/log")
        filler = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(filler.close)
        filler.setblocking(False)
        with self.assertRaises(BlockingIOError):
            while True:
                filler.sendto(b"x", "/dev/log")
        process = self.start()
        self.flood(process)
        process.stdin.close()
        self.expect_end(process)


class HowItEnds(DispatchTest):
    def test_end_of_input_sends_what_waits(self):
        for log in (self.log, "none"):
            server = self.listen()
            process = self.start(log=log)
            self.both(process, events(1, 500, "e" * 100))
            process.stdin.close()
            daemon = self.accept(server)
            wanted = logged(events(1, 500, "e" * 100))
            told = logged(daemon.told)
            while len(told) < len(wanted):
                told += logged(daemon.read(1))
            self.assertEqual(told, wanted)
            self.expect_end(process)
            server.close()

    def test_sigterm_takes_what_auditd_has_written(self):
        server = self.listen()
        process = self.start()
        connection = self.accept(server)
        process.send_signal(signal.SIGSTOP)
        self.feed(process, event(7))
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
        self.expect(connection, event(7))
        self.expect_end(process)

    def test_sigterm_does_not_wait_for_a_stuck_daemon(self):
        server = self.listen()
        process = self.start()
        self.accept(server)
        self.both(process, [line for serial in range(2800) for line in event(serial, "s" * 300)])
        process.send_signal(signal.SIGTERM)
        self.expect_end(process, seconds=1.9)

    def test_sigterm_under_a_flood(self):
        process = self.start()
        feeder = os.fork()
        if feeder == 0:
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            while True:
                os.write(process.stdin.fileno(), b"".join(event(7)))
        process.stdin.close()
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        self.expect_end(process)
        os.kill(feeder, signal.SIGKILL)
        os.waitpid(feeder, 0)

    def test_sighup_and_sigpipe_are_ignored(self):
        server = self.listen()
        process = self.start()
        connection = self.accept(server)
        for number in (signal.SIGHUP, signal.SIGPIPE):
            process.send_signal(number)
        self.feed(process, event(7))
        self.expect(connection, event(7))


class HowItBegins(DispatchTest):
    def test_a_dirty_start(self):
        """Signals blocked and ignored, odd umask and limits, a stray descriptor, no stdout."""
        stray, other_end = os.pipe()
        self.addCleanup(os.close, other_end)

        def soil():
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.umask(0)
            os.nice(-4 if os.geteuid() == 0 else 4)
            os.close(1)

        server = self.listen()
        process = self.start(pass_fds=[stray], preexec_fn=soil)
        os.close(stray)
        connection = self.accept(server)
        self.feed(process, event(7))
        self.expect(connection, event(7))
        with self.assertRaises(BrokenPipeError):
            os.write(other_end, b"nobody holds the other end any more")
        self.assertEqual(self.status(process)["Umask"], "0077")
        process.send_signal(signal.SIGTERM)
        self.expect_end(process)

    def test_stdin_is_a_socket(self):
        """As auditd 3 has it."""
        ours, theirs = socket.socketpair()
        self.addCleanup(ours.close)
        server = self.listen()
        with subprocess.Popen([PROGRAM, "--socket", self.path, "--log", self.log],
                              stdin=theirs) as process:
            theirs.close()
            connection = self.accept(server)
            ours.sendall(b"".join(event(7)))
            self.expect(connection, event(7))
            ours.close()
            self.expect_end(process)

    def test_privileges_are_gone(self):
        server = self.listen()
        process = self.start()
        self.accept(server)
        status = self.status(process)
        for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
            self.assertEqual(int(status[name], 16), 0, name)
        with open("/proc/self/status", encoding="ascii") as file:
            mine = dict(line.split(":\t", 1) for line in file if line.startswith("Cap"))
        if int(mine["CapEff"], 16) >> 8 & 1:  # CAP_SETPCAP
            self.assertEqual(int(status["CapBnd"], 16), 0)
        self.assertEqual(status["NoNewPrivs"], "1")
        if SECCOMP:
            self.assertEqual(status["Seccomp"], "2")

    def test_as_an_ordinary_user(self):
        if os.geteuid() != 0:
            self.skipTest("this whole test runs as one")
        server = self.listen()
        os.chmod(os.path.dirname(self.path), 0o755)
        os.chmod(self.path, 0o666)
        if subprocess.run([PROGRAM, "--version"], user=65534, check=False,
                          capture_output=True).returncode != 0:
            self.skipTest("the build is out of an ordinary user's reach")
        process = self.start(user=65534, group=65534, extra_groups=[])
        connection = self.accept(server)
        self.feed(process, event(7))
        self.expect(connection, event(7))

    def test_options(self):
        def run(*arguments):
            return subprocess.run([PROGRAM, *arguments], stdin=subprocess.DEVNULL, check=False,
                                  capture_output=True, text=True)

        self.assertRegex(run("--version").stdout, r"^avocet-dispatch \d")
        self.assertIn("--socket=PATH", run("--help").stdout)
        self.assertIn("--log=FILE", run("--help").stdout)
        for wrong in (["--nonsense"], ["word"], ["--socket"], ["--log"], ["--socket", "/" + "x" * 200]):
            done = run(*wrong)
            self.assertEqual(done.returncode, 2, wrong)
            self.assertNotEqual(done.stderr, "")
        self.assertEqual(run("--socket", self.path, "--log", "none").returncode, 0)


if __name__ == "__main__":
    SECCOMP = sys.argv.pop() == "seccomp"
    PROGRAM = sys.argv.pop()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    unittest.main(verbosity=2)
