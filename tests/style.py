# SPDX-License-Identifier: GPL-2.0-or-later
"""The form of the tree: sizes of functions and files, layers, licence lines, forbidden calls.

usage: style.py TOP
"""
import json
import os
import re
import subprocess
import sys

FUNCTION_MAX, FUNCTION_P90, FUNCTION_MEDIAN, FILE_MAX, BASE_MAX = 80, 40, 15, 500, 1000
FORBIDDEN = re.compile(r"\b(system|popen|strcpy|strcat|sprintf|gets|strtok|alloca)\s*\(")
faults = []


def fault(text):
    faults.append(text)
    print("not ok:", text)


def sources(top, folders, endings):
    for folder in folders:
        for where, _, names in os.walk(os.path.join(top, folder)):
            yield from (os.path.join(where, n) for n in sorted(names) if n.endswith(endings))


def function_lengths(files):
    run = subprocess.run(
        ["ctags", "-L", "-", "-f", "-", "--output-format=json", "--c-kinds=f", "--fields=+ne"],
        input="\n".join(files), capture_output=True, text=True, check=True)
    tags = (json.loads(line) for line in run.stdout.splitlines())
    return sorted((t["end"] - t["line"] + 1, t["path"], t["name"]) for t in tags if "end" in t)


def check_sizes(top):
    files = list(sources(top, ["src", "plugins"], (".c",)))
    lengths = function_lengths(files)
    for length, path, name in lengths:
        if length > FUNCTION_MAX:
            fault(f"{os.path.relpath(path, top)}: {name}() has {length} lines; {FUNCTION_MAX} are allowed")
    median, p90 = lengths[len(lengths) // 2][0], lengths[len(lengths) * 9 // 10][0]
    print(f"{len(files)} files, {len(lengths)} functions: median {median}, p90 {p90}, max {lengths[-1][0]}")
    if median > FUNCTION_MEDIAN or p90 > FUNCTION_P90:
        fault(f"functions are too long: median {median}, p90 {p90}")
    for path in files:
        count = sum(1 for _ in open(path))
        if count > FILE_MAX:
            fault(f"{os.path.relpath(path, top)} has {count} lines; {FILE_MAX} are allowed")
    base = sum(sum(1 for _ in open(f)) for f in files if "/src/base/" in f)
    if base > BASE_MAX:
        fault(f"src/base has {base} lines; {BASE_MAX} are allowed")


def check_texts(top):
    for path in sources(top, ["src", "plugins", "tests", "tools"], (".c", ".h", ".py")):
        name, text = os.path.relpath(path, top), open(path, errors="replace").read()
        if "SPDX-License-Identifier: GPL-2.0-or-later" not in text[:300]:
            fault(f"{name}: no SPDX line")
        if not path.endswith((".c", ".h")):
            continue
        if re.search(r'#include "\.\./', text):
            fault(f"{name}: an #include that goes round the layers")
        code = re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\])*"', "", text, flags=re.S)
        if name.startswith(("src", "plugins")) and FORBIDDEN.search(code):
            fault(f"{name}: calls {FORBIDDEN.search(code).group(1)}()")
        if any(len(line.expandtabs(8)) > 120 for line in text.splitlines()):
            fault(f"{name}: a line beyond 120 columns")


def main(top):
    check_sizes(top)
    check_texts(top)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
