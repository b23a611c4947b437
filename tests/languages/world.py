# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of languages share: cases, catalogues, and avocet in a language."""
import os
import pathlib
import re
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parent.parent
NO_POLICY = TREE / "tests/golden/none.policy"


def environment(catalogues, language):
    """C.UTF-8 is everywhere; messages go by LANGUAGE."""
    return {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "LANGUAGE": language,
            "TEXTDOMAINDIR": str(catalogues)}


def unquote(text):
    return re.sub(r'\\(.)', lambda m: {"n": "\n", "v": "\v", "t": "\t"}.get(m[1], m[1]), text)


def entries(po):
    """(msgid, msgid_plural or None, [msgstr, …]) of each entry but the head."""
    text = subprocess.run(["msgcat", "--no-wrap", "--no-location", po], capture_output=True, text=True, check=True).stdout
    for block in text.split("\n\n"):
        found = {}
        for key, first, more in re.findall(r'^(msg\w+(?:\[\d\])?) "(.*)"((?:\n".*")*)', block, re.M):
            found[key] = unquote(first + "".join(re.findall(r'"(.*)"', more)))
        if found.get("msgid"):
            yield found["msgid"], found.get("msgid_plural"), [v for k, v in found.items() if k.startswith("msgstr")]


def explain(avocet, catalogues, language, log, *words, policy=None):
    own = log.with_suffix(".policy")
    policy = policy or (own if own.exists() else NO_POLICY)
    done = subprocess.run([avocet, "explain", "--policy", policy, *words, log], capture_output=True, timeout=120,
                          env=environment(catalogues, language))
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
