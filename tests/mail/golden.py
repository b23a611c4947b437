#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What mails say, to the letter: golden/*.eml are the mails about the history of tests/terminal/story.py, with
what differs from run to run taken out. `ninja bless-mails` rewrites them: read them aloud.

usage: golden.py [--bless] [--html=FOLDER]   (the HTML as files, to look at)
"""
import datetime
import difflib
import email
import email.policy
import html.parser
import os
import pathlib
import re
import socket
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
for name in ("terminal", "integration"):
    sys.path.insert(0, str(TESTS / name))
from avocet_test import check, main  # noqa: E402
from mail import Mailer, Sink  # noqa: E402
from story import NOW, Story  # noqa: E402

GOLDEN = TESTS / "mail" / "golden"
RECIPIENTS = {"now": "", "week": "schedule = weekly\n", "guard": "level = red\n"}
# main() takes what is left for names of tests.
BLESS = "--bless" in sys.argv
HTML = next((word.split("=", 1)[1] for word in sys.argv if word.startswith("--html=")), None)
sys.argv[1:] = [word for word in sys.argv[1:] if not word.startswith("--")]
TAGS = {"html", "head", "meta", "title", "style", "body", "table", "tr", "td", "p", "h1", "h2", "div", "br"}
ATTRIBUTES = {"lang", "charset", "name", "content", "class", "style", "role", "width", "height", "cellpadding",
              "cellspacing", "border", "align", "valign", "colspan", "aria-label"}


class Reader(html.parser.HTMLParser):
    """Only what we write is there, and each element ends."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS or any(name not in ATTRIBUTES for name, _ in attrs):
            self.wrong.append((tag, attrs))
        if any("url(" in (value or "") or "expression" in (value or "") for name, value in attrs if name == "style"):
            self.wrong.append((tag, attrs))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(("/", tag))


def steady(raw):
    """Without what differs from run to run: the host's name, numbers of alerts' own."""
    text = raw.decode("ascii").replace("\r\n", "\n")
    message = email.message_from_string(text, policy=email.policy.default)
    parts = [f"{name}: {value}" for name, value in message.items() if name != "Content-Type"]
    for part in message.walk():
        if not part.is_multipart():
            parts += ["", f"==== {part.get_content_type()}", part.get_content()]
    text = "\n".join(parts)
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID", text)
    text = re.sub(r"-\d{13}\.", "-MS.", text)
    host = socket.gethostname()
    for word in sorted({host, host.split(".")[0]}, key=len, reverse=True):
        text = re.sub(rf"(?<![\w-]){re.escape(word)}(?![\w-])", "HOST", text)
    return text


def mails():
    """{name: raw mail}"""
    got = {}
    os.environ["TZ"] = "Europe/Berlin"
    with Story(keep=True) as story, Sink() as sink:
        mailer = Mailer(story.daemon)
        # One who had digests before; the others are new, and hear of the last 24 hours.
        since = int((NOW - datetime.timedelta(days=7)).timestamp() * 1000)
        (mailer.state / "state").write_text(f"avocet-mail 1\nweek 0 - {since}\n")
        mailer.settings(sink.port, recipients={"week": RECIPIENTS["week"]})
        mailer.clock = (NOW - datetime.timedelta(days=4)).timestamp()
        mailer.must(0)
        mailer.settings(sink.port, recipients=RECIPIENTS)
        mailer.clock = NOW.timestamp()
        for options in ((), ("--digest", "--now")):
            mailer.must(0, *options)
        for index, (_, to, raw) in enumerate(sink.mails):
            got.setdefault(to[0].split("@")[0], raw)
    return got


def compare(name, text):
    file = GOLDEN / f"{name}.eml"
    if BLESS:
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(text)
    wanted = file.read_text()
    if text != wanted:
        print("\n".join(difflib.unified_diff(wanted.splitlines(), text.splitlines(), "wanted", "got", lineterm="")))
    check(text == wanted, f"{file.name} is as it was")


def test_mails():
    found = mails()
    print(sorted(found))
    for name, raw in sorted(found.items()):
        compare(name, steady(raw))
        message = email.message_from_bytes(raw, policy=email.policy.strict)
        reader = Reader()
        if HTML:
            pathlib.Path(HTML, f"mail-{name}.html").write_text(message.get_body(("html",)).get_content())
        reader.feed(message.get_body(("html",)).get_content())
        check(not reader.wrong and not reader.open, f"its HTML holds what we write, whole: {reader.wrong}")
        check(not message.defects, "a strict reader finds no fault")


if __name__ == "__main__":
    main(globals())
