#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What people see, to the last column: each capture is what a terminal of some width gets, with \\e for the
escape character. --bless writes them anew; read them aloud before you commit.
"""
import difflib
import pathlib
import re
import sys

try:
    import pyte
except ImportError as missing:
    print(f"{missing}: not run")
    sys.exit(77)

from story import Story, ago, avc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from avocet_test import check, main  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent / "captures"
BLESS = "--bless" in sys.argv
PLAIN = {"NO_COLOR": "1"}
# Name, words, widths, environment. 3 and 4 are of one incident; 7 is red.
CASES = [
    ("list", ["list"], (40, 80, 200), {}),
    ("list-plain", ["list"], (40, 80, 200), PLAIN),
    ("list-flat", ["list", "--flat"], (40, 80), PLAIN),
    ("list-dates", ["list", "--dates"], (80, 200), PLAIN),
    ("list-ascii", ["list"], (40, 80), {**PLAIN, "LC_ALL": "C"}),
    ("show", ["show", "1"], (40, 80, 200), {}),
    ("show-plain", ["show", "7"], (40, 80, 200), PLAIN),
    ("show-together", ["show", "3", "4"], (80,), PLAIN),
    ("show-ascii", ["show", "1"], (80,), {**PLAIN, "LC_ALL": "C"}),
    ("stats", ["stats"], (40, 80, 200), {}),
    ("stats-plain", ["stats"], (80,), PLAIN),
    ("stats-ascii", ["stats"], (80,), {**PLAIN, "LC_ALL": "C"}),
]

# Another history: a program that wants to watch two folders, for which one module is enough.
COLORD_POLICY = """avocet-policy 1
type colord_t domain
allow colord_t var_lib_t dir search
allow colord_t usr_t dir search
"""
COLORD_CASES = [
    ("module-list", ["list"], (40, 80), PLAIN),
    ("module-show", ["show", "1", "2"], (80,), PLAIN),
]


def colord():
    for number, (folder, target) in enumerate((("/var/lib/color", "var_lib_t"), ("/usr/share/color", "usr_t"))):
        yield avc(10 + number, ago(hours=3) + number * 900, comm="colord", exe="/usr/libexec/colord", source="colord_t",
                  target=target, tclass="dir", permission="watch", path=folder, auid=2**32 - 1)


def same(name, seen):
    path = FOLDER / f"{name}.txt"
    if BLESS:
        path.write_text(seen)
        print(f"blessed {path.name}")
        return
    wanted = path.read_text() if path.exists() else ""
    difference = "\n".join(difflib.unified_diff(wanted.splitlines(), seen.splitlines(), "wanted", "seen", lineterm=""))
    check(wanted == seen, f"{name}\n{difference}" if difference else name)


def lines_of(out, columns):
    """As a terminal shows it."""
    screen = pyte.Screen(columns, 400)
    pyte.Stream(screen).feed(out.replace("\n", "\r\n"))
    return [line.rstrip() for line in screen.display]


def capture(story, cases):
    for name, words, widths, environment in cases:
        for columns in widths:
            code, out = story.on_terminal(*words, columns=columns, **environment)
            check(code == 0, f"{' '.join(words)} at {columns}")
            same(f"{name}-{columns}", out.replace("\x1b", "\\e"))
            check("\x1b" in out if not environment else "\x1b" not in out, "colours where they are wanted")
            if name.startswith(("list", "stats")):
                fits(out, columns)


def test_captures():
    with Story() as story:
        capture(story, CASES)
    with Story(colord(), COLORD_POLICY) as story:
        capture(story, COLORD_CASES)


def fits(out, columns):
    """No line is wider than the terminal, but for commands and words that cannot be broken."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", out)
    shown = lines_of(out, columns)
    check([line for line in shown if line] == [line.rstrip() for line in text.splitlines() if line.strip()]
          or any(len(word) > columns - 20 for word in text.split()) or "# " in text, f"no line is wider than {columns}")


def test_columns_stand_below_each_other():
    with Story() as story:
        _, out = story.on_terminal("list", "--flat", columns=120, NO_COLOR="1")
        shown = [line for line in lines_of(out, 120) if line]
        begin = shown[0].index("WHAT HAPPENED")
        for line in shown[1:]:
            check(line[begin - 2:begin] == "  " and line[begin] != " ", f"{line[:60]!r}")


if __name__ == "__main__":
    sys.argv = [word for word in sys.argv if word != "--bless"]
    main(globals())
