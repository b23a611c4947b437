#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""When avocet-mail tells what: digests, quiet hours, filters, second mails about one alert; and `avocet mail`."""

import datetime
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from avocet_test import BUILD, Avocet, avc, check, end, main, program, wait_until
from mail import HOUR_S, Mailer, Sink, free_port

POLICY = "avocet-policy 1\nboolean httpd_read_homes {} : httpd_t user_home_t file read\n"
DAY_S = 24 * HOUR_S


def boolean(value, serial):
    return b"type=MAC_CONFIG_CHANGE msg=audit(%d.000:%d): bool=httpd_read_homes val=%d old_val=%d " \
        b"auid=0 ses=1\n" % (int(time.time()) + 1, serial, value, 1 - value)


def at(hour, days=0, minute=0):
    """That time of a day from today on."""
    day = datetime.date.today() + datetime.timedelta(days=days)
    return datetime.datetime.combine(day, datetime.time(hour, minute)).timestamp()


def an_hour_before_seven():
    """The time an hour before the next daily digest, whose day is the one that the machine's clock is in."""
    while at(7) - 60 < time.time() < at(7):
        time.sleep(1)
    return at(6) if time.time() < at(7) else at(6, 1)


def sections(text):
    """{heading: [alert numbers]} of a list."""
    found, heading = {}, None
    for line in text.splitlines():
        if line in ("New", "Fixed since", "Still happening", "Was fixed, and happened again"):
            heading = found.setdefault(line, [])
        elif heading is not None and line[:6].strip().isdigit():
            heading.append(int(line[:6]))
    return found


def other(serial, name):
    return avc(serial=serial, comm=name, exe=f"/usr/bin/{name}", source=f"{name}_t")


class Scripted:
    """avocetd with a policy whose boolean can be turned."""

    def __init__(self):
        self.avocet = Avocet(start=False)
        self.policy = pathlib.Path(self.avocet.folder) / "x.policy"
        self.turn("off")
        self.avocet.options = [f"--policy={self.policy}"]
        self.avocet.start()

    def turn(self, value):
        self.policy.write_text(POLICY.format(value))

    def fix(self, serial):
        self.turn("on")
        self.avocet.send(boolean(1, serial))
        wait_until(lambda: self.avocet.get(1).get("fixed"), "it is fixed")
        time.sleep(1.1)  # what happens then is of another second

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.avocet.__exit__(*what)


def test_a_daily_digest():
    with Scripted() as scripted, Sink() as sink:
        avocet, mailer = scripted.avocet, Mailer(scripted.avocet)
        mailer.settings(sink.port, recipients={"day": "schedule = daily\n", "week": "schedule = weekly\n"})
        mailer.clock = an_hour_before_seven()
        avocet.send(avc(serial=1))
        avocet.send(other(2, "still"))
        avocet.explained(2)
        mailer.must(0)
        check(not sink.mails, "before seven there is no mail")
        mailer.clock += HOUR_S
        mailer.must(0)
        mailer.must(0)
        check([to for _, to, _ in sink.mails if to != ["week@example.org"]] == [["day@example.org"]], "at seven one")
        print(sink.text(0))
        check(sections(sink.text(0)) == {"New": [1, 2]}, "which tells what is new")
        check("Denials by hour" in sink.text(0) and 'role="img"' in
              sink.message(0).get_body(("html",)).get_content(), "with a chart")
        sink.mails.clear()
        avocet.send(other(3, "still"))
        wait_until(lambda: avocet.get(2)["count"] == 2, "it goes on")
        mailer.later(DAY_S)
        mailer.must(0)
        check(not [to for _, to, _ in sink.mails if to == ["day@example.org"]], "what only goes on is no mail")
        sink.mails.clear()
        scripted.fix(10)
        avocet.send(other(20, "fresh") + other(21, "still"))
        avocet.explained(3)
        wait_until(lambda: avocet.get(2)["count"] == 3, "it goes on")
        # The digest looks back a day; its clock is ahead of the daemon's.
        mailer.rows_do(f"UPDATE recipient SET digest = {int((time.time() - 60) * 1000)}, checked = digest")
        mailer.later(DAY_S)
        mailer.must(0)
        index = [to for _, to, _ in sink.mails].index(["day@example.org"])
        print(sink.message(index)["Subject"], sink.text(index), sep="\n")
        found = sections(sink.text(index))
        check(found["New"] == [3] and found["Fixed since"] == [1] and 2 in found["Still happening"],
              f"new, fixed and going on are told apart: {found}")
        check("1 new alert, 1 fixed" in sink.message(index)["Subject"], "the subject says so")
        sink.mails.clear()
        mailer.later(8 * DAY_S)
        mailer.must(0)
        check(not sink.mails, "nothing new, no mail")


def test_a_thread():
    with Scripted() as scripted, Sink() as sink:
        avocet, mailer = scripted.avocet, Mailer(scripted.avocet)
        mailer.settings(sink.port)
        avocet.send(avc(serial=1))
        avocet.explained(1)
        mailer.must(0)
        scripted.fix(10)
        mailer.later(120)
        mailer.must(0)
        mailer.must(0)
        check(len(sink.mails) == 2 and "] Fixed: " in sink.message(1)["Subject"], "a second mail: it is fixed")
        check("nothing is left to do" in " ".join(sink.text(1).split()), "which says so")
        avocet.send(avc(serial=20))
        wait_until(lambda: avocet.get(1).get("fixed") is None, "it happens again")
        mailer.later(120)
        mailer.must(0)
        mailer.must(0)
        check(len(sink.mails) == 3 and "] Happened again: " in sink.message(2)["Subject"], "a third: again")
        first = sink.message(0)["Message-ID"]
        check(all(sink.message(n)["References"] == sink.message(n)["In-Reply-To"] == first for n in (1, 2)),
              "both answer to the first")
        check(len({sink.message(n)["Message-ID"] for n in range(3)}) == 3, "and are themselves")


def test_quiet_hours():
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port, recipients={"admin": "quiet-hours = 22:00-07:30\n", "boss": ""})
        mailer.clock = at(23)
        avocet.send(other(1, "one") + other(2, "two"))
        avocet.explained(2)
        mailer.must(0)
        check([to for _, to, _ in sink.mails] == [["boss@example.org"]], "at night only the other has mail")
        mailer.clock = at(7, 1, 29)
        mailer.must(0)
        check(len(sink.mails) == 1, "until the last minute")
        mailer.clock = at(7, 1, 30)
        mailer.must(0)
        check(len(sink.mails) == 2 and sections(sink.text(1)) == {"New": [1, 2]}, "then all in one")


def test_waiting():
    """With --wait it is there when quiet hours end, and hears of new alerts meanwhile."""
    with Avocet() as avocet, Sink() as sink:
        mailer, soon = Mailer(avocet), time.time() + 90
        quiet = f"{time.strftime('%H:%M', time.localtime(soon - 300))}-{time.strftime('%H:%M', time.localtime(soon))}"
        mailer.settings(sink.port, recipients={"admin": f"quiet-hours = {quiet}\n", "boss": ""})
        avocet.send(other(1, "one"))
        avocet.explained(1)
        with subprocess.Popen(mailer.command("--wait"), env=mailer.environment) as process:
            wait_until(lambda: len(sink.mails) == 1, "the mail that may go goes")
            avocet.send(other(2, "two"))
            wait_until(lambda: len(sink.mails) == 2, "one that comes meanwhile, too")
            # Who ends it between the mail and the note that it was taken gets that mail again.
            wait_until(lambda: mailer.rows("SELECT count(*) FROM message WHERE state = 'sent'") == [(2,)],
                       "and it is noted that both were taken")
            stat = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            print([line for line in stat.splitlines() if "ctxt" in line or "VmRSS" in line])
            check(process.poll() is None and all(to == ["boss@example.org"] for _, to, _ in sink.mails), "it stays")
            check(end(process, signal.SIGTERM) == -signal.SIGTERM, "until it is stopped")
        mailer.settings(sink.port, recipients={"boss": ""})
        mailer.clock = time.time() + HOUR_S
        mailer.must(0, "--wait")
        check(len(sink.mails) == 2, "when nothing is due it does not stay")


def test_filters():
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port, recipients={"one": "filter = source-type=one_t\n", "words": "filter = two\n"})
        avocet.send(other(1, "one") + other(2, "two") + other(3, "three"))
        avocet.explained(3)
        mailer.must(0)
        mailer.must(0)
        got = {to[0].split("@")[0]: sink.message(n)["Subject"] for n, (_, to, _) in enumerate(sink.mails)}
        print(got)
        check(len(sink.mails) == 2 and "one may not" in got["one"] and "two may not" in got["words"],
              "each has what fits")
        mailer.settings(sink.port, recipients={"one": "filter = since=today\n"})
        check("filter" in mailer.must(1).stderr, "what is no filter is told")


def test_formats_and_languages():
    with Avocet() as avocet, Sink() as sink:
        avocet.environment["TEXTDOMAINDIR"] = str(BUILD / "po")
        mailer = Mailer(avocet)
        mailer.settings(sink.port, recipients={"text": "format = text\n", "html": "format = html\n",
                                               "both": "language = pt_BR\n", "else": "language = xx\n"})
        avocet.send(other(1, "one"))
        avocet.explained(1)
        mailer.must(0)
        got = {to[0].split("@")[0]: sink.message(n) for n, (_, to, _) in enumerate(sink.mails)}
        check(got["text"].get_content_type() == "text/plain" and got["html"].get_content_type() == "text/html",
              "one body where one is wanted")
        check([part.get_content_type() for part in got["both"].iter_parts()] == ["text/plain", "text/html"],
              "else both, the better last")
        check(got["both"]["Content-Language"] == "pt-BR" and '<html lang="pt-BR">' in
              got["both"].get_body(("html",)).get_content(), "the language is told")
        check(got["else"]["Content-Language"] == "en", "which is English where there is no other")
        check(all(not message.defects for message in got.values()), "no defects")


CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"
msgid "New"
msgstr "Neu\\nBcc: x@example.org\\n\\n<script>"
msgid "%lu new alert"
msgid_plural "%lu new alerts"
msgstr[0] "%lu neue Meldung\\r\\nBcc: x@example.org"
msgstr[1] "%lu neue Meldungen\\r\\nBcc: x@example.org"
"""


def test_translated():
    """Each in their own language within one run; and a catalogue that somebody tampered with harms nobody."""
    with Avocet() as avocet, Sink() as sink:
        mailer, folder = Mailer(avocet), avocet.folder / "locale" / "de" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        subprocess.run(["msgfmt", "-o", folder / "avocet.mo", "-"], input=CATALOGUE, text=True, check=True)
        avocet.environment["TEXTDOMAINDIR"] = str(avocet.folder / "locale")
        mailer.settings(sink.port, recipients={"a": "language = en\n", "b": "language = de\n", "c": "language = en\n"})
        avocet.send(other(1, "one") + other(2, "two"))
        avocet.explained(2)
        mailer.must(0)
        got = {to[0][0]: sink.message(n) for n, (_, to, _) in enumerate(sink.mails)}
        print({name: message["Subject"] for name, message in got.items()})
        check("2 neue Meldungen\\x0d\\x0aBcc" in got["b"]["Subject"], "German where German is wanted")
        check(all("2 new alerts" in got[name]["Subject"] for name in "ac"), "English before and after it")
        for message in got.values():
            check(message["Bcc"] is None and len(message.keys()) == 11 and not message.defects and
                  "<script" not in message.get_body(("html",)).get_content(), "nothing breaks out of its place")


def avocet_mail(mailer, *options):
    got = subprocess.run([program("avocet"), "mail", f"--config={mailer.config}", f"--state={mailer.state}", *options],
                         capture_output=True, text=True, timeout=60, env=mailer.environment)
    print(got.stdout + got.stderr, end="")
    return got


def test_the_command():
    with Avocet() as avocet, Sink() as sink:
        mailer = Mailer(avocet)
        mailer.settings(sink.port, recipients={"admin": "schedule = weekly\n"})
        avocet.send(other(1, "one"))
        avocet.explained(1)
        got = avocet_mail(mailer, "--test", "somebody@example.org")
        check(got.returncode == 0 and sink.mails[0][1] == ["somebody@example.org"] and
              "Test mail" in sink.message(0)["Subject"], "a test mail arrives")
        sink.answers["nobody@example.org"] = "550 5.1.1 no \x1b[31msuch user"
        got = avocet_mail(mailer, "--test", "nobody@example.org")
        check(got.returncode == 1 and "550 5.1.1 no \\x1b[31msuch user" in got.stderr, "the server's own words")
        check(avocet_mail(mailer, "--test", "a b@c").returncode == 2, "no address")
        check(avocet_mail(mailer, "--now").returncode == 2, "--now alone")
        got = avocet_mail(mailer, "--digest")
        check("To: admin@example.org" in got.stdout and len(sink.mails) == 1, "a digest is shown")
        check(avocet_mail(mailer, "--digest", "--now").returncode == 0 and len(sink.mails) == 2, "a digest is sent")
        got = avocet_mail(mailer, "--digest", "--now")
        check(got.returncode == 0 and "nothing is new" in got.stderr and len(sink.mails) == 2, "once")
        check("admin@example.org (weekly): last mail" in avocet_mail(mailer).stdout, "without options: how it goes")
        mailer.settings(free_port(), recipients={"admin": ""})
        check(avocet_mail(mailer, "--test", "a@example.org").returncode == 1, "a server that is down is told")
        got = avocet_mail(mailer, "--digest")
        check(got.returncode == 1 and "no recipient has a schedule with digests" in got.stderr, "no digests")


if __name__ == "__main__":
    os.environ["TZ"] = "UTC"
    time.tzset()
    main(globals())
