#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""avocet-mail against real SMTP servers: each alert once to each recipient, whatever goes wrong."""

import contextlib
import email
import email.policy
import os
import re
import socket
import sqlite3
import ssl
import subprocess
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from avocet_test import BUILD, Avocet, avc, check, main, program, wait_until

HOUR_S = 3600
HOUR = HOUR_S * 1000


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sink:
    """An SMTP server that keeps what it is given; answers[ADDRESS] is said to RCPT instead."""

    def __init__(self, port=None, user=None, password=None, **options):
        self.mails, self.answers, self.logins = [], {}, []
        self.user, self.password = user, password
        if user:
            options.update(authenticator=self.authenticate, auth_required=True)
        self.controller = Controller(self, hostname="127.0.0.1", port=port or free_port(),
                                     **options)
        self.controller.start()
        self.port = self.controller.port

    def authenticate(self, _server, _session, _envelope, _mechanism, data):
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (
            self.user.encode(), self.password.encode())
        self.logins.append(good)
        return AuthResult(success=good, handled=False)

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        self.mails.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return "250 taken"

    def message(self, index):
        return email.message_from_bytes(self.mails[index][2], policy=email.policy.default)

    def text(self, index):
        return self.message(index).get_body(("plain",)).get_content()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.controller.stop()


class Mailer:
    """avocet-mail with settings and state of its own in the daemon's temporary folder."""

    def __init__(self, avocet):
        self.avocet = avocet
        self.config = avocet.folder / "mail.conf"
        self.state = avocet.folder / "mail"
        self.state.mkdir()
        self.clock = None  # seconds since 1970, where it does not go by the machine's

    def settings(self, port, security="none", recipients=None, more=""):
        text = (f"[mail]\nserver = smtp://localhost:{port}\nsecurity = {security}\n"
                f"from = avocet@web1.example.org\n{more}")
        for name, keys in (recipients or {"admin": ""}).items():
            text += f"[recipient {name}]\naddress = {name}@example.org\n{keys}"
        self.config.write_text(text)

    @property
    def environment(self):
        if self.clock is None:
            return self.avocet.environment
        # clock.so comes before the sanitizer's own library, which does no harm.
        quiet = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        return dict(self.avocet.environment, ASAN_OPTIONS=quiet, LD_PRELOAD=str(BUILD / "tests" / "terminal" / "clock.so"),
                    CLOCK_STOPPED_AT=str(int(self.clock)))

    def command(self, *options, state=None):
        return [program("avocet-mail"), f"--config={self.config}", f"--state={state or self.state}", *options]

    def run(self, *options, state=None):
        return subprocess.run(self.command(*options, state=state), capture_output=True, text=True,
                              timeout=120, env=self.environment)

    def later(self, seconds):
        """From here on its clock stands so much later."""
        self.clock = (self.clock or time.time()) + seconds

    def rows(self, sql):
        with contextlib.closing(sqlite3.connect(self.state / "outbox.db", timeout=30)) as database:
            return database.execute(sql).fetchall()

    def rows_do(self, sql):
        with contextlib.closing(sqlite3.connect(self.state / "outbox.db", timeout=30)) as database, database:
            database.execute(sql)

    def must(self, code, *options, **more):
        got = self.run(*options, **more)
        print(got.stderr, end="")
        check(got.returncode == code, f"avocet-mail exits with {code}, not {got.returncode}")
        return got


def certificate(folder, name):
    """A self-made certificate for localhost; returns (certificate, context of a server)."""
    key, file = folder / f"{name}.key", folder / f"{name}.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                    "-keyout", key, "-out", file], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return file, context


def test_one_mail_for_each_alert():
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port)
        avocet.send(avc(serial=1))
        avocet.explained(1)
        mailer.must(0)
        check(len(sink.mails) == 1, "one alert, one mail")

        sender, to, raw = sink.mails[0]
        message, text = sink.message(0), sink.text(0)
        print(raw.decode("ascii"))
        alert = avocet.get(1)
        check((sender, to) == ("avocet@web1.example.org", ["admin@example.org"]), "the envelope")
        check(not message.defects, f"no defects: {message.defects}")
        check(message["From"].addresses[0].addr_spec == "avocet@web1.example.org", "From")
        check(message["To"].addresses[0].addr_spec == "admin@example.org", "To")
        check(message["Auto-Submitted"] == "auto-generated", "Auto-Submitted")
        check(abs(message["Date"].datetime.timestamp() - time.time()) < 120, "Date is now")
        check(message["Message-ID"] == f"<{alert['uuid']}.admin@web1.example.org>", "Message-ID")
        check(message["X-Auto-Response-Suppress"] == "All" and ".avocet.web1.example.org>" in
              message["List-Id"], "nobody who is away answers, and filters know it")
        check(alert["summary"].startswith(message["Subject"].split("] ", 1)[1].rstrip("…")),
              "the Subject has the sentence")
        html = message.get_body(("html",)).get_content()
        check(alert["summary"] in html and "avocet show 1" in html, "so has the HTML")
        check("/var/www/html/index.html" in " ".join(text.split()), "the text has the path")
        check(" ".join(alert["summary"].split()) in " ".join(text.split()),
              "the text has the sentence")
        check("avocet show 1" in text, "the text tells how to see more")
        check(all(len(line) <= 76 for line in raw.decode("ascii").splitlines()
                  if not line.startswith("Message-ID:")), "no line is long")

        mailer.must(0)
        check(len(sink.mails) == 1, "run again: still one mail")
        avocet.send(avc(serial=2, comm="smbd", exe="/usr/sbin/smbd", source="smbd_t"))
        avocet.explained(2)
        mailer.must(0)
        check(len(sink.mails) == 2 and "smbd" in sink.message(1)["Subject"],
              "another alert, another mail")


def test_ten_thousand_times_one_mail():
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port)
        for start in range(0, 10000, 500):
            avocet.send(b"".join(avc(serial=n + 1) for n in range(start, start + 500)))
        avocet.explained(1)
        wait_until(lambda: avocet.get(1)["count"] == 10000, "10,000 are counted", 60)
        mailer.must(0)
        mailer.must(0)
        check(len(sink.mails) == 1, "10,000 equal denials, one mail")


def test_starttls_and_login():
    with Avocet() as avocet:
        ours, context = certificate(avocet.folder, "ours")
        other, _ = certificate(avocet.folder, "other")
        password = avocet.folder / "password"
        password.write_text("open sesame\n")
        password.chmod(0o640)
        mailer = Mailer(avocet)
        login = f"user = avocet\npassword-file = {password}\n"
        avocet.send(avc(serial=1))
        avocet.explained(1)
        with Sink(user="avocet", password="open sesame", tls_context=context,
                  require_starttls=True, auth_require_tls=True) as sink:
            mailer.settings(sink.port, "starttls", more=login)
            got = mailer.must(1)
            check("certificate" in got.stderr, "an unknown certificate is refused")
            mailer.settings(sink.port, "starttls", more=login + f"ca-file = {other}\n")
            mailer.later(HOUR_S)
            check("certificate" in mailer.must(1).stderr, "another's certificate too")
            check(not sink.logins and not sink.mails, "no password was shown to it")

            password.write_text("wrong\n")
            mailer.settings(sink.port, "starttls", more=login + f"ca-file = {ours}\n")
            mailer.later(HOUR_S)
            got = mailer.must(1)
            check("535" in got.stderr and "wrong" not in got.stderr,
                  "the server's words on a wrong password are passed on, the password is not")
            password.write_text("open sesame\n")
            check("sesame" not in str(mailer.rows("SELECT * FROM message")) and "wrong" not in
                  str(mailer.rows("SELECT answer FROM message")), "nor is it in the outbox")
            mailer.later(HOUR_S)
            mailer.must(0)
            check(len(sink.mails) == 1, "after all that the mail arrives, once")
        with Sink() as sink:
            mailer.settings(sink.port, "starttls", more=f"ca-file = {ours}\n")
            (mailer.state / "outbox.db").unlink()
            mailer.must(1)
            check(not sink.mails, "a server without STARTTLS gets nothing")


def test_tls_from_the_start():
    with Avocet() as avocet:
        ours, context = certificate(avocet.folder, "ours")
        mailer = Mailer(avocet)
        avocet.send(avc(serial=1))
        avocet.explained(1)
        port = free_port()
        # The controller's own probe speaks TLS, too.
        with Sink(port, ssl_context=context) as sink:
            mailer.settings(sink.port, "tls", more=f"ca-file = {ours}\n")
            mailer.must(0)
            check(len(sink.mails) == 1, "the mail arrives")


def test_nothing_breaks_out():
    path = "/tmp/x\r\nBcc: victim@example.org\r\n\r\n\x1b[31m\u202e</b>ü日本"
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port)
        records = avc(serial=1, path="/tmp/HOSTILE").decode()
        coded = path.encode().hex().upper()
        records = records.replace('name="/tmp/HOSTILE"', f"name={coded}").replace(
            'name="HOSTILE"', f"name={path.split('/')[-1].encode().hex().upper()}")
        records = records.replace('comm="httpd"', "comm=" + b"a\r\nTo: x@y".hex().upper())
        avocet.send(records.encode())
        avocet.explained(1)
        mailer.must(0)
        message, (_, to, raw) = sink.message(0), sink.mails[0]
        print(message["Subject"])
        check(to == ["admin@example.org"], "one recipient")
        check(message["Bcc"] is None and len(message.get_all("To")) == 1, "no header was added")
        check(sorted(k.lower() for k in message.keys()) == sorted([
            "from", "to", "subject", "date", "message-id", "auto-submitted", "x-auto-response-suppress",
            "list-id", "content-language", "mime-version", "content-type"]), f"the headers are ours: {message.keys()}")
        check("ü日本" in message["Subject"] + sink.text(0), "letters of other scripts come through")
        check(raw.isascii() and not any(c in message["Subject"] + sink.text(0)
                                        for c in "\x1b\u202e\x00"), "no control characters")


def whole_hour():
    """The clock of a mailer that begins with an hour of its own."""
    return int(time.time()) // HOUR_S * HOUR_S + HOUR_S


def test_a_storm():
    """1,000 new alerts within a minute, and a run after each handful of them, as systemd does it."""
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port)
        mailer.clock = whole_hour()
        for start in range(0, 1000, 100):
            avocet.send(b"".join(avc(serial=n + 1, source=f"d{n % 50}_t", target=f"t{n // 50}_t")
                                 for n in range(start, start + 100)))
            wait_until(lambda first=start: avocet.status()["alerts"] > first, "they are stored", 60)
            mailer.run()
            mailer.clock += 5
        avocet.explained(1000, 120)
        mailer.run()
        check(len(sink.mails) == 2, f"two mails in this minute: {len(sink.mails)}")
        mailer.clock += 60
        sink.answers["admin@example.org"] = "451 4.3.0 come back later"
        mailer.must(1)
        sink.answers.clear()
        mailer.later(HOUR_S)
        mailer.must(0)
        check(len(sink.mails) == 3, "then one mail for all the others")
        subject, text = sink.message(2)["Subject"], sink.text(2)
        print(subject, text, sep="\n")
        counts = [re.search(r"(\d+) new alerts", sink.message(n)["Subject"]) for n in range(3)]
        told = sum(int(count[1]) if count else 1 for count in counts)
        check(told == 1000, f"together they tell of all: {told}")
        check(text.count("may not read") == 20, "it has the first twenty in a sentence each")
        since = text.split('--since "')[1].split('"')[0]
        listed = subprocess.run([program("avocet"), "list", "--json", f"--since={since}"], text=True,
                                capture_output=True, env=avocet.environment, check=True).stdout
        check(len(listed.splitlines()) >= int(counts[2][1]), "the command it names lists them all")
        mailer.later(HOUR_S)
        mailer.must(0)
        check(len(sink.mails) == 3, "and nothing twice")
        avocet.send(avc(serial=2000, comm="other", exe="/usr/bin/other"))
        avocet.explained(1001)
        mailer.must(0)
        check(len(sink.mails) == 4 and "other" in sink.message(3)["Subject"],
              "what comes then is mailed by itself again")


def test_ten_an_hour():
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port)
        mailer.clock = whole_hour()
        for n in range(13):
            avocet.send(avc(serial=n + 1, comm=f"p{n}", exe=f"/usr/bin/p{n}"))
            avocet.explained(n + 1)
            mailer.must(0)
            mailer.clock += 61
        check(len(sink.mails) == 10, f"ten in this hour: {len(sink.mails)}")
        mailer.later(HOUR_S)
        mailer.must(0)
        check(len(sink.mails) == 11 and "3 new alerts" in sink.message(10)["Subject"], "one for the others")


def test_state_of_an_older_version():
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port)
        avocet.send(avc(serial=1))
        avocet.explained(1)
        alert = avocet.get(1)
        (mailer.state / "state").write_text(f"avocet-mail 2\nadmin 1 {alert['uuid']} 1700000000000 0 0 0\n")
        shown = mailer.must(0, "--print").stdout
        check(not shown and (mailer.state / "state").exists(), "what an older version noted is known when playing")
        mailer.must(0)
        check(not sink.mails, "what an older version had noted is not mailed again")
        check(not (mailer.state / "state").exists() and (mailer.state / "state.old").exists(),
              "its notes are taken over once")
        avocet.send(avc(serial=2, comm="smbd", exe="/usr/sbin/smbd", source="smbd_t"))
        avocet.explained(2)
        mailer.must(0)
        check(len(sink.mails) == 1, "what is new is mailed")


def test_levels():
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port, recipients={"all": "level = green\n", "few": "level = red\n"})
        avocet.send(avc(serial=1))
        avocet.send(avc(serial=2, tclass="process", permission="execheap", target="httpd_t"))
        avocet.explained(2)
        levels = {number: avocet.get(number)["level"] for number in (1, 2)}
        print(levels)
        check(levels[2] == "red" and levels[1] != "red", "one red, one not")
        mailer.must(0)
        subjects = {to[0]: sink.message(n)["Subject"] for n, (_, to, _) in enumerate(sink.mails)}
        print(subjects)
        check("Possibly an attack: 2 new alerts" in subjects["all@example.org"], "all: both")
        check("Possibly an attack: " in subjects["few@example.org"] and "new alerts" not in
              subjects["few@example.org"], "few: the red one")
        mailer.must(0)
        check(len(sink.mails) == 2, "and nothing twice")


def test_first_run_and_new_recipient():
    now = int(time.time() * 1000)
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port)
        avocet.send(avc(serial=1, ms=now - 72 * HOUR))
        avocet.send(avc(serial=2, ms=now - 2 * HOUR, comm="smbd", exe="/usr/sbin/smbd"))
        avocet.explained(2)
        got = mailer.must(0)
        check("24 hours" in got.stderr, "it is told that older ones are not mailed")
        check(len(sink.mails) == 1 and "smbd" in sink.message(0)["Subject"], "only the recent one")
        check("24 hours" not in mailer.must(0).stderr, "it is told once")
        mailer.settings(sink.port, recipients={"admin": "", "new": ""})
        mailer.must(0)
        check([to for _, to, _ in sink.mails[1:]] == [["new@example.org"]],
              "a new recipient begins the same way, the old one gets nothing again")


def test_new_database():
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port)
        for n in range(3):
            avocet.send(avc(serial=n + 1, comm=f"one{n}", exe=f"/usr/bin/one{n}"))
        avocet.explained(3)
        mailer.must(0)
        check(len(sink.mails) == 1, "a mail with all three")
        avocet.stop()
        for file in avocet.folder.glob("avocet.db*"):
            file.unlink()
        avocet.start()
        avocet.send(avc(serial=9, comm="other", exe="/usr/bin/other"))
        avocet.explained(1)
        check(avocet.get(1)["source"]["comm"] == "other", "the numbers begin anew")
        mailer.must(0)
        mailer.must(0)
        check(len(sink.mails) == 2 and "other" in sink.message(1)["Subject"],
              "the alert of the new database is mailed, once")


def test_pending_waits():
    with Avocet(start=False) as avocet, Sink() as sink:
        slow = avocet.folder / "slow"
        slow.write_text("#!/bin/sh\nexec cat > /dev/null\n")
        slow.chmod(0o755)
        mailer = Mailer(avocet)
        mailer.settings(sink.port)
        avocet.options = [f"--analyse={slow}"]
        avocet.start()
        avocet.send(avc(serial=1))
        wait_until(lambda: avocet.status()["alerts"] == 1, "the alert is stored")
        mailer.must(0)
        check(not sink.mails, "a pending alert waits")
        avocet.kill()
        avocet.options = []
        avocet.start()
        avocet.explained(1)
        mailer.must(0)
        check(len(sink.mails) == 1, "once explained it is mailed")


def test_print():
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port)
        avocet.send(avc(serial=1))
        avocet.explained(1)
        got = mailer.must(0, "--print")
        print(got.stdout)
        check(got.stdout.startswith("From: avocet@web1.example.org\nTo: admin@example.org\n"),
              "the mail is shown")
        check(not sink.mails and not list(mailer.state.iterdir()), "nothing is sent, nothing is noted")
        mailer.must(0)
        check(len(sink.mails) == 1, "it is sent by the next run")


def test_mistakes():
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.config.write_text("[mail]\n")
        check("no recipient" in mailer.must(0).stderr, "no recipients: nothing to do")
        mailer.settings(sink.port, recipients={"admin": "schedule = yearly\n"})
        got = mailer.must(1)
        check("line 7" in got.stderr and "allowed: immediate, hourly, daily or weekly" in got.stderr,
              "a value that cannot be honoured is refused, with file, line and what is allowed")
        mailer.settings(sink.port)
        avocet.send(avc(serial=1))
        avocet.explained(1)
        got = mailer.must(1, state=avocet.folder / "none")
        check("/none/" in got.stderr, "the folder that is missing is named")
        check(not sink.mails, "what cannot be noted is not sent")
        (mailer.state / "state").write_text("rubbish\n")
        check("not a state file" in mailer.must(1).stderr, "a damaged state file is told")
        (mailer.state / "state").unlink()
        (mailer.state / "outbox.db").write_text("rubbish" * 1000)
        check("outbox.db" in mailer.must(1).stderr and not sink.mails, "a damaged outbox, too")
        (mailer.state / "outbox.db").unlink()
        avocet.stop()
        got = mailer.must(3)
        check("avocetd" in got.stderr, "the daemon that does not answer is named")


if __name__ == "__main__":
    main(globals())
