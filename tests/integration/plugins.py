#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""avocet plugins: all of them in order, those that were named, and why others are not in use."""

import json
import pathlib
import re
import subprocess
import tempfile

from avocet_test import BUILD, Avocet, avc, build_plugin, check, main, program

AVOCET = program("avocet")
NO_BUS = {"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent", "LC_ALL": "C.UTF-8"}
PLUGIN = """\
#include <stdlib.h>
#include <avocet-plugin.h>
static void analyse(struct avocet_host *host, const struct avocet_denial *denial) { %s }
AVOCET_PLUGIN = { .abi = AVOCET_PLUGIN_ABI, .name = "%s", .match = { .comm = "%s" }, .confidence = 50,
	.summary = "Hear \\033[31mthis\\xff", .explanation = "x", .analyse = analyse };
"""


def plugins(*args, environment=None):
    return subprocess.run([AVOCET, "plugins", *map(str, args)], capture_output=True, timeout=60,
                          env=environment or NO_BUS)


def rows(run):
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_all():
    run = plugins()
    names = re.findall(r"^(\w+)$", run.stdout.decode(), re.M)
    built = sorted(path.stem for path in (BUILD / "plugins").glob("*.so"))
    check((run.returncode, run.stderr) == (0, b"") and names == built, f"{len(names)} plugins, in order")
    listed = rows(plugins("--json"))
    check([row["name"] for row in listed] == built, "the same as JSON")
    check(all(pathlib.Path(row["file"]).samefile(BUILD / "plugins" / f"{row['name']}.so")
              and row["state"] == "in use" and row["summary"] for row in listed), "each with its file")
    check(len(run.stdout.splitlines()) == 3 * len(built), "three lines for each, when nobody looks")


def test_named():
    run = plugins("restorecon", "execheap")
    out = run.stdout.decode()
    check(run.returncode == 0 and re.findall(r"^\w+$", out, re.M) == ["execheap", "restorecon"],
          "those that were named")
    check("class process; one of the permissions execheap" in out and "heap executable" in out,
          out.splitlines()[1].strip())
    check("then it looks closer" in out.split("restorecon")[1], "a plugin that asks is told apart")
    run = plugins("execheap", "nix")
    check(run.returncode == 1 and run.stderr == b"avocet: nix: there is no plugin of that name\n"
          and b"execheap" in run.stdout, "a name that is not there")
    check(plugins("--no-such-option").returncode == 2, "wrong usage")


def test_folder():
    with tempfile.TemporaryDirectory() as folder:
        run = plugins("--plugin", folder)
        check(run.returncode == 1 and b"no plugins in it" in run.stderr, "an empty folder")
        build_plugin(folder, "zz_hostile", PLUGIN % ("", "zz_hostile", "a\\033[2Jb\\u202e"))
        build_plugin(folder, "open", PLUGIN % ("", "open", "x"))
        (pathlib.Path(folder) / "open.so").chmod(0o777)
        run = plugins("--plugin", folder, "zz_hostile")
        out = run.stdout.decode()
        check(run.returncode == 0 and "called a\\x1b[2Jb\\u{202e}" in out, out.splitlines()[1].strip())
        check(not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out), "what a plugin says does no harm")
        run = plugins("--plugin", folder)
        check(run.returncode == 0 and b"open.so: can be changed by other users" in run.stdout,
              "what was refused, and why")
        listed = rows(plugins("--plugin", folder, "--json"))
        check([row["state"] for row in listed] == ["in use", "refused"], "as JSON too")
        check(listed[0]["match"] == {"comm": "a\033[2Jb\u202e"}, "where the pattern is as it was written")
        check(rows(plugins("--json", "--plugin", f"{folder}/zz_hostile.so"))[0]["name"] == "zz_hostile",
              "a single file")
    for wrong in ("/nonexistent", AVOCET):
        run = plugins("--plugin", wrong)
        check(run.returncode == 1 and run.stderr.count(b"\n") == 1, run.stderr.decode().strip())


def test_quarantined():
    with tempfile.TemporaryDirectory() as folder:
        build_plugin(folder, "crasher", PLUGIN % ("abort();", "crasher", "*"))
        with Avocet(plugins=folder) as avocet:
            avocet.send(avc(serial=1))
            avocet.signals.wait("AlertAdded")
            environment = {**NO_BUS, "DBUS_SYSTEM_BUS_ADDRESS": avocet.bus.address}
            out = plugins(environment=environment).stdout.decode()
            check(out.endswith("crasher\n  Why        it crashed twice and is not asked any more\n"),
                  "what crashed is at the end")
            run = plugins("--json", "crasher", environment=environment)
            check(run.returncode == 0 and rows(run)[0]["state"] == "quarantined", "and has its own state")


if __name__ == "__main__":
    main(globals())
