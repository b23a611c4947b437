#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tools/new-plugin in a copy of plugins/: what it makes compiles, loads and speaks, the list stays
sorted, and bad or taken names are refused and change nothing. Then a plugin is written as
avocet-plugin(5) says, from nothing but what is on that page and the log of a denial.

usage: new-plugin.py SOURCE AVOCET MAN-PAGE
"""
import ctypes
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE, AVOCET, PAGE = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
del sys.argv[1:4]
sys.path.insert(0, str(SOURCE / "tests/golden"))
from run import ENVIRONMENT, explain  # noqa: E402 (it has no ending of its own to be imported by)

EXAMPLE = SOURCE / "man/ftp_home"


class Head(ctypes.Structure):
    """The beginning of struct avocet_plugin."""
    _fields_ = [("abi", ctypes.c_uint), ("name", ctypes.c_char_p)]


class Tree(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.plugins = pathlib.Path(temporary.name) / "plugins"
        shutil.copytree(SOURCE / "plugins", self.plugins)

    def run_tool(self, *args):
        return subprocess.run([SOURCE / "tools/new-plugin", "--plugins", self.plugins,
                               "--avocet", AVOCET, *args], capture_output=True, text=True)

    def build(self, name):
        """Compiles the plugin as the tree does, warnings being errors."""
        library = self.plugins / f"{name}.so"
        subprocess.run(["cc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
                        "-Wno-missing-field-initializers", "-Wno-unused-parameter",
                        f"-I{self.plugins}", "-o", library, self.plugins / name / "plugin.c"],
                       check=True)
        return library


class NewPlugin(Tree):
    def tree(self):
        return {path: path.read_bytes() for path in self.plugins.rglob("*") if path.is_file()}

    def names(self):
        return re.findall(r"^    '(\w+)',$", (self.plugins / "meson.build").read_text(), re.M)

    def test_makes_a_plugin(self):
        before = self.names()
        done = self.run_tool("k_test")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.names(), sorted(before + ["k_test"]))
        folder = self.plugins / "k_test"
        self.assertEqual(sorted(path.name for path in folder.iterdir()),
                         ["plugin.c", "silent.log", "silent.txt", "speaks.log", "speaks.txt"])

    def test_the_plugin_compiles_and_loads(self):
        self.run_tool("k_test")
        head = Head.in_dll(ctypes.CDLL(str(self.build("k_test"))), "avocet_plugin")
        self.assertEqual((head.abi, head.name), (1, b"k_test"))

    def test_speaks_of_a_log_at_once(self):
        logs = sorted((SOURCE / "tests/logs").glob("*.log"))[:5] + [EXAMPLE / "speaks.log"]
        for number, log in enumerate(logs):
            with self.subTest(log.name):
                done = self.run_tool(f"k_{number}", log)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                library = self.build(f"k_{number}")
                told = explain(AVOCET, library, self.plugins / f"k_{number}/speaks.log").decode()
                self.assertIn(f"(k_{number}, 50 %)", told)
                self.assertIn(told.splitlines()[0].split(": ", 1)[1], done.stdout)
                self.assertEqual(
                    explain(AVOCET, library, self.plugins / f"k_{number}/silent.log"), b"")

    def test_refuses_bad_logs(self):
        before = self.tree()
        empty = self.plugins.parent / "empty.log"
        empty.write_text("nothing\n")
        for log in (empty, self.plugins, self.plugins / "none.log"):
            with self.subTest(log.name):
                done = self.run_tool("k_test", log)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertRegex(done.stderr, r"^new-plugin: .+\n$")
        self.assertEqual(self.tree(), before)

    def test_refuses_bad_names(self):
        before = self.tree()
        for name in ("", "Upper", "with-dash", "../escape", "1st", "a b", "x" * 65, "execheap"):
            with self.subTest(name):
                done = self.run_tool(name)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertRegex(done.stderr, r"^new-plugin: .+\n$")
        self.assertEqual(self.tree(), before)


def displays(section):
    """The examples of a section of the page, as the reader sees them."""
    text = PAGE.read_text().split(f".Sh {section}\n")[1].split("\n.Sh ")[0]
    shown = re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed$", text, re.S | re.M)
    return [example.replace("\\e", "\\") for example in shown]


class Whole(unittest.TestCase):
    """All of the header is on the page."""

    def setUp(self):
        header = (SOURCE / "plugins/avocet-plugin.h").read_text()
        self.header = re.sub(r"/\*.*?\*/", "", header, flags=re.S)
        self.page = PAGE.read_text()

    def members(self, name):
        body = re.search(rf"^struct {name} \{{\n(.*?)^\}};", self.header, re.S | re.M).group(1)
        flat = re.sub(r"\s+", " ", body)
        questions = re.findall(r"\(\*(\w+)\)\(", flat)
        return questions or re.findall(r"(\w+)(?=[,;])", flat)

    def told(self, names, pattern):
        missing = [name for name in names if not re.search(pattern.format(name), self.page, re.M)]
        self.assertEqual(missing, [])
        self.assertGreater(len(names), 7)

    def test_questions(self):
        self.told(self.members("avocet_host"), r"^\.It.* ?Fn {}\b")

    def test_fields(self):
        for name in ("avocet_denial", "avocet_match"):
            self.told(self.members(name), r"^\.It Ic (?:.* )?{}(?: |$)")

    def test_actions_risks_and_rules(self):
        self.told(re.findall(r"^\t(AVOCET_\w+),", self.header, re.M), r"\b{}\b")

    def test_words(self):
        head = (SOURCE / "plugins/avocet-plugin.h").read_text().split("*/")[1]
        self.told(re.findall(r"\{[\w.]+\}", head), r"{}")


class FromThePage(Tree):
    """Somebody reads the page and types what is on it."""

    def make(self):
        """By the six steps; returns the folder."""
        done = self.run_tool("ftp_home", EXAMPLE / "speaks.log")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        folder = self.plugins / "ftp_home"
        shutil.copy(EXAMPLE / "silent.log", folder)
        (folder / "plugin.c").write_text(displays("A PLUGIN THAT ASKS")[0])
        (folder / "speaks.policy").write_text(displays("A POLICY FOR A TEST")[0])
        return folder

    def test_the_example_says_what_it_should(self):
        folder = self.make()
        library = self.build("ftp_home")
        told = explain(AVOCET, library, folder / "speaks.log").decode()
        self.assertEqual(told, (EXAMPLE / "speaks.txt").read_text())
        self.assertIn("# setsebool -P ftp_home_dir on", told)
        self.assertEqual(explain(AVOCET, library, folder / "silent.log"), b"")

    def test_outside_of_the_source(self):
        """The commands of that section, with the header where it would be installed."""
        folder = self.make()
        commands = displays("OUTSIDE OF THE SOURCE")[0].splitlines()
        run = {**ENVIRONMENT, "CPATH": str(SOURCE / "plugins"),
               "PATH": f"{AVOCET.parent}:{os.environ['PATH']}"}
        self.assertRegex(commands[0], r"^\$ cc .*plugin\.c$")
        self.assertRegex(commands[1], r"^\$ avocet explain --plugin ")
        for command in commands[:2]:
            done = subprocess.run(command[2:].split(), cwd=folder, env=run, capture_output=True)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((folder / "ftp_home.so").exists())

    def test_the_plugin_without_code(self):
        self.assertEqual(displays("A PLUGIN WITHOUT CODE")[0].strip(),
                         (SOURCE / "plugins/execheap/plugin.c").read_text().strip())


if __name__ == "__main__":
    unittest.main()
