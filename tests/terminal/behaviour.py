#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How avocet behaves at a terminal and in a pipe: pagers, signals, typos, help, and watching."""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

from story import Story, avc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from avocet_test import check, end, main, program  # noqa: E402

PAGER = """#!/bin/sh
printf '<%s>' "$0" "$@"
cat
"""


class Seen:
    made = None

    @classmethod
    def story(cls):
        cls.made = cls.made or Story()
        return cls.made


def pager(folder, name="page me"):
    path = pathlib.Path(folder) / name.replace(" ", "-")
    path.write_text(PAGER)
    path.chmod(0o755)
    return str(path)


def test_pager():
    story = Seen.story()
    script = pager(story.daemon.folder)
    plain = story.on_terminal("list")[1]
    code, out = story.on_terminal("list", AVOCET_PAGER=f"{script} -a $HOME;b")
    check((code, out) == (0, f"<{script}><-a><$HOME;b>{plain}"), "it is run without a shell, and colours stay")
    _, out = story.on_terminal("list", AVOCET_PAGER="", PAGER=script)
    check(out == plain, "an empty AVOCET_PAGER is none")
    environment = story.environment(PAGER=script)
    del environment["AVOCET_PAGER"]
    done = subprocess.run(story.command("list"), env=environment, capture_output=True, check=False)
    check(script.encode() not in done.stdout, "nor is there one in a pipe")
    _, out = story.on_terminal("list", AVOCET_PAGER="/no/such/pager")
    check(out == plain, "one that is not there is done without")
    _, out = story.on_terminal("list", "nothing-fits-this", AVOCET_PAGER=script)
    check("no alert fits" in out and script not in out, "nothing is not paged")


def test_less():
    story = Seen.story()
    code, out = story.on_terminal("list", "--flat", lines=50, AVOCET_PAGER="less")
    check(code == 0 and "logrotate" in out, "what fits on the screen is shown, and less ends")
    code, out = story.on_terminal("show", "1", "2", "3", lines=12, keys=b"q", AVOCET_PAGER="less")
    check(code == 0 and "Alert 1" in out and "Alert 3" not in out, "what does not can be left")


def test_the_newest():
    """A terminal shows the newest 50 unless something else is asked for; a pipe gets all."""
    with tempfile.TemporaryDirectory() as folder:
        log, database = pathlib.Path(folder) / "a.log", pathlib.Path(folder) / "a.db"
        log.write_bytes(b"".join(avc(serial=n, ms=1760000000000 + 100000 * n, path=f"/srv/{chr(97 + n // 26)}{chr(97 + n % 26)}/x")
                                 for n in range(60)))
        story = Seen.story()

        def rows(*words):
            code, out = story.on_terminal("list", "--flat", f"--db={database}", *words, db=False)
            check(code == 0, f"{words} is done: {out[-200:]!r}")
            return out.count("/x"), '"avocet list -n all" shows the older ones' in out
        done = subprocess.run([program("avocet"), "import", f"--db={database}", log], capture_output=True, check=False)
        check(done.returncode == 0, f"the log is imported: {done.stderr}")
        check(rows() == (50, True), f"the newest 50: {rows()}")
        check(rows("-n", "all") == (60, False), f"all: {rows('-n', 'all')}")
        check(rows("-n", "55") == (55, False), f"as many as asked for: {rows('-n', '55')}")
        check(rows("--class", "file") == (60, False), f"all that fit a filter: {rows('--class', 'file')}")
        out = subprocess.run([program("avocet"), "list", f"--db={database}"], capture_output=True, check=False).stdout
        check(out.count(b"\n") == 60, f"a pipe gets all: {out.count(b'/x')}")


def test_muted_ones():
    """Whoever asks for all alerts sees which of them are muted."""
    story = Seen.story()
    number = story.avocet("list", "-n", "1")[1].split()[0]
    check(story.avocet("mute", number, "--for", "1d")[0] == 0, "it is muted")
    check(f"\n {number}" not in "\n" + story.avocet("list")[1].replace("  ", " "), "it is not listed")
    _, out, _ = story.avocet("list", "--all")
    row = next(line for line in out.splitlines() if line.split()[0] == number)
    check(" muted " in row, f"a pipe says so: {row}")
    _, out = story.on_terminal("list", "--all", "--flat")
    row = next(line for line in out.splitlines() if line.split()[:1] == [number])
    check("muted" in row, f"a terminal says so: {row}")
    story.avocet("unmute", story.avocet("mutes", "--json")[1].split('"id":')[1].split(",")[0].strip())
    check("muted" not in story.avocet("list", "--all")[1], "and not when it is muted no more")


def test_pager_that_leaves():
    story = Seen.story()
    code, out = story.on_terminal("show", *"12345678", AVOCET_PAGER="head -n 1")
    check(code == 0 and out.count("\n") == 1, f"a pager that ends early is no error: {code}")


def test_closed_pipe():
    story = Seen.story()
    for words in (["list"], ["export", "--format", "sarif"], ["show", "1", "2", "3"]):
        process = subprocess.Popen(story.command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=story.environment())
        process.stdout.close()
        check(process.stderr.read() == b"" and process.wait(20) in (0, -signal.SIGPIPE), f"{words[0]} | true")
        process.stderr.close()


def test_full_disk():
    story = Seen.story()
    with open("/dev/full", "wb") as full:
        done = subprocess.run(story.command("export"), stdout=full, stderr=subprocess.PIPE, env=story.environment(),
                              check=False)
    check(done.returncode == 1 and b"not everything could be written" in done.stderr, "a full disk is no success")


def test_typos():
    story = Seen.story()
    for words, code, wanted in (
            (["lsit"], 2, "did you mean list?"), (["stat"], 2, "did you mean stats?"), (["xyzzy"], 2, "--help lists them"),
            (["list", "--lvel", "red"], 2, "did you mean --level?"), (["list", "--sorce-type=x"], 2, "did you mean --source-type?"),
            (["list", "--level", "rde"], 2, "did you mean red?"), (["list", "--since", "yesteday"], 2, "did you mean yesterday?"),
            (["export", "--format", "cvs"], 2, "did you mean csv?"), (["help", "shwo"], 2, "did you mean show?"),
            (["list", "--plugin", "restorcon"], 1, "did you mean --plugin=restorecon?"),
            (["show"], 2, "which alert?"), (["show", "999"], 1, ""), (["mute"], 2, "which alerts?"),
            (["mute", "1", "--level", "red"], 2, "not both"), (["mute", "1", "--for", "soon"], 2, "no length of time"),
            (["unmute", "x"], 1, "no number of a mute")):
        got, out, complaint = story.avocet(*words)
        check((got, out) == (code, "") and wanted in complaint, f"avocet {' '.join(words)}: {complaint.strip()}")
        check(complaint.startswith("avocet"), "it says who speaks")
    code, out, complaint = story.avocet("list", "--pat", "/etc/*")
    check(code == 0 and not complaint, "an option may be shortened")
    code, _, complaint = story.avocet("list", "--path", "--level")
    check(code == 1 and "no alert fits" in complaint, "a value may look like an option")


def test_help():
    story = Seen.story()
    listed = re.findall(r"^  ([a-z]+) ", story.avocet("--help")[1], re.M)
    check(len(listed) >= 13, f"{len(listed)} commands")
    for command in listed:
        code, out, complaint = story.avocet("help", command)
        check(code == 0 and out.startswith("Usage: avocet ") and not complaint, f"avocet help {command}")
    check(story.avocet("help")[1].startswith("Usage: avocet"), "avocet help")
    man = story.daemon.folder / "bin"
    man.mkdir(exist_ok=True)
    (man / "man").write_text('#!/bin/sh\necho "man $* $MANLESS"\n')
    (man / "man").chmod(0o755)
    _, out = story.on_terminal("help", "mute", PATH=f"{man}:{os.environ['PATH']}")
    check(out.startswith("man 1 avocet +/^"), f"on a terminal it opens the page: {out[:60]!r}")
    if os.geteuid() == 0:
        _, out = story.on_terminal("help", "mute", PATH=f"{man}:{os.environ['PATH']}", SUDO_UID="1000")
        check(out.startswith("Usage:"), "but not by sudo, for the page's pager can run anything")


def test_sudo():
    """Whoever may run avocet as root, and nothing else, gets no other program by it."""
    if os.geteuid():
        return
    story = Seen.story()
    less = story.daemon.folder / "less-bin"
    less.mkdir()
    (less / "less").write_text('#!/bin/sh\necho "$LESSSECURE $LESS"\n')
    (less / "less").chmod(0o755)
    _, out = story.on_terminal("list", PATH=f"{less}:{os.environ['PATH']}", SUDO_UID="1000", LESS="x",
                               AVOCET_PAGER=pager(story.daemon.folder, "theirs"))
    check(out == "1 FRSX\n", f"only less, in its secure mode: {out!r}")


def test_no_daemon():
    story = Seen.story()
    for words in (["list"], ["show", "1"], ["watch"], ["stats"], ["mute", "1"], ["mutes"], ["unmute", "1"], ["delete", "1"],
                  ["export"]):
        code, out, complaint = story.avocet(*words, db=False)
        check((code, out) == (3, "") and complaint, f"{words[0]}: {complaint.strip()}")


def test_watch():
    with Story(keep=True) as story:
        process = subprocess.Popen(story.command("watch", "-n", "2", db=False), stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=story.environment(), text=True)
        first = [process.stdout.readline() for _ in range(2)]
        check("helper" in first[0] and "cupsd" in first[1], "the last two first, the newest last")
        story.daemon.send(avc(900, int(time.time() * 1000), comm="vsftpd", exe="/usr/sbin/vsftpd", source="ftpd_t",
                              path="/home/bob/x"))
        line = process.stdout.readline()
        check("vsftpd" in line, f"then what comes: {line.strip()}")
        process.send_signal(signal.SIGINT)
        check(process.wait(10) == -signal.SIGINT and process.stderr.read() == "", "Ctrl-C ends it quietly")
        process.stdout.close()
        process.stderr.close()


def test_watch_with_filters():
    with Story(keep=True) as story:
        process = subprocess.Popen(story.command("watch", "-n", "1", "--class", "file", "/home", db=False),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=story.environment(), text=True)
        check("logrotate" in process.stdout.readline(), "the last one that fits first")
        now = int(time.time() * 1000)
        for serial, tclass, folder in ((900, "file", "tmp"), (901, "dir", "home"), (902, "file", "home")):
            story.daemon.send(avc(serial, now, comm="vsftpd", exe="/usr/sbin/vsftpd", source="ftpd_t",
                                  target=f"t{serial}_t", tclass=tclass, path=f"/{folder}/ftp/{serial}"))
        line = process.stdout.readline()
        check("/home/ftp/902" in line, f"of three only what fits: {line.strip()}")
        end(process)
        check(process.stdout.read() == "", "and nothing else")
        code, _, complaint = story.avocet("watch", "--level", "rd", db=False)
        check(code == 2 and "did you mean red" in complaint, complaint.strip())


if __name__ == "__main__":
    try:
        main(globals())
    finally:
        if Seen.made:
            Seen.made.daemon.close()
