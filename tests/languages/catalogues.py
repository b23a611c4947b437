#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Catalogues are whole: every file with texts is listed, every text is in every language, plural forms and
formats fit. usage: catalogues.py TREE"""
import pathlib
import re
import subprocess
import sys
import tempfile

from world import entries

TREE = pathlib.Path(sys.argv[1])
NOT_TEXTS = {"src/language/language.c", "src/language/language.h", "plugins/avocet-plugin.h"}  # they define the marks
MARK = re.compile(rb"\b(?:_|N_|ngettext)\(")


def run(*command):
    done = subprocess.run(command, cwd=TREE, capture_output=True, text=True)
    # A text of argp has \v between what stands before and behind the options.
    complaints = [line for line in done.stderr.splitlines() if "\\v" not in line]
    if done.returncode:
        raise SystemExit(f"{command[0]}: {done.stderr}")
    return done.stdout, complaints


def files_with_texts():
    files = [*TREE.glob("src/**/*.[ch]"), *TREE.glob("plugins/*.h"), *TREE.glob("plugins/*/*.[ch]")]
    names = {file.relative_to(TREE).as_posix() for file in files if MARK.search(file.read_bytes())}
    return names - NOT_TEXTS


def ids(catalogue, *which):
    """What is in it: each msgid with its plural, as msgattrib prints them."""
    text, _ = run("msgattrib", "--no-wrap", "--no-location", "--no-obsolete", *which, catalogue)
    return set(re.findall(r'^msgid "(.+)"$', text, re.M))


def check_listed(faults):
    listed = (TREE / "po/POTFILES").read_text().split()
    wanted = sorted(files_with_texts())
    if listed != wanted:
        faults.append(f"po/POTFILES: lacks {sorted(set(wanted) - set(listed))}, "
                      f"has no texts in {sorted(set(listed) - set(wanted))}, or is not sorted")


def check_language(language, template, faults):
    file = TREE / f"po/{language}.po"
    _, complaints = run("msgfmt", "--check", "-o", "/dev/null", file)
    faults += [f"{language}: {line}" for line in complaints]
    for kind in ("--untranslated", "--only-fuzzy", "--only-obsolete"):
        text, _ = run("msgattrib", "--no-wrap", kind, file)
        left = re.findall(r'^(?:#~ )?msgid "(.+)"$', text, re.M)
        if left:
            faults.append(f"{language}: {kind}: {left[:5]} and {len(left)} in all")
    wanted, there = ids(template), ids(file)
    if wanted != there:
        faults.append(f"{language}: lacks {sorted(wanted - there)[:5]}, no text of ours: {sorted(there - wanted)[:5]} "
                      "(tools/update-po)")
    if re.search(r'"[^"\n]*/(?:home|tmp|work)/[a-z]+/av', file.read_text()):
        faults.append(f"{language}: has a path of somebody's machine")


def check_french(faults):
    """In French a no-break space stands before : ; ? ! and within «quotes», where a sentence goes on or ends."""
    for _, _, texts in entries(TREE / "po/fr.po"):
        faults += [f"fr: {found[0]!r} in {text!r}" for text in texts
                   for found in re.finditer(r".{0,9}[^\u00a0\u202f/:][:;?!»](?=\s|$)|«[^\u00a0\u202f].{0,9}", text)]


def main():
    faults = []
    check_listed(faults)
    check_french(faults)
    languages = (TREE / "po/LINGUAS").read_text().split()
    with tempfile.TemporaryDirectory() as folder:
        template = pathlib.Path(folder) / "avocet.pot"
        _, complaints = run("po/extract.sh", template)
        faults += complaints
        if len(ids(template)) < 2000:
            faults.append("hardly any texts were found")
        for language in languages:
            check_language(language, template, faults)
    if not languages:
        faults.append("po/LINGUAS is empty")
    print("\n".join(faults) or f"{len(languages)} languages are whole")
    return bool(faults)


sys.exit(main())
