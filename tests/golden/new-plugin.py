#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tools/new-plugin in a copy of plugins/: what it makes compiles and can be loaded, the list stays
sorted, and bad or taken names are refused and change nothing."""
import ctypes
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv.pop(1))


class Head(ctypes.Structure):
    """The beginning of struct avocet_plugin."""
    _fields_ = [("abi", ctypes.c_uint), ("name", ctypes.c_char_p)]


class NewPlugin(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.plugins = pathlib.Path(temporary.name) / "plugins"
        shutil.copytree(SOURCE / "plugins", self.plugins)

    def run_tool(self, name):
        return subprocess.run([SOURCE / "tools/new-plugin", "--plugins", self.plugins, name],
                              capture_output=True, text=True)

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
        library = self.plugins / "k_test.so"
        subprocess.run(["cc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
                        "-Wno-missing-field-initializers", f"-I{self.plugins}", "-o", library,
                        self.plugins / "k_test/plugin.c"], check=True)
        head = Head.in_dll(ctypes.CDLL(str(library)), "avocet_plugin")
        self.assertEqual((head.abi, head.name), (1, b"k_test"))

    def test_refuses_bad_names(self):
        before = self.tree()
        for name in ("", "Upper", "with-dash", "../escape", "1st", "a b", "x" * 65, "execheap"):
            with self.subTest(name):
                done = self.run_tool(name)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertRegex(done.stderr, r"^new-plugin: .+\n$")
        self.assertEqual(self.tree(), before)


if __name__ == "__main__":
    unittest.main()
