#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Completion asks the history for ids and values, in all three shells; and what somebody else chose is never
run, nor offered unless it is a plain word.
"""
import os
import pathlib
import shutil
import subprocess
import sys

from story import Story, ago, avc, program

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from avocet_test import SOURCE, check, main  # noqa: E402

FOLDER = SOURCE / "data" / "completions"
NASTY = [b"$(touch$IFS$PWD/run)", b"`touch run`", b"a;touch run", b"a b", b"'; touch run #", b"\x1b[31m", b"plain.conf"]
# What is typed, and all that is offered.
CASES = [
    ("show ", ["1", "2", "3", "4", "5", "6", "7", "8"]),
    ("list --plugin rest", ["restorecon"]),
    ("list --source-type log", ["logrotate_t"]),
    ("list --target-type shad", ["shadow_t"]),
    ("list --class tc", ["tcp_socket"]),
    ("list --exe /tmp/", ["/tmp/.cache/helper"]),
    ("mute --path /etc/sh", ["/etc/shadow"]),
]


def run(story, *command, **more):
    environment = story.environment(PATH=f"{os.path.dirname(program('avocet'))}:{os.environ['PATH']}",
                                    HOME=str(story.daemon.folder))  # fish makes folders there
    done = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False, **more)
    return done.stdout.decode(errors="replace").splitlines()


def bash(story, line, folder=None):
    words = line.split(" ")
    script = 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _avocet; printf "%s\\n" "${COMPREPLY[@]}"'
    return [word for word in run(story, "bash", "-c", script, FOLDER / "avocet.bash", *words, cwd=folder) if word]


def fish(story, line, folder=None):
    script = f"source {FOLDER}/avocet.fish; complete -C (string join ' ' -- $argv)"
    return [word.split("\t")[0] for word in run(story, "fish", "--no-config", "-c", script, *line.split(" "), cwd=folder)]


# Keys for zsh, in which completion is a part of the line editor: they wait until that is there. What is offered
# is noted in a file.
ZSH = """
zmodload zsh/zpty
zpty -b z zsh -f -i
zpty -w z "fpath=($1 \\$fpath); autoload -U compinit; compinit -u -D; setopt no_auto_menu no_list_beep"
zpty -w z 'compadd() { local -a all; builtin compadd -O all "$@"; print -rl -- $all >>'$3'; builtin compadd "$@" }; zle-line-init() { : >'$3'.up }; zle -N zle-line-init'
repeat 100 { [[ -e $3.up ]] && break; sleep 0.1 }
zpty -w -n z "$2"$'\\t'
repeat 100 { [[ -s $3 ]] && break; sleep 0.1 }
sleep 0.3
"""


def zsh(story, line, folder):
    """A machine may be too busy to answer in time: then once more."""
    noted, words = folder / "noted", []
    for _ in range(3):
        for name in (noted, folder / "noted.up"):
            name.unlink(missing_ok=True)
        run(story, "zsh", "-f", "-c", ZSH, "zsh", FOLDER, line, noted, cwd=folder)
        words = noted.read_text(errors="replace").split("\n") if noted.exists() else []
        if any(words):
            break
    return [word for word in words if word]


SHELLS = {"bash": bash, "fish": fish, "zsh": zsh}


def shells():
    return [(name, ask) for name, ask in SHELLS.items() if shutil.which(name)]


def test_the_history_is_asked():
    with Story() as story:
        for name, ask in shells():
            for line, wanted in CASES:
                command, rest = line.split(" ", 1)
                got = ask(story, f"avocet {command} --db {story.database} {rest}", story.daemon.folder)
                check(sorted({word for word in got if word}) == sorted(wanted), f"{name}: avocet {line}→ {got}")


def nasty():
    for number, word in enumerate(NASTY, 1):
        path = b"/srv/" + bytes([96 + number]) + b"/" + word
        record = avc(number, ago(hours=number), path="/srv/PATH", exe="/EXE", comm="c")
        yield (record.replace(b'"/srv/PATH"', path.hex().upper().encode())
               .replace(b'"PATH"', path.rsplit(b"/", 1)[-1].hex().upper().encode())
               .replace(b'"/EXE"', (b"/bin/" + word).hex().upper().encode()))


def test_nothing_is_run():
    with Story(nasty()) as story:
        folder = story.daemon.folder / "here"
        folder.mkdir()
        for name, ask in shells():
            for option in ("--path /srv/", "--exe /bin/"):
                got = ask(story, f"avocet list --db {story.database} {option}", folder)
                check([word for word in got if word and not word.endswith("plain.conf")] == [],
                      f"{name} {option}: only the plain word is offered: {got}")
                check(any(word.endswith("plain.conf") for word in got), "and that is")
        check(not list(folder.glob("run*")), "nothing was run")


if __name__ == "__main__":
    main(globals())
