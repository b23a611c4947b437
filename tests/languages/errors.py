#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What goes wrong is told in the reader's language: wrong calls of all programs for people, in a language of
brackets; and what the daemon and the outbox say in English is what readers look up.
usage: errors.py BUILD notify|no-notify"""
import errno
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(sys.argv[1])
os.environ["AVOCET_BUILD_DIR"] = str(BUILD)
from brackets import catalogue, outside
from world import HERE, NO_POLICY, TREE, environment

sys.path.insert(0, str(HERE.parent / "integration"))
from avocet_test import Avocet, avc, program, wait_until  # after its folders are known

# Two plain words in a row are prose.
PROSE = re.compile(r"(?<![\w/.=-])[A-Za-z][a-z']+[,;:]? [a-z']{2,}\b(?![=/])")
# What is English all the same, and why.
EXCEPTIONS = [
    re.compile("|".join(re.escape(os.strerror(n)) for n in sorted(errno.errorcode))),  # of the C library
    re.compile(r"Try [^\n]+ for more information\."),  # of argp, in its own catalogue
    re.compile(r"(?:invalid|unrecognized) option|option (?:.--[a-z]+. )?requires an argument"),  # of getopt
    re.compile(r"(?m)^Usage:.*(?:\n  .*)*$"),
    re.compile(r"\((?:not an error|out of memory|disk I/O error|file is not a database|"
               r"attempt to write a readonly database|unable to open database file)\)"),  # of SQLite
    re.compile(r"avocet-[a-z]+|\bavocet [a-z]+:|systemctl start avocetd"),  # programs
    re.compile(r"mail\.server\.invalid: [^\n|]+|127\.0\.0\.1:\d+: [^\n|]+"),  # of libcurl and of servers
    re.compile(r"allowed: [a-z., *\[\]-]+"),  # names of settings
]
CONFIGS = {
    "section": "[mails]\nserver = smtp://localhost\n",
    "setting": "[mail]\nsever = smtp://localhost\n",
    "value": "[mail]\nserver = localhost\n",
    "line": "[mail]\nserver\n",
    "from": "[mail]\nserver = smtp://localhost\n[recipient me]\naddress = me@example.org\n",
    "both": "[mail]\nserver = smtp://localhost\nsendmail = /bin/true\nfrom = a@example.org\n",
    "clear": "[mail]\nserver = smtp://localhost\nsecurity = none\nuser = me\npassword-file = /none\n"
             "from = a@example.org\n",
    "half": "[mail]\nserver = smtp://localhost\nuser = me\nfrom = a@example.org\n",
    "secret": "[mail]\nserver = smtp://localhost\nuser = me\npassword-file = /none\nfrom = a@example.org\n",
    "address": "[mail]\nsendmail = /bin/true\nfrom = a@example.org\n[recipient me]\nlevel = red\n",
    "nobody": "[mail]\nsendmail = /bin/true\nfrom = a@example.org\n",
    "nowhere": "[recipient me]\naddress = me@example.org\n",
    "recipient": "[recipient a b]\naddress = me\nlevel = blue\nschedule = never\nfilter = no=such\nlanguage = //\n"
                 "format = pdf\nquiet-hours = night\n",
    "now": "[mail]\nsendmail = /bin/true\nfrom = a@example.org\n[recipient me]\naddress = me@example.org\n",
    "daily": "[mail]\nsendmail = /bin/true\nfrom = a@example.org\n[recipient me]\naddress = me@example.org\n"
             "schedule = daily\n",
    "down": "[mail]\nserver = smtp://127.0.0.1:1\nsecurity = none\nfrom = a@example.org\n",
    "refused": "[mail]\nsendmail = /bin/false\nfrom = a@example.org\n",
    "taken": "[mail]\nsendmail = /bin/true\nfrom = a@example.org\n",
    "new": "[mail]\nserver = smtp://127.0.0.1:1\nsecurity = none\nfrom = a@example.org\n"
           "[recipient me]\naddress = me@example.org\n",
    "bubbles": "[bubbles]\nshow = maybe\nlevel = blue\npause = long\n[tray]\nicon = big\n[storm]\nx = y\n",
}


def escapes(text):
    text = outside(text)
    for exception in EXCEPTIONS:
        text = exception.sub("|", text)
    return [found[0] for found in PROSE.finditer(re.sub(r"[ \n]+", " ", text))]


class Speaker:
    """Runs programs in the pseudo-language, and notes what they say in English."""

    def __init__(self, folder):
        self.folder, self.faults, self.calls = folder, [], 0
        self.environment = {**environment(folder, "qps"), "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder}/no-bus",
                            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/no-bus", "HOME": str(folder),
                            "XDG_CONFIG_HOME": str(folder)}

    def hear(self, name, *words, out=subprocess.PIPE, silent=False, **more):
        """silent: all that is said comes from a library."""
        if name == "avocet-notify" and sys.argv[2] == "no-notify":
            return "⟦" * 5
        done = subprocess.run([program(name), *map(str, words)], stdout=out, stderr=subprocess.PIPE, timeout=120,
                              stdin=subprocess.DEVNULL, env={**self.environment, **more})
        text = (done.stdout or b"").decode(errors="replace") + done.stderr.decode(errors="replace")
        what = f"{name} {' '.join(map(str, words))}"
        self.calls += 1
        self.faults += [f"{what}: {prose!r} in {text.strip()!r}" for prose in escapes(text)]
        if not silent and "⟦" not in text:
            self.faults.append(f"{what}: says nothing in brackets, with {done.returncode}: {text.strip()!r}")
        return text


def wrong_words(speaker):
    for words in (["lst"], ["no-such-command"], ["list", "--no-such-option"],
                  ["list", "--since", "yesteryear"], ["list", "--since", "yesterdy"], ["list", "--level", "blue"],
                  ["list", "--level", "rd"], ["list", "--unit", os.fsdecode(b"\xff")],
                  ["list", "--last", "many"], ["show"], ["delete"], ["mute"], ["mute", "1", "2"],
                  ["mute", "1", "--for", "long"], ["mute", "1", "--unit", "x.service"], ["unmute"], ["unmute", "x"],
                  ["status", "now"], ["watch", "--last", "many"], ["export", "--format", "pdf"],
                  ["export", "--format", "jsn"], ["import"], ["mail", "now"], ["mail", "--now"],
                  ["mail", "--test", "a@example.org", "--digest"], ["help", "list", "show"], ["help", "lst"],
                  ["plugins", "no-such-plugin"], ["explain", "--since", "yesteryear"]):
        speaker.hear("avocet", *words)
    speaker.hear("avocet-mail", "--now")
    speaker.hear("avocet-mail", "--test", "nobody")
    speaker.hear("avocet-notify", "--details", "a;b")
    speaker.hear("avocet", "list", "--last", silent=True)
    speaker.hear("avocet", "list", "-y", silent=True)
    speaker.hear("avocet", "list", "--sinc", silent=True)


def wrong_files(speaker, folder):
    log = sorted(TREE.glob("tests/families/*.log"))[0]
    empty, text, cut, secret = folder / "empty", folder / "text", folder / "cut.gz", folder / "password"
    empty.touch()
    text.write_text("This is no audit log.\n" * 9)
    cut.write_bytes(bytes.fromhex("1f8b0800000000000003") + b"x" * 40)
    (folder / "damaged").write_text("type=AVC msg=audit(1.0:1): avc:  denied  { re\n")
    (folder / "no.so").write_text("x")
    explain = ["explain", "--plugin", BUILD / "plugins", "--policy", NO_POLICY]
    for file in ("/none", folder, empty, text, cut, folder / "damaged"):
        speaker.hear("avocet", *explain, file, silent=file == "/none")
    for policy in ("/none", folder, text):
        speaker.hear("avocet", "explain", "--policy", policy, log)
    speaker.hear("avocet", *explain, "--file-contexts", "/none", log)
    speaker.hear("avocet", *explain, "--booleans", text, log)
    speaker.hear("avocet", "explain", "--root", folder, log)
    for plugin in ("/none", empty, folder):
        speaker.hear("avocet", "explain", "--plugin", plugin, "--policy", NO_POLICY, log, silent=plugin == "/none")
        speaker.hear("avocet", "plugins", "--plugin", plugin, silent=plugin == "/none")
    with open("/dev/full", "wb") as full:
        speaker.hear("avocet", *explain, log, out=full)
    speaker.hear("avocet", "import", "--policy", NO_POLICY, "--db", "/none/history", log)
    speaker.hear("avocet", "import", "--policy", NO_POLICY, "--db", folder, log)
    for database in ("/none", folder, empty, text):
        for words in (["list"], ["show", "1"], ["stats"]):
            speaker.hear("avocet", *words, "--db", database)
    history = folder / "history"
    speaker.hear("avocet", "import", "--policy", NO_POLICY, "--plugin", BUILD / "plugins", "--db", history, log)
    for words in (["show", "99"], ["show", "zz"], ["unmute", "9"], ["delete", "99"], ["list", "no such word"],
                  ["mutes"], ["list", "--level", "red", "--unit", "none.service"]):
        speaker.hear("avocet", *words, "--db", history)


def wrong_settings(speaker, folder):
    for name, text in CONFIGS.items():
        (folder / name).write_text(text)
    open_secret = folder / "password"
    open_secret.write_text("secret\n")
    open_secret.chmod(0o644)
    (folder / "open").write_text(CONFIGS["secret"].replace("/none", str(open_secret)))
    for name in ("section", "setting", "value", "line", "from", "both", "clear", "half", "secret", "open", "address",
                 "nobody", "nowhere", "recipient"):
        speaker.hear("avocet-mail", "--config", folder / name, "--state", folder)
    speaker.hear("avocet-mail", "--config", folder / "now", "--state", folder, "--digest")
    speaker.hear("avocet-mail", "--config", folder / "daily", "--state", folder, "--digest")  # no bus
    speaker.hear("avocet-mail", "--config", folder / "now", "--state", "/none/folder")
    (folder / "state").write_text("no state\n")
    speaker.hear("avocet-mail", "--config", folder / "now", "--state", folder)
    (folder / "state").unlink()
    for name in ("down", "refused", "taken"):
        speaker.hear("avocet-mail", "--config", folder / name, "--test", "me@example.org")
        speaker.hear("avocet", "mail", "--config", folder / name, "--test", "me@example.org")
    settings = folder / "avocet"
    settings.mkdir()
    (settings / "notify.conf").write_text(CONFIGS["bubbles"])
    text = speaker.hear("avocet-notify")
    if text.count("⟦") < 5:
        speaker.faults.append(f"avocet-notify does not tell all mistakes: {text}")


def daemon_is_away(speaker):
    for words in (["list"], ["show", "1"], ["stats"], ["status"], ["mutes"], ["mute", "1"], ["unmute", "1"],
                  ["delete", "1"], ["watch"], ["export"]):
        speaker.hear("avocet", *words)


def daemon_refuses(speaker, folder):
    with Avocet() as avocet:
        bus = {"DBUS_SYSTEM_BUS_ADDRESS": avocet.bus.address}
        avocet.send(avc(serial=1))
        avocet.explained(1)
        for words in (["show", "99"], ["show", "zz"], ["delete", "99"], ["unmute", "9"], ["mute", "99"],
                      ["show", *map(str, range(90, 99))]):
            speaker.hear("avocet", *words, **bus)
        config = ["--config", folder / "new", "--state", folder]
        for words in ([], ["--status"]):
            said = speaker.hear("avocet-mail", *config, *words, **bus)
            if "could not be reached" not in said and "not sent" not in said and "waits" not in said:
                speaker.faults.append(f"no mail waits: {said}")
        speaker.hear("avocet-mail", "--config", folder / "daily", "--state", folder, "--digest", **bus)
        avocet.process.send_signal(signal.SIGKILL)
        avocet.process.wait()
        speaker.hear("avocet", "list", **bus)


def worker_is_broken(speaker):
    with Avocet(options=["--analyse=/bin/false"]) as avocet:
        avocet.send(avc(serial=1))
        wait_until(lambda: avocet.status()["worker"].get("last_error"), "the daemon says what is wrong")
        text = speaker.hear("avocet", "status", DBUS_SYSTEM_BUS_ADDRESS=avocet.bus.address)
        if "before it was ready" not in text:
            speaker.faults.append(f"avocet status does not tell of the worker: {text}")


def literals(source):
    """All texts in C, those that stand side by side as one, and whatever is filled in as %s."""
    text = re.sub(r"PRI[du]64", '"lld"', source)
    for many in re.findall(r'(?:"(?:[^"\\\n]|\\.)*"\s*)+', text):
        joined = "".join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', many))
        yield re.sub(r"%[-.0-9]*(?:ll|z)?[a-z]", "%s", joined)


def check_forms(speaker):
    """What is looked up is said so: each form is a text of where it comes from."""
    places = {"src/client/sentences.c": ["src/daemon", "src/store"], "src/mail/noted.c": ["src/mail"]}
    for reader, folders in places.items():
        forms = [text for text in literals((TREE / reader).read_text()) if re.search("[a-z]{2} ", text)]
        said = "\n".join(text for folder in folders for file in (TREE / folder).glob("*.c") if file != TREE / reader
                         for text in literals(file.read_text()))
        speaker.faults += [f"{reader}: nobody says {form}" for form in forms
                           if form.removeprefix("avocet-analyse ") not in said]
        if len(forms) < 5:
            speaker.faults.append(f"{reader}: has hardly any forms")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        catalogue(folder)
        speaker = Speaker(folder)
        wrong_words(speaker)
        wrong_files(speaker, folder)
        wrong_settings(speaker, folder)
        daemon_is_away(speaker)
        daemon_refuses(speaker, folder)
        worker_is_broken(speaker)
        check_forms(speaker)
        if not escapes("the system bus: plain English") or escapes("avocet: /a/b: No such file or directory"):
            raise SystemExit("the test would find nothing, or too much")
        print("\n".join(dict.fromkeys(speaker.faults)) or f"{speaker.calls} wrong calls were told, none in English")
        return bool(speaker.faults)


sys.exit(main())
