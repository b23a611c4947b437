#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What avocet needs at its start: the libraries that only some commands use are loaded when one of them does,
and not before. Here each of them is a file that nobody can load.
"""

import lzma
import os
import pathlib
import re
import subprocess
import tempfile

from avocet_test import SOURCE, avc, check, main, program

AVOCET = program("avocet")
NONE = SOURCE / "tests/golden/none.policy"
LATE = {path.stem: re.search(r'^LATE_LIBRARY\("(.*)"\);', path.read_text(), re.M)[1]
        for path in (SOURCE / "src/late").glob("*.c") if path.stem != "late"}


def text_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class Broken:
    """A folder in which the libraries are empty files, where the dynamic linker looks first."""

    def __init__(self, *names):
        self.names = names

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        for name in self.names:
            (pathlib.Path(self.folder.name) / LATE[name]).touch()
        self.log = os.path.join(self.folder.name, "audit.log")
        pathlib.Path(self.log).write_bytes(avc())
        self.database = os.path.join(self.folder.name, "a.db")
        return self

    def __exit__(self, *args):
        self.folder.cleanup()

    def run(self, *words):
        path = os.pathsep.join(filter(None, [self.folder.name, os.environ.get("LD_LIBRARY_PATH")]))
        return subprocess.run([AVOCET, *map(str, words)], capture_output=True, text=True, timeout=120,
                              env={**os.environ, "LD_LIBRARY_PATH": path})

    def works(self, *words):
        run = self.run(*words)
        check(run.returncode == 0 and not run.stderr, f"{words[0]}: {run.returncode} {run.stderr.strip()}")
        return run.stdout

    def fails(self, name, *words):
        run = self.run(*words)
        check(run.returncode == 1 and run.stderr.count("\n") == 1
              and re.match(rf"avocet: \S*{re.escape(LATE[name])}: ", run.stderr),
              f"exit {run.returncode}: {run.stderr.strip()}")


def test_what_is_linked():
    check(len(LATE) >= 8, f"{len(LATE)} libraries that come late")
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", text_of("readelf", "-d", AVOCET))
    check(needed and not set(needed) & set(LATE.values()), f"none of them is needed at the start: {needed}")
    # Else a library's own calls of its functions would come back to us.
    ours = re.findall(r"^LATE\([^,]*, (\w+),|^int (\w+)\(", "".join(
        path.read_text() for path in (SOURCE / "src/late").glob("*.c")), re.M)
    ours = {late or other for late, other in ours}
    check({"sqlite3_step", "sd_bus_message_append"} <= ours, f"{len(ours)} functions stand for theirs")
    exported = {line.split()[-1].split("@")[0] for line in text_of("nm", "-D", "--defined-only", AVOCET).splitlines()}
    check(not exported & ours, "which no library sees")


def test_their_names():
    """They are those of the libraries that everything was built with, and packagers find them."""
    notes = pathlib.Path(AVOCET).read_bytes()
    for soname in LATE.values():
        library = text_of("cc", f"-print-file-name={soname.rsplit('.so', 1)[0]}.so").strip()
        name = re.search(r"\(SONAME\).*\[(.*)\]", text_of("readelf", "-d", library))[1]
        check(name == soname, f"{library} is {name}")
        check(f'[{{"soname":["{soname}"],"priority":"required"}}]\0'.encode() in notes, f"{soname} is noted")


def test_counting_needs_none():
    with Broken(*LATE) as broken:
        check("denials      1\n" in broken.works("explain", "--count", broken.log), "and it counts")
        broken.works("--version")
        broken.works("explain", "--help")


def test_a_database_needs_sqlite_only():
    with Broken("sqlite") as broken:
        broken.fails("sqlite", "list", "--db", broken.database)
        check("denied" not in broken.works("explain", "--policy", NONE, "--summary", broken.log), "explain does without")
    with Broken(*LATE.keys() - {"sqlite", "z"}) as broken:  # SQLite itself may need zlib
        run = broken.run("list", "--db", broken.database)
        check(run.returncode == 1 and "there is no database yet" in run.stderr, run.stderr.strip())


def test_what_is_missing_is_named():
    with Broken("systemd") as broken:
        broken.fails("systemd", "list")
        broken.fails("systemd", "watch")
    with Broken("audit") as broken:
        broken.fails("audit", "explain", "--policy", NONE, broken.log)
    with Broken("lzma") as broken:
        packed = broken.log + ".xz"
        pathlib.Path(packed).write_bytes(lzma.compress(avc()))
        broken.fails("lzma", "explain", "--count", packed)


if __name__ == "__main__":
    main(globals())
