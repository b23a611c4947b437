#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""avocet-dispatch as auditd runs it, with this test as the daemon at the other end of its socket.

usage: dispatch.py AVOCET-DISPATCH seccomp|no-seccomp
"""
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = SECCOMP = None


def record(kind, serial, body="x", node=""):
    return f"{node}type={kind} msg=audit(1700000000.123:{serial}): {body}\n".encode()


def event(serial, body="x"):
    """One denial, as the kernel tells it."""
    return [record("AVC", serial, f"avc:  denied  {{ read }} for  {body}"),
            record("SYSCALL", serial, body), record("PROCTITLE", serial, body), record("EOE", serial, "")]


class DispatchTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="avocet-dispatch-")
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "audit.sock")

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

    def accept(self, server):
        connection, _ = server.accept()
        self.addCleanup(connection.close)
        connection.settimeout(10)
        return connection

    def expect(self, connection, lines):
        wanted, got = b"".join(lines), b""
        while len(got) < len(wanted):
            piece = connection.recv(65536)
            if not piece:
                break
            got += piece
        self.assertEqual(got, wanted)

    def expect_nothing(self, connection):
        connection.settimeout(0.3)
        with self.assertRaises(TimeoutError):
            connection.recv(1)
        connection.settimeout(10)

    # -- auditd's side --

    def start(self, *arguments, **more):
        process = subprocess.Popen([PROGRAM, "--socket", self.path, *arguments],
                                   stdin=subprocess.PIPE, **more)
        self.addCleanup(self.reap, process)
        return process

    @staticmethod
    def reap(process):
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdin.close()

    @staticmethod
    def feed(process, lines):
        process.stdin.write(b"".join(lines))
        process.stdin.flush()

    def expect_end(self, process, seconds=2.0):
        began = time.monotonic()
        self.assertEqual(process.wait(10), 0)
        self.assertLess(time.monotonic() - began, seconds)

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


class DaemonAway(DispatchTest):
    def test_it_comes_late(self):
        process = self.start()
        time.sleep(0.2)
        self.feed(process, event(7))
        time.sleep(0.2)
        server = self.listen()
        time.sleep(1.1)
        self.feed(process, event(8))
        self.expect(self.accept(server), event(7) + event(8))

    def test_input_within_the_second_is_not_forgotten(self):
        process = self.start()
        time.sleep(0.2)
        self.feed(process, event(7))
        server = self.listen()
        # Nothing more is fed: the attempt that came too early is made up for.
        self.expect(self.accept(server), event(7))

    def test_it_restarts(self):
        first = self.listen()
        process = self.start()
        connection = self.accept(first)
        self.feed(process, event(7))
        self.expect(connection, event(7))
        first.close()
        connection.close()
        time.sleep(1.1)
        self.feed(process, event(8))
        time.sleep(0.2)
        second = self.listen()
        time.sleep(1.1)
        self.feed(process, event(9))
        self.expect(self.accept(second), event(8) + event(9))

    def test_no_line_is_told_by_halves_to_the_next(self):
        server = self.listen()
        process = self.start()
        connection = self.accept(server)
        lines = [line for serial in range(300) for line in event(serial, "z" * 2500)]
        self.feed(process, lines)
        time.sleep(0.3)
        connection.close()
        connection = self.accept(server)
        self.assertTrue(connection.recv(65536).startswith(b"type="))

    def test_nothing_wakes_up(self):
        process = self.start()
        self.feed(process, event(7))
        time.sleep(1.5)
        before = self.status(process)["voluntary_ctxt_switches"]
        time.sleep(3)
        self.assertEqual(self.status(process)["voluntary_ctxt_switches"], before)

    def test_attempts_are_rare(self):
        """Denials without end, and a daemon that hangs up at once: it is called once a second."""
        server = self.listen()
        server.setblocking(False)
        process = self.start()
        calls = serial = 0
        end = time.monotonic() + 3.5
        while time.monotonic() < end:
            self.feed(process, event(serial))
            serial += 1
            try:
                server.accept()[0].close()
                calls += 1
            except BlockingIOError:
                time.sleep(0.001)
        self.assertIn(calls, (3, 4))


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
        server = self.listen()
        process = self.start()
        connection = self.accept(server)
        fed = self.flood(process)
        time.sleep(0.2)
        connection.settimeout(0.5)
        got = b""
        with self.assertRaises(TimeoutError):
            while True:
                got += connection.recv(1 << 20)
        self.assertGreater(len(got), 900_000)
        whole = [b"".join(event(i, "f" * 200)) for i in range(got.count(b"type=EOE"))]
        self.assertLess(len(whole), fed)
        self.assertEqual(got, b"".join(whole), "events are whole and in order")
        connection.settimeout(10)
        self.feed(process, event(fed + 1))
        self.expect(connection, event(fed + 1))
        self.assertLess(int(self.status(process)["VmHWM"].split()[0]),
                        20_000 if SECCOMP else 200_000)

    def test_with_a_daemon_that_reads(self):
        server = self.listen()
        process = self.start()
        connection = self.accept(server)
        child = os.fork()
        if child == 0:
            process.stdin.close()
            while connection.recv(1 << 20):
                pass
            os._exit(0)
        connection.close()
        self.flood(process)
        process.stdin.close()
        self.expect_end(process)
        self.assertEqual(os.waitpid(child, 0)[1], 0)

    def test_the_log_hears_once_of_a_gap(self):
        if os.geteuid() != 0 or os.path.exists("/dev/log"):
            self.skipTest("needs a machine without a logger, and root, to be the logger")
        logger = self.listen("/dev/log", socket.SOCK_DGRAM)
        self.addCleanup(os.unlink, "/dev/log")
        server = self.listen()
        process = self.start()
        connection = self.accept(server)
        self.flood(process)
        process.stdin.close()
        while connection.recv(1 << 20):
            pass
        self.expect_end(process)
        messages = [logger.recv(999).decode() for _ in range(2)]
        self.assertRegex(messages[0], r"^<28>avocet-dispatch\[\d+\]: avocetd does not take its events")
        self.assertRegex(messages[1], r"^<29>avocet-dispatch\[\d+\]: [1-9]\d* events were left out")
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
        server = self.listen()
        process = self.start()
        lines = [line for serial in range(500) for line in event(serial, "e" * 100)]
        self.feed(process, lines)
        process.stdin.close()
        self.expect(self.accept(server), lines)
        self.expect_end(process)

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
        self.feed(process, [line for serial in range(800) for line in event(serial, "s" * 300)])
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
        with subprocess.Popen([PROGRAM, "--socket", self.path], stdin=theirs) as process:
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
        for wrong in (["--nonsense"], ["word"], ["--socket"], ["--socket", "/" + "x" * 200]):
            done = run(*wrong)
            self.assertEqual(done.returncode, 2, wrong)
            self.assertNotEqual(done.stderr, "")
        self.assertEqual(run().returncode, 0)


if __name__ == "__main__":
    SECCOMP = sys.argv.pop() == "seccomp"
    PROGRAM = sys.argv.pop()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    unittest.main(verbosity=2)
