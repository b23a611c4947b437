#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""avocet-mail where servers are down, refuse, hang, break off or talk nonsense, and where it is killed: each
alert arrives, and twice only when it was killed between the server's yes and its own note."""

import collections
import contextlib
import pathlib
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from avocet_test import Avocet, avc, check, end, main, wait_until
from mail import HOUR_S, Mailer, Sink, free_port

DAY_S = 24 * HOUR_S


class BadServer:
    """Answers as a function says: it gets each connection as a file, and the socket."""

    def __init__(self, port, talk):
        self.talk, self.count = talk, 0
        self.listener = socket.create_server(("127.0.0.1", port))
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.count += 1
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        with contextlib.suppress(OSError, ValueError), connection:
            self.talk(connection, connection.makefile("rb"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def polite_until_data(connection, lines):
    """A good server up to the mail; returns when the first line of it is there."""
    connection.sendall(b"220 hello\r\n")
    for line in lines:
        if line.upper().startswith(b"DATA"):
            connection.sendall(b"354 go on\r\n")
            lines.readline()
            return
        connection.sendall(b"250 fine\r\n")


def goes_away(connection, lines):
    polite_until_data(connection, lines)


def hangs(_connection, lines):
    lines.read()


def hangs_at_the_end(connection, lines):
    polite_until_data(connection, lines)
    lines.read()


def talks_nonsense(connection, lines):
    connection.sendall(bytes(range(256)) * 40 + b"\r\n" + b"250-x\x1b[31m\r\n" * 50)
    lines.read()


def refuses_all(connection, lines):
    connection.sendall(b"554 5.3.2 \x1b[31mno service for you\r\n")
    lines.read()


def told(sink):
    """How often each program of the alerts is told of, in all mails."""
    names = collections.Counter()
    for index in range(len(sink.mails)):
        names.update(set(re.findall(r"\bprog\d+\b", sink.text(index))))
    return names


def deny(avocet, number, known):
    avocet.send(avc(serial=number, comm=f"prog{number}", exe=f"/usr/bin/prog{number}"))
    avocet.explained(known)


def test_down_for_a_week():
    with Avocet() as avocet:
        mailer, port = Mailer(avocet), free_port()
        mailer.settings(port, recipients={"admin": "format = text\n", "day": "schedule = daily\n"})
        mailer.clock = time.time()
        known, attempts = 0, 0
        for hour in range(0, 7 * 24, 2):
            if hour in (0, 2, 50, 130, 166):
                known += 1
                deny(avocet, known, known)
            got = mailer.run()
            attempts += "could not be reached" in got.stderr or "not sent" in got.stderr
            mailer.clock += 2 * HOUR_S
            if hour == 130:
                given_up = mailer.rows("SELECT recipient, count(*) FROM message WHERE state = 'given up' GROUP BY 1")
                check(given_up[0] == ("admin", 1), f"after five days the first mail is given up: {given_up}")
        print(f"{attempts} runs tried")
        check(attempts < 70, "it is tried now and then, not all the time")
        with Sink(port) as sink:
            mailer.clock += 6 * HOUR_S
            mailer.must(0)
            mailer.clock += DAY_S
            mailer.must(0)
            mailer.clock += HOUR_S
            mailer.must(0)
            by_address = collections.defaultdict(str)
            for index, (_, to, _) in enumerate(sink.mails):
                by_address[to[0]] += " ".join(sink.text(index).split())
            print({address: len(text) for address, text in by_address.items()}, len(sink.mails))
            for address in ("admin@example.org", "day@example.org"):
                for number in range(1, known + 1):
                    check(by_address[address].count(f"prog{number} may not") == 1,
                          f"alert {number} reached {address}, once")


def test_refused_for_now_and_for_good():
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port, recipients={"admin": "", "boss": ""})
        deny(avocet, 1, 1)
        sink.answers["admin@example.org"] = "451 4.3.0 come \x1b[31mback later"
        got = mailer.must(1)
        check("451 4.3.0 come \\x1b[31mback later" in got.stderr and "alert 1 to admin@example.org" in got.stderr,
              "the server's words are told, without what could harm")
        check([to for _, to, _ in sink.mails] == [["boss@example.org"]], "the other recipient has his mail")
        mailer.must(0)
        check(len(sink.mails) == 1, "before its time it is not tried again")
        mailer.later(6 * 60)
        sink.answers["admin@example.org"] = "554 5.7.1 relay access denied"
        check("next attempt" in mailer.must(1).stderr, "rules of the server may change: tried again")
        mailer.later(HOUR_S)
        sink.answers["admin@example.org"] = "550 5.1.1 nobody here"
        got = mailer.must(1)
        check("550 5.1.1 nobody here" in got.stderr and "the address was refused" in got.stderr,
              "an address that there is not is told")
        sink.answers.clear()
        for _ in range(3):
            mailer.later(DAY_S)
            mailer.must(0)
        check(len(sink.mails) == 1, "and not tried again")
        shown = mailer.must(0, "--status").stdout
        print(shown)
        check("refuses this address since" in shown and "550 5.1.1 nobody here" in shown and "boss@example.org (immediate): last mail" in shown,
              "the status tells what became of it")
        deny(avocet, 2, 2)
        mailer.must(0)
        check(sorted(to[0] for _, to, _ in sink.mails[1:]) == ["admin@example.org", "boss@example.org"],
              "the next alert is tried there again")


def test_bad_servers():
    with Avocet() as avocet:
        mailer, port = Mailer(avocet), free_port()
        mailer.settings(port, more="timeout = 2\n")
        deny(avocet, 1, 1)
        for talk in (goes_away, talks_nonsense, refuses_all, hangs_at_the_end):
            with BadServer(port, talk) as bad:
                got = mailer.must(1)
                check(bad.count == 1 and "\x1b" not in got.stderr, f"one attempt with one that {talk.__name__}")
            check(mailer.rows("SELECT state FROM message") == [("waiting",)], "the mail waits")
            mailer.later(DAY_S)
        with BadServer(port, hangs):
            mailer.settings(port, more="timeout = 20\n")
            with subprocess.Popen(mailer.command(), env=mailer.environment, stderr=subprocess.DEVNULL) as process:
                wait_until(lambda: mailer.rows("SELECT attempts FROM message") == [(5,)], "it is being tried")
                deny(avocet, 2, 2)
                check(process.poll() is None, "the daemon goes on while avocet-mail hangs")
                end(process, signal.SIGKILL)
        mailer.later(DAY_S)
        with Sink(port) as sink:
            mailer.must(0)
            mailer.must(0)
            check(told(sink) == {"prog1": 1, "prog2": 1} and len(sink.mails) == 2, f"then all arrives: {told(sink)}")
            check(len({sink.message(n)["Message-ID"] for n in range(2)}) == 2, "each once")


def test_the_mail_itself_is_refused():
    class Picky(Sink):
        """Takes no mail that tells of prog1."""

        async def handle_DATA(self, server, session, envelope):
            if b"prog1" in envelope.content:
                return "554 5.6.0 what is that"
            return await super().handle_DATA(server, session, envelope)

    with Avocet() as avocet, Picky() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port)
        deny(avocet, 1, 1)
        check("the mail was refused" in mailer.must(1).stderr, "it is told")
        deny(avocet, 2, 2)
        mailer.must(0)
        check(told(sink) == {"prog2": 1}, f"and stands in nobody's way: {told(sink)}")


class Holder(Sink):
    """Holds the outbox while it takes a mail, so that avocet-mail cannot note that it did."""

    state = None
    held = None

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        if self.state:
            self.held = sqlite3.connect(self.state / "outbox.db", isolation_level=None, check_same_thread=False)
            self.held.execute("BEGIN IMMEDIATE")
        return answer


def test_killed_between_yes_and_note():
    with Avocet() as avocet, Holder() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port)
        deny(avocet, 1, 1)
        sink.state = mailer.state
        with subprocess.Popen(mailer.command(), env=mailer.environment) as process:
            wait_until(lambda: sink.held, "the server has the mail")
            time.sleep(0.5)
            check(process.poll() is None, "avocet-mail wants to note it")
            end(process, signal.SIGKILL)
        sink.held.close()
        sink.state = None
        mailer.later(HOUR_S)
        mailer.must(0)
        mailer.later(HOUR_S)
        mailer.must(0)
        check(len(sink.mails) == 2, "one duplicate")
        check(sink.mails[0][2] == sink.mails[1][2] and sink.message(0)["Message-ID"], "which is the very same mail")


def test_killed_anywhere():
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port)
        mailer.clock = time.time()
        kills = 0
        for number in range(1, 13):
            deny(avocet, number, number)
            with subprocess.Popen(mailer.command(), env=mailer.environment, stderr=subprocess.DEVNULL) as process:
                time.sleep(0.004 * number)
                kills += process.poll() is None
                end(process, signal.SIGKILL)
            mailer.clock += 2 * HOUR_S
        for _ in range(3):
            mailer.must(0)
            mailer.clock += HOUR_S
        print(f"{kills} kills, {len(sink.mails)} mails")
        check(all(told(sink)[f"prog{number}"] >= 1 for number in range(1, 13)), "each alert arrived")
        ids = collections.Counter(sink.message(n)["Message-ID"] for n in range(len(sink.mails)))
        whole = {raw for _, _, raw in sink.mails}
        check(len(whole) == len(ids) and max(ids.values()) <= 2, "what came twice is the same mail")
        once = [n for n in range(len(sink.mails)) if sink.mails[n] not in sink.mails[:n]]
        texts = " ".join(" ".join(sink.text(n).split()) for n in once)
        check(all(texts.count(f"prog{number} may not") == 1 for number in range(1, 13)), "no mail tells it again")


def test_sendmail():
    with Avocet() as avocet:
        mailer = Mailer(avocet)
        program, taken, code = (avocet.folder / name for name in ("sendmail", "taken", "code"))
        program.write_text(f"#!{sys.executable}\nimport sys\nmail = sys.stdin.buffer.read()\n"
                           f"with open({str(taken)!r}, 'ab') as file:\n"
                           "    file.write(repr(sys.argv[1:]).encode() + b'\\n' + mail + b'END\\n')\n"
                           f"sys.exit(int(open({str(code)!r}).read()))\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        mailer.config.write_text(f"[mail]\nsendmail = {program}\nfrom = avocet@web1.example.org\n"
                                 "[recipient odd]\naddress = o'$(touch${{IFS}}x)@example.org\n"
                                 .replace("(", "{").replace(")", "}"))
        deny(avocet, 1, 1)
        code.write_text("75")
        mailer.must(1)
        mailer.later(HOUR_S)
        code.write_text("0")
        mailer.must(0)
        mailer.must(0)
        first, second = taken.read_bytes().decode().split("END\n")[:2]
        print(first.splitlines()[0])
        check(first == second and taken.read_bytes().count(b"END\n") == 2, "tried again until it is taken, then no more")
        check(first.startswith("['-i', '-f', 'avocet@web1.example.org', '--', \"o'${touch${{IFS}}x}@example.org\"]"),
              "arguments are arguments, there is no shell")
        check("\r" not in first and "prog1" in first, "it is the mail")
        code.write_text("67")
        deny(avocet, 2, 2)
        check("the address was refused" in mailer.must(1).stderr, "an unknown user is refused for good")
        mailer.later(DAY_S)
        mailer.must(0)


if __name__ == "__main__":
    main(globals())
