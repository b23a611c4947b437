#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Looks at the manual pages: each must be understood by man, groff and mandoc without a word of
complaint, and each option that a program's --help lists must be in its page, with the same
argument, and the other way round.

usage: check.py BUILD-FOLDER PAGE...
"""
import os
import re
import shutil
import subprocess
import sys
import unittest

BUILD, PAGES = "", []
# The page, and the programs or commands that its sections "Ss" or the whole of it tell of.
PROGRAMS = {
    "avocet.1": "src/cli/avocet",
    "avocet-analyse.8": "src/analyse/avocet-analyse",
    "avocet-dispatch.8": "src/dispatch/avocet-dispatch",
    "avocet-mail.8": "src/mail/avocet-mail",
    "avocet-notify.1": "src/notify/avocet-notify",
    "avocet-relay.8": "src/relay/avocet-relay",
    "avocetd.8": "src/daemon/avocetd",
}
COMMON = "Options of every command"
COMMANDS = ("delete", "explain", "export", "help", "import", "list", "mail", "mute", "mutes", "plugins",
            "show", "stats", "status", "unmute", "watch")
WITHOUT_JSON = ("delete", "export", "mail", "mute", "unmute")
# Sections of the page with options that several commands have.
SHARED = {
    "Filters": ("export", "list", "mute", "stats", "watch"),
    "Filters of time and state": ("export", "list", "stats"),
    "Another database": ("delete", "export", "import", "list", "mute", "mutes", "show", "stats", "status",
                         "unmute"),
}


def run(*command):
    environment = dict(os.environ, LC_ALL="C.UTF-8", MANWIDTH="80", ARGP_HELP_FMT="rmargin=200")
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          stdin=subprocess.DEVNULL, check=False, timeout=60, env=environment)
    return done.stdout, done.stderr, done.returncode


def helped(*command):
    """What --help lists, as {("-c", "--config=FILE"), …}."""
    words, complaint, code = run(*command, "--help")
    if code or complaint:
        raise AssertionError(f"{command}: {complaint}")
    pattern = r"^ +(?:(-[\w?]), )? *(--[a-z-]+(?:=[A-Z]+)?)(?:\s|$)"
    return {(short or "", option) for short, option in re.findall(pattern, words, re.MULTILINE)}


def options_of(item):
    """The words of an .It line, as helped() gives them."""
    text = item.replace(" Ns = Ns Ar ", "=").replace("\\&", "").replace("Fl -", "--")
    text = re.sub(r"Fl (\S)", r"-\1", text)
    names = [word for word in text.split() if word.startswith("-")]
    return (names[0] if len(names) == 2 else "", names[-1])


def paged(path):
    """The options in a page, by section."""
    sections, section = {}, None
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith((".Sh ", ".Ss ")):
                section = sections.setdefault(line[4:].strip(), set())
            elif line.startswith(".It Fl "):
                section.add(options_of(line[4:].strip()))
    return sections


def page(name):
    return next((path for path in PAGES if os.path.basename(path) == name), None)


class Pages(unittest.TestCase):
    def test_nobody_complains(self):
        checkers = [("man", "--warnings", "-l"), ("groff", "-ww", "-z", "-mandoc", "-Tutf8"),
                    ("mandoc", "-Tlint", "-W", "style")]
        used = [checker for checker in checkers if shutil.which(checker[0])]
        self.assertTrue(used, "neither man nor groff nor mandoc is here")
        for path in PAGES:
            for checker in used:
                words, complaint, code = run(*checker, path)
                if checker[0] != "man":
                    complaint += words
                # mandoc also looks for the pages of others, which need not be installed here.
                complaint = "\n".join(line for line in complaint.splitlines()
                                      if "referenced manual not found" not in line
                                      and "mandoc.db" not in line)
                self.assertEqual((complaint, code if checker[0] != "mandoc" else 0), ("", 0), path)

    def test_a_mistake_is_seen(self):
        broken = os.path.join(BUILD, "man", "broken.1")
        with open(page("avocet.1"), encoding="utf-8") as file, \
                open(broken, "w", encoding="utf-8") as copy:
            copy.write(file.read().replace(".Sh EXIT STATUS", ".Shh EXIT STATUS\n\\*[nothing]"))
        self.assertNotEqual(run("groff", "-ww", "-z", "-mandoc", "-Tutf8", broken)[1], "")
        os.remove(broken)

    def test_every_template_is_filled_in(self):
        for path in PAGES:
            with open(path, encoding="utf-8") as file:
                self.assertNotRegex(file.read(), r"@[A-Z_]+@", path)


class Options(unittest.TestCase):
    maxDiff = None

    def test_programs(self):
        for name, program in PROGRAMS.items():
            if name == "avocet.1" or not page(name):
                continue
            with self.subTest(name):
                listed = set().union(*paged(page(name)).values())
                self.assertEqual(listed, helped(os.path.join(BUILD, program)))
                self.assertGreaterEqual(len(listed), 2)

    def test_commands(self):
        sections, avocet = paged(page("avocet.1")), os.path.join(BUILD, PROGRAMS["avocet.1"])
        common = sections.pop(COMMON)
        shared = {name: sections.pop(name) for name in SHARED}
        for command in COMMANDS:
            with self.subTest(command):
                wanted = sections.pop(command) | common
                for name, takers in SHARED.items():
                    wanted |= shared[name] if command in takers else set()
                if command in WITHOUT_JSON:
                    wanted.remove(("", "--json"))
                if command == "help":  # it only opens the page
                    continue
                self.assertEqual(wanted, helped(avocet, command))
        self.assertEqual(set().union(*sections.values()), set(), "options of no command")

    def test_all_commands_have_a_section(self):
        words, _, _ = run(os.path.join(BUILD, PROGRAMS["avocet.1"]), "--help")
        listed = re.findall(r"^  ([a-z]+) ", words.split("Commands:")[1], re.MULTILINE)
        self.assertEqual(sorted(listed), sorted(COMMANDS))

    def test_every_program_has_a_page(self):
        for name in PROGRAMS:
            if os.path.exists(os.path.join(BUILD, PROGRAMS[name])):
                self.assertIsNotNone(page(name), name)


class Settings(unittest.TestCase):
    def test_each_is_in_its_page_and_in_the_example(self):
        """What avocetd reads, what avocet.conf(5) tells of, and what the example shows, are the same."""
        top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        with open(os.path.join(top, "src", "daemon", "settings.c"), encoding="utf-8") as file:
            read = re.findall(r'^\t\{ "([a-z]+)", "([a-z-]+)",', file.read(), re.MULTILINE)
        with open(page("avocet.conf.5"), encoding="utf-8") as file:
            told = re.findall(r"^\.It Ic ([a-z-]+)$", file.read(), re.MULTILINE)
        with open(os.path.join(top, "data", "avocet.conf.in"), encoding="utf-8") as file:
            shown = re.findall(r"^#([a-z-]+) = ", file.read(), re.MULTILINE)
        self.assertEqual(sorted(name for _, name in read), sorted(told))
        self.assertEqual(sorted(told), sorted(shown))
        self.assertGreaterEqual(len(read), 5)


if __name__ == "__main__":
    BUILD, PAGES = sys.argv[1], sys.argv[2:]
    unittest.main(argv=sys.argv[:1], verbosity=2)
