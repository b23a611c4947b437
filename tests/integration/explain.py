#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""avocet explain as people run it: every recorded log is accounted for, bad input gets one clear
message and no crash, and what a hostile process wrote reaches no terminal as it is.
"""

import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from avocet_test import BUILD, SOURCE, avc, build_plugin, check, main, program

AVOCET = program("avocet")
REFUSAL = re.compile(rb"(?:^|audit: )type=(?:AVC|1400|USER_AVC|1107|SELINUX_ERR|1401) ")
NONE = SOURCE / "tests/golden/none.policy"


def explain(*args, text=b"", **options):
    return subprocess.run([AVOCET, "explain", *map(str, args)], input=text, capture_output=True,
                          timeout=120, **options)


def complaint(run, code, *words):
    """One line on stderr that has all the words, and the exit code; nothing crashed."""
    said = run.stderr.decode()
    check(run.returncode == code and said.count("\n") == 1 and all(w in said for w in words),
          f"exit {run.returncode}: {said.strip()}")


def truth(data):
    """The refusals of a log by a regular expression alone; notices are none."""
    return sum(1 for line in data.split(b"\n")
               if REFUSAL.search(line) and b"avc:  received" not in line)


def test_every_recorded_log():
    logs = sorted((SOURCE / "tests/logs").rglob("*.log"))
    check(len(logs) > 40, f"{len(logs)} recorded logs")
    for log in logs:
        run = explain("--count", "--json", log)
        counts = json.loads(run.stdout)
        if (run.returncode, counts["denials"], counts["damaged"]) != (0, truth(log.read_bytes()), 0):
            check(False, f"{log.name}: {counts}, {run.stderr}")
        run = explain("--policy", NONE, log)
        told = sum(int(n or 1) for n in re.findall(rb"^  Seen +(?:(\d+) times)?", run.stdout, re.M))
        if run.returncode or run.stderr or told != counts["denials"]:
            check(False, f"{log.name}: told {told} of {counts['denials']}; {run.stderr}")
    check(True, "each AVC, USER_AVC and SELINUX_ERR is counted and told, exit 0")


def test_formats_of_output():
    log = SOURCE / "tests/logs/server.log"
    alerts = [json.loads(line) for line in explain("--json", log).stdout.splitlines()]
    summary = explain("--summary", log).stdout.splitlines()
    check(len(alerts) == len(summary) > 20, f"{len(alerts)} alerts as JSON and as lines")
    check(all(a["schema"] == 1 and a["summary"] and a["signature"].startswith("v1:")
              for a in alerts), "each has schema, sentence and signature")
    page = [a for a in alerts if a["target"]["path"] == "/var/www/html/page.html"][0]
    fix = page["verdicts"][0]["fixes"][0]
    check(fix["commands"] == [["restorecon", "-v", "/var/www/html/page.html"]]
          and fix["verified"] == "yes", f"the first fix: {fix['commands']}, {fix['verified']}")
    since = explain("--count", "--json", "--since", "2099-01-01", log)
    check(json.loads(since.stdout)["alerts"] == 0, "--since leaves out what is older")
    empty = explain("--since", "2099-01-01", log)
    check(empty.returncode == 0 and b"No SELinux denials in that time" in empty.stdout, "and says so")


def test_bad_input():
    complaint(explain("-"), 1, "standard input: no audit records")
    complaint(explain("-", text=bytes(range(256)) * 400), 1, "no audit records")
    complaint(explain("/nonexistent.log"), 1, "/nonexistent.log: No such file")
    complaint(explain("/tmp"), 1, "/tmp: is a folder")
    complaint(explain("-", text=b"type=AVC msg=audit(1337845201):\n"), 1, "damaged")
    complaint(explain("--count", "-", text=b"x" * (1 << 20) + b"\n"), 1, "standard input")
    with tempfile.NamedTemporaryFile(suffix=".gz") as file:
        file.write(gzip.compress(avc() * 50)[:-20])
        file.flush()
        complaint(explain("--count", file.name), 1, "damaged archive")
        check(b"denials" in explain("--count", file.name).stdout, "and its beginning is counted")


def test_full_disk():
    for style in ([], ["--json"], ["--count"]):
        with open("/dev/full", "wb") as full:
            run = subprocess.run([AVOCET, "explain", *style, SOURCE / "tests/logs/server.log"],
                                 stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
        complaint(run, 1, "standard output: not everything could be written")


def test_damaged_records():
    cut = avc(eoe=False).split(b"\n")[0][:-40]
    run = explain("--policy", NONE, "-", text=cut)
    check(run.returncode == 0 and b"records are damaged: no contexts" in run.stdout
          and b"1 damaged record" in run.stderr, "a record cut in its middle is told as damaged")
    run = explain("--json", "--policy", NONE, "-",
                  text=b"type=AVC msg=audit(1.1:1): avc:  denied  { read } for " + b"A" * (1 << 20) + b"\n")
    check(json.loads(run.stdout)["damage"] == "cut off", "a line of 1 MB is cut, and told")
    run = explain("--json", "--policy", NONE, "-", text=avc(comm="a\0b"))
    check(run.returncode == 0 and len(run.stdout.splitlines()) == 1, "NULs lose no alert")
    run = explain("--json", "--policy", NONE, "-", text=avc(tclass="no_such_class"))
    check("no_such_class" in json.loads(run.stdout)["summary"], "an unknown class is named")
    run = explain("--json", "-", text=avc(tclass="no_such_class"))
    check(json.loads(run.stdout)["reason"] == "unknown-class", "and the policy does not know it")


def test_no_policy():
    complaint(explain("--policy", "/nonexistent.policy", "-", text=avc()), 1, "/nonexistent.policy")
    complaint(explain("--file-contexts", "/nonexistent", "-", text=avc()), 1, "/nonexistent: these are no file contexts")
    complaint(explain("--file-contexts", "/etc/passwd", "-", text=avc()), 1, "/etc/passwd: these are no file contexts")
    with tempfile.NamedTemporaryFile() as file:
        file.write(os.urandom(5000))
        file.flush()
        complaint(explain("--policy", file.name, "-", text=avc()), 1, file.name)
    complaint(explain("--booleans", "/etc/passwd", "-", text=avc()), 1, '/etc/passwd:1: write "NAME on"')
    complaint(explain("--root", "/nonexistent", "-", text=avc()), 1, "/nonexistent: no SELinux policy was found")


def test_another_host():
    with tempfile.TemporaryDirectory() as root:
        folder = pathlib.Path(root, "etc/selinux/other")
        contexts = folder / "contexts/files/file_contexts"
        contexts.parent.mkdir(parents=True)
        contexts.write_text("/(.*)?\tsystem_u:object_r:httpd_sys_content_t:s0\n")
        (folder / "policy").mkdir()
        shutil.copy("/etc/selinux/default/policy/policy.33", folder / "policy")
        run = explain("--json", "--root", root, "-", text=avc())
        check(run.returncode == 0 and json.loads(run.stdout)["reason"] == "type-enforcement",
              "the policy below --root answers")


def test_plugin_with_the_wrong_abi():
    with tempfile.TemporaryDirectory() as folder:
        build_plugin(folder, "old", '#include <avocet-plugin.h>\n'
                     'AVOCET_PLUGIN = { .abi = 77, .name = "old", .summary = "x" };\n')
        run = explain("--plugin", folder, "--policy", NONE, "-", text=avc())
        check(b"ABI 77" in run.stderr and run.returncode == 0, run.stderr.decode().strip())
        file = pathlib.Path(folder) / "old.so"
        run = explain("--plugin", f"./{file.name}", "--policy", NONE, "-", text=avc(), cwd=folder)
        check(b"ABI 77" in run.stderr, "a single plugin may be named by ./NAME.so")
    run = explain("--plugin", "/nonexistent", "-", text=avc())
    complaint(run, 1, "/nonexistent")


def test_hostile_words():
    evil = "/srv/\033[2J$(reboot)\u202e</b>\n\x9b31m"
    records = avc(path="/x").replace(b'name="x"', b"path=" + evil.encode().hex().upper().encode())
    for style in ([], ["--summary"], ["--records"]):
        out = explain("--policy", NONE, *style, "-", text=records).stdout.decode()
        check(not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out), f"harmless: {out.split(chr(10))[0]}")
    path = json.loads(explain("--json", "--policy", NONE, "-", text=records).stdout)["target"]["path"]
    check(path == evil, "JSON has the path exactly")


def test_usage():
    for args in (["--since", "tomorrowish"], ["--no-such-option"]):
        run = explain(*args)
        check(run.returncode == 2 and run.stderr, run.stderr.decode().splitlines()[0])
    run = subprocess.run([AVOCET, "explian"], capture_output=True, text=True)
    check(run.returncode == 2 and "explian" in run.stderr, run.stderr.strip())
    run = subprocess.run([AVOCET, "list"], capture_output=True, text=True,
                         env={"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent"})
    check(run.returncode == 3 and run.stderr.count("\n") == 1, run.stderr.strip())


def test_what_the_daemon_links():
    out = subprocess.run(["ldd", program("avocetd")], capture_output=True, text=True).stdout
    check(not re.search("libsepol|libselinux|libauparse", out) and "libsqlite3" in out,
          "avocetd links neither libsepol nor libselinux nor libauparse")
    names = subprocess.run(["nm", program("avocetd")], capture_output=True, text=True).stdout
    check("sepol_policydb_read" not in names, "nor is libsepol inside it")


if __name__ == "__main__":
    main(globals())
