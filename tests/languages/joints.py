#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Where words meet what is filled in, languages melt both; names that read like prose stay as they are. And
numbers choose their plural forms. usage: joints.py AVOCET CATALOGUES"""
import gettext
import pathlib
import subprocess
import sys
import tempfile
import unittest

from world import NO_POLICY, TREE, entries, environment

AVOCET, CATALOGUES = sys.argv.pop(1), sys.argv.pop(1)
RECORD = ('type=AVC msg=audit(1700000000.123:7): avc:  denied  {{ {permissions} }} for  pid=7 comm="{comm}" name="{name}" '
          'dev="sda1" ino=5 scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:etc_t:s0 '
          'tclass={tclass} permissive=0\n')


def told_of(language, count=1, words=(), **parts):
    parts = {"permissions": "read", "comm": "httpd", "name": "x", "tclass": "file", **parts}
    with tempfile.NamedTemporaryFile("w", suffix=".log") as log:
        for number in range(count):
            log.write(RECORD.format(**parts).replace(":7)", f":{7 + number})"))
        log.flush()
        done = subprocess.run([AVOCET, "explain", "--policy", NO_POLICY, *words, log.name], text=True, check=True,
                              env=environment(CATALOGUES, language), capture_output=True)
    return done.stdout


def summary(language, **parts):
    return told_of(language, words=["--summary"], **parts)


class Joints(unittest.TestCase):
    def test_french(self):
        self.assertIn("données à un fichier du nom de x.", summary("fr", permissions="append"))
        self.assertIn("ouvrir et lire un fichier du nom de x.", summary("fr", permissions="read open"))

    def test_german_names_the_object_first(self):
        self.assertIn("eine Datei namens x zu öffnen und zu lesen.", summary("de", permissions="open read"))
        self.assertIn("von einer Datei namens x", summary("de", permissions="relabelfrom getattr"))

    def test_japanese(self):
        self.assertIn("「x」という名前のファイルを", summary("ja", permissions="open read"))

    def test_a_hostile_name_is_not_melted_and_not_translated(self):
        for language in ("de", "es", "fr", "ja", "pt_BR"):
            for name in ("le fichier", "libraries", "file", "on", "{target}", "%s%n"):
                told = summary(language, comm=name[:15], name=name)
                self.assertEqual(told.count(name), 2, (language, name, told))


class Plurals(unittest.TestCase):
    def test_each_number_has_its_form(self):
        for language in (TREE / "po/LINGUAS").read_text().split():
            with open(pathlib.Path(CATALOGUES) / language / "LC_MESSAGES/avocet.mo", "rb") as file:
                catalogue = gettext.GNUTranslations(file)
            several = [(one, many, forms) for one, many, forms in entries(TREE / f"po/{language}.po")
                       if many and "<PRI" not in one]  # these are the C library's to read
            self.assertGreater(len(several), 20)
            for one, many, forms in several:
                singular = {"fr": {0, 1}, "pt_BR": {0, 1}, "ja": {0, 1, 2, 5}}.get(language, {1})
                for number in (0, 1, 2, 5):
                    self.assertEqual(catalogue.ngettext(one, many, number), forms[0 if number in singular else 1],
                                     (language, one, number))

    def test_avocet_chooses_it(self):
        self.assertIn("1 Verweigerung ", told_of("de", 1))
        self.assertIn("2 Verweigerungen ", told_of("de", 2))
        self.assertIn("5 denegaciones ", told_of("es", 5))


unittest.main()
