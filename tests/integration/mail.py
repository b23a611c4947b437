#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""avocet-mail against real SMTP servers: each alert once to each recipient, whatever goes wrong."""

import email
import email.policy
import socket
import ssl
import subprocess
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from avocet_test import Avocet, avc, check, main, program, wait_until

HOUR = 3600 * 1000


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
        self.state = avocet.folder / "mail-state"

    def settings(self, port, security="none", recipients=None, more=""):
        text = (f"[mail]\nserver = smtp://localhost:{port}\nsecurity = {security}\n"
                f"from = avocet@web1.example.org\n{more}")
        for name, keys in (recipients or {"admin": ""}).items():
            text += f"[recipient {name}]\naddress = {name}@example.org\n{keys}"
        self.config.write_text(text)

    def run(self, *options, state=None):
        return subprocess.run(
            [program("avocet-mail"), f"--config={self.config}", f"--state={state or self.state}",
             *options], capture_output=True, text=True, timeout=120, env=self.avocet.environment)

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
        check(f"{alert['level']}: {alert['summary']}".startswith(
            message["Subject"].split("] ", 1)[1].rstrip("…")), "the Subject has the sentence")
        check("/var/www/html/index.html" in " ".join(text.split()), "the text has the path")
        check(" ".join(alert["summary"].split()) in " ".join(text.split()),
              "the text has the sentence")
        check("avocet show 1" in text, "the text tells how to see more")
        check(all(len(line) <= 76 for line in raw.decode("ascii").splitlines()
                  if not line.startswith(("Subject:", "Message-ID:", "Content-Type:"))),
              "no line is long")

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
            check("certificate" in mailer.must(1).stderr, "another's certificate too")
            check(not sink.logins and not sink.mails, "no password was shown to it")

            password.write_text("wrong\n")
            mailer.settings(sink.port, "starttls", more=login + f"ca-file = {ours}\n")
            got = mailer.must(1)
            check("535" in got.stderr and "wrong" not in got.stderr,
                  "the server's words on a wrong password are passed on, the password is not")
            password.write_text("open sesame\n")
            mailer.must(0)
            check(len(sink.mails) == 1, "after all that the mail arrives, once")
        with Sink() as sink:
            mailer.settings(sink.port, "starttls", more=f"ca-file = {ours}\n")
            mailer.state.unlink()
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


def test_refused_and_tried_again():
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port, recipients={"admin": "", "boss": ""})
        avocet.send(avc(serial=1))
        avocet.send(avc(serial=2, comm="smbd", exe="/usr/sbin/smbd", source="smbd_t"))
        avocet.explained(2)
        for answer in ("451 4.3.0 come back later", "550 5.1.1 nobody here"):
            sink.answers["admin@example.org"] = answer
            got = mailer.must(1)
            check(answer in got.stderr and "alert 1 to admin@example.org" in got.stderr,
                  f"the answer is told: {answer}")
            check([to for _, to, _ in sink.mails] == [["boss@example.org"]] * 2,
                  "the other recipient has both mails, once")
        sink.answers.clear()
        mailer.must(0)
        check([to for _, to, _ in sink.mails[2:]] == [["admin@example.org"]] * 2,
              "when the server takes them, the first has them too")
        check("alert" not in mailer.must(0).stderr and len(sink.mails) == 4, "and nothing more")


def test_server_down():
    with Avocet() as avocet:
        mailer, port = Mailer(avocet), free_port()
        mailer.settings(port)
        avocet.send(avc(serial=1))
        avocet.explained(1)
        got = mailer.must(1)
        check(f"smtp://localhost:{port}" in got.stderr, "the server is named")
        noted = mailer.state.read_text()
        mailer.must(1)
        check(mailer.state.read_text() == noted, "a recipient's beginning does not move meanwhile")
        with Sink(port) as sink:
            mailer.must(0)
            check(len(sink.mails) == 1, "it is up again: the mail arrives")


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
            "from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version",
            "content-type"]), f"the headers are ours: {message.keys()}")
        check("ü日本" in message["Subject"] + sink.text(0), "letters of other scripts come through")
        check(raw.isascii() and not any(c in message["Subject"] + sink.text(0)
                                        for c in "\x1b\u202e\x00"), "no control characters")


def age(state, hours=1):
    """The state as it would be so much later: the hour in it is an earlier one."""
    first, *lines = state.read_text().splitlines()
    fields = [line.split() for line in lines]
    for line in fields:
        line[4] = str(int(line[4]) - hours)
    state.write_text("\n".join([first] + [" ".join(line) for line in fields]) + "\n")


def not_at_the_turn_of_the_hour(seconds):
    """Waits until the hour goes on for so long."""
    left = 3600 - time.time() % 3600
    if left < seconds:
        time.sleep(left + 1)


def numbers(sink):
    """Of the alerts that were mailed singly."""
    return [sink.text(index).split("avocet show ")[1].split()[0] for index in range(len(sink.mails))
            if "more alerts" not in sink.message(index)["Subject"]]


def test_a_storm():
    """1,000 new alerts within a minute, and a run after each handful of them, as systemd does it."""
    not_at_the_turn_of_the_hour(240)
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port)
        for start in range(0, 1000, 100):
            avocet.send(b"".join(avc(serial=n + 1, source=f"d{n % 50}_t", target=f"t{n // 50}_t")
                                 for n in range(start, start + 100)))
            mailer.run()
        avocet.explained(1000, 120)
        for _ in range(3):
            mailer.must(0)
        check(numbers(sink) == [str(n) for n in range(1, 11)] and len(sink.mails) == 10,
              f"10 mails in this hour: {len(sink.mails)}")
        age(mailer.state)
        sink.answers["admin@example.org"] = "451 4.3.0 come back later"
        got = mailer.must(1)
        check("the summary of the last hour to admin@example.org" in got.stderr,
              "a summary that is refused is told")
        sink.answers.clear()
        mailer.must(0)
        check(len(sink.mails) == 11, "an hour later one mail for all the others")
        subject, text = sink.message(10)["Subject"], sink.text(10)
        print(subject, text, sep="\n")
        check("990 more alerts since 20" in subject, f"it says how many: {subject}")
        check(" 11  " in text and " 30  " in text and " 31  " not in text and "970 more" in text,
              "it has the first twenty")
        check(text.count("may not read") >= 15, "in a sentence each")
        since = text.split('--since "')[1].split('"')[0]
        listed = subprocess.run([program("avocet"), "list", "--json", f"--since={since}"], text=True,
                                capture_output=True, env=avocet.environment, check=True).stdout
        check(len(listed.splitlines()) >= 990, "the command it names lists them all")
        mailer.must(0)
        check(len(sink.mails) == 11, "and nothing twice")
        avocet.send(avc(serial=2000, comm="other", exe="/usr/bin/other"))
        avocet.explained(1001)
        mailer.must(0)
        check(len(sink.mails) == 12 and "other" in sink.message(11)["Subject"],
              "what comes then is mailed singly again")


def test_a_storm_for_two():
    """Alerts below a recipient's level are no mail, and fill no hour."""
    not_at_the_turn_of_the_hour(60)
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port, recipients={"all": "level = green\n", "few": "level = red\n"})
        avocet.send(b"".join(avc(serial=n + 1, source=f"d{n}_t") for n in range(12)))
        avocet.send(avc(serial=50, tclass="process", permission="execheap", target="httpd_t"))
        avocet.explained(13)
        mailer.must(0)
        to = [to[0].split("@")[0] for _, to, _ in sink.mails]
        check(to.count("all") == 10 and to.count("few") == 1, f"10 and 1 mails: {to}")
        age(mailer.state)
        shown = mailer.must(0, "--print").stdout
        check("3 more alerts since 20" in shown and "red: 3 more" in shown, "the summary can be shown")
        mailer.must(0)
        to = [to[0].split("@")[0] for _, to, _ in sink.mails]
        check(to.count("all") == 11 and to.count("few") == 1, f"11 and 1 mails: {to}")
        check("red: 3 more alerts" in sink.message(11)["Subject"], sink.message(11)["Subject"])


def test_state_of_an_older_version():
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port)
        avocet.send(avc(serial=1))
        avocet.explained(1)
        mailer.must(0)
        words = mailer.state.read_text().splitlines()[1].split()
        mailer.state.write_text("avocet-mail 1\n" + " ".join(words[:4]) + "\n")
        mailer.must(0)
        check(len(sink.mails) == 1, "what an older version had noted is not mailed again")


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
        check(sum(to == ["all@example.org"] for _, to, _ in sink.mails) == 2, "all: both")
        check(sum(to == ["few@example.org"] for _, to, _ in sink.mails) == 1, "few: the red one")
        mailer.must(0)
        check(len(sink.mails) == 3, "and nothing twice")


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
        check(len(sink.mails) == 3, "three mails")
        avocet.stop()
        for file in avocet.folder.glob("avocet.db*"):
            file.unlink()
        avocet.start()
        avocet.send(avc(serial=9, comm="other", exe="/usr/bin/other"))
        avocet.explained(1)
        check(avocet.get(1)["source"]["comm"] == "other", "the numbers begin anew")
        mailer.must(0)
        mailer.must(0)
        check(len(sink.mails) == 4 and "other" in sink.message(3)["Subject"],
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
        got = mailer.must(0)
        check("still being explained" in got.stderr and not sink.mails, "a pending alert waits")
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
        check(not sink.mails and not mailer.state.exists(), "nothing is sent, nothing is noted")
        mailer.must(0)
        check(len(sink.mails) == 1, "it is sent by the next run")


def test_mistakes():
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.config.write_text("[mail]\n")
        check("no recipient" in mailer.must(0).stderr, "no recipients: nothing to do")
        mailer.settings(sink.port, recipients={"admin": "schedule = weekly\n"})
        got = mailer.must(1)
        check("line 7" in got.stderr and "allowed: immediate" in got.stderr,
              "a value that cannot be honoured is refused, with file, line and what is allowed")
        mailer.settings(sink.port)
        avocet.send(avc(serial=1))
        avocet.explained(1)
        got = mailer.must(1, state=avocet.folder / "none" / "state")
        check("none/state" in got.stderr, "the folder that is missing is named")
        check(not sink.mails, "what cannot be noted is not sent")
        mailer.state.write_text("rubbish\n")
        check("not a state file" in mailer.must(1).stderr, "a damaged state file is told")
        mailer.state.unlink()
        avocet.stop()
        got = mailer.must(3)
        check("avocetd" in got.stderr, "the daemon that does not answer is named")


if __name__ == "__main__":
    main(globals())
