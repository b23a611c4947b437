#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The ten tasks of tests/tasks.md: each command is run as it stands there, on a history with a bad day in it,
and must show what stands after "Look for".
"""
import os
import pathlib
import re
import subprocess
import sys
import time

from story import Story, avc, port, program

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from avocet_test import SOURCE, check, main  # noqa: E402

TASKS = SOURCE / "tests" / "tasks.md"


def tasks():
    """(title, commands, texts) of each."""
    for part in TASKS.read_text().split("\n## ")[1:]:
        title, rest = part.split("\n", 1)
        commands = re.findall(r"^    (?:# )?(.*)$", rest, re.M)
        wanted = re.search(r"^Look for: (.*?)(?:\n\n|\Z)", rest, re.M | re.S)
        yield title, commands, re.findall(r"`([^`]+)`", wanted.group(1))


def events():
    """That of story.records(), but today: the commands speak of yesterday and of this week."""
    now = int(time.time() * 1000)
    minute, day = 60_000, 86_400_000
    for each in range(9):
        yield avc(100 + each, now - (9 - each) * day, comm="logrotate", exe="/usr/sbin/logrotate", source="logrotate_t",
                  target="user_home_t", path="/home/bob/logs/app.log", permission="write")
    yield avc(200, now - 3 * day, exe="/usr/sbin/apache2", path="/var/www/a/b.html")
    yield port(300, now - 90 * minute, 3306)
    yield port(301, now - 90 * minute + 2000, 5432, target="postgresql_port_t")
    stamp = f"audit({(now - 10 * minute) // 1000}.000:350)"
    yield (f"type=MAC_CONFIG_CHANGE msg={stamp}: bool=httpd_enable_homedirs val=0 old_val=1 auid=1000 ses=2\n"
           f"type=EOE msg={stamp}: \n").encode()
    for each in range(41):
        yield avc(500 + each, now - 5 * minute + each * 100, comm="helper", exe="/tmp/.cache/helper", target="shadow_t",
                  path="/etc/shadow")


def run(commands, folder, environment):
    """What all of them print together."""
    out = ""
    for command in commands:
        done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=folder, env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=120)
        out += f"$ {command}\n{done.stdout}"
    return out


def environment_of(host):
    """The clock goes on, and avocet is found."""
    given = host.environment(PATH=f"{os.path.dirname(program('avocet'))}:{os.environ['PATH']}")
    return {name: value for name, value in given.items() if name not in ("LD_PRELOAD", "CLOCK_STOPPED_AT")}


def test_there_are_ten():
    titles = [title for title, _, _ in tasks()]
    check([title.split(".")[0] for title in titles] == [str(number) for number in range(1, 11)], f"{len(titles)} tasks")
    check(all(commands and wanted for _, commands, wanted in tasks()), "each with commands, and with what they show")


def test_tasks():
    with Story(events(), keep=True) as host:
        folder = host.daemon.folder / "home"
        folder.mkdir()
        (folder / "other.log").write_bytes(avc(1, int(time.time() * 1000), comm="vsftpd", exe="/usr/sbin/vsftpd",
                                               source="ftpd_t", path="/srv/ftp/x", target="default_t"))
        for title, commands, wanted in tasks():
            out = run(commands, folder, environment_of(host))
            for text in wanted:
                check(text in out, f"{title}: {text}" + ("" if text in out else f"\n{out}"))


def test_only_commands_that_help_knows():
    """Whoever reads --help finds each command and each option of the tasks there."""
    listed = subprocess.run([program("avocet"), "--help"], capture_output=True, text=True, check=True).stdout
    for _, commands, _ in tasks():
        for command, rest in re.findall(r"\bavocet (\w+)([^|>;\n]*)", "\n".join(commands)):
            check(re.search(rf"^  {command} ", listed, re.M), f"avocet --help tells of {command}")
            told = subprocess.run([program("avocet"), command, "--help"], capture_output=True, text=True, check=True).stdout
            for option in re.findall(r"(?<!\S)--[a-z-]+", rest):
                check(option in told, f"avocet {command} --help tells of {option}")


if __name__ == "__main__":
    main(globals())
