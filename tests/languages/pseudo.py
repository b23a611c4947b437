#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What avocet prints, in a language of brackets: what stands outside of them, nobody can translate.
usage: pseudo.py AVOCET PLUGINS"""
import pathlib
import re
import subprocess
import sys
import tempfile

from brackets import catalogue, outside
from world import NO_POLICY, TREE, environment

AVOCET, PLUGINS, LOGS = sys.argv[1], sys.argv[2], sorted(TREE.glob("tests/families/*.log"))
COMMANDS = "delete explain export help import list mail mute mutes plugins show stats status unmute watch".split()
# Three plain words in a row are prose.
PROSE = re.compile(r"\b[A-Za-z][a-z']+[,;:]? [a-z']+[,;:]? [a-z']{2,}\b")
# What is English all the same, and why.
EXCEPTIONS = [
    re.compile(r"(?m)^\s+(?:-\?|-V|\s+--usage|--usage).*$"),  # options of the C library, in its own catalogue
    re.compile(r"\s+".join("Mandatory or optional arguments to long options are also mandatory or optional for any "
                           "corresponding short options.".split())),  # the same
    re.compile(r"(?m)^\s*⟦\s*(?:Access|Takes)⟧.*$"),  # names of permissions, classes, reasons
    re.compile(r"(?m)^\s*⟦Rule⟧.*$"),  # a constraint as the policy has it
    re.compile(r"(?m)^Usage:.*(?:\n  .*)*$"),  # the names of arguments, as in the manual page
    re.compile(r"(?m)^\s+(?:\(allow|;).*$"),  # CIL
    re.compile(r"(?m)^\s+[$#] .*$"),  # commands to copy
]


def escapes(text):
    for exception in EXCEPTIONS:
        text = exception.sub("", text)
    return [found[0] for found in PROSE.finditer(re.sub(r"[ \n]+", " ", outside(text)))]


class Speaker:
    def __init__(self, folder):
        self.folder, self.faults, self.told = folder, [], 0

    def hear(self, *words):
        done = subprocess.run([AVOCET, *words], capture_output=True, timeout=120, env=environment(self.folder, "qps"))
        text = done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")
        self.told += text.count("⟦")
        self.faults += [f"avocet {' '.join(map(str, words))}: {prose}" for prose in escapes(text)]
        return text


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if catalogue(folder) < 2000:
            raise SystemExit("hardly any texts were found")
        speaker = Speaker(folder)
        for log in LOGS:
            policy = log.with_suffix(".policy")
            speaker.hear("explain", "--plugin", PLUGINS, "--policy", policy if policy.exists() else NO_POLICY, log)
        database = folder / "history"
        speaker.hear("import", "--db", database, "--policy", NO_POLICY, "--plugin", PLUGINS, *LOGS[:8])
        for words in (["list"], ["show", "1", "2"], ["stats"], ["status"], ["mutes"], ["list", "no such word"]):
            speaker.hear(*words, "--db", database)
        speaker.hear("plugins", "--plugin", PLUGINS)
        speaker.hear("--help")
        for command in COMMANDS:
            speaker.hear(command, "--help")
        if not escapes("this is plain English prose"):
            raise SystemExit("the test would find nothing")
        if speaker.told < 1000:
            speaker.faults.append(f"only {speaker.told} texts were told")
        print("\n".join(dict.fromkeys(speaker.faults)) or f"{speaker.told} texts were told, none in English")
        return bool(speaker.faults)


sys.exit(main())
