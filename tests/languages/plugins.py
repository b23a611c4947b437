#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every speaking case of every plugin, in one language: it is told in that language and wholly, and names stay
as they are. usage: plugins.py AVOCET CATALOGUES LANGUAGE PLUGIN.so..."""
import concurrent.futures
import json
import re
import sys

from world import TREE, entries, explain

AVOCET, CATALOGUES, LANGUAGE, PLUGINS = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
PLACEHOLDER = re.compile(r"\{[a-z_.]+\}")
# Absolute paths of the log, types and contexts: what a reader looks for in the policy.
NAME = re.compile(r"(?<![\w/.=-])/[\w./-]+[\w]|\b\w+_t\b")
# Said of a denial in JSON for people; all else is for programs.
PROSE = {"summary", "explanation", "grounds", "when", "then", "sentence", "text", "because", "reason_text", "preview",
         "opens", "description", "why"}


def own_texts(plugin):
    """The plugin's sentences that are long enough to be recognised."""
    source = (TREE / "plugins" / plugin / "plugin.c").read_text()
    found = re.findall(r'N_\(((?:\s*"(?:[^"\\]|\\.)*")+)\)', source)
    texts = ["".join(re.findall(r'"((?:[^"\\]|\\.)*)"', one)).replace('\\"', '"') for one in found]
    return [text for text in texts if len(text) > 30]


def pieces(text):
    """A sentence without what is filled in."""
    return [piece for piece in PLACEHOLDER.split(text) if len(piece) > 20]


def without_prose(value):
    if isinstance(value, dict):
        return {key: without_prose(one) for key, one in value.items() if key not in PROSE}
    return [without_prose(one) for one in value] if isinstance(value, list) else value


def flat(text):
    return re.sub(r"\s+", " ", text)


def check(plugin, log, translations):
    english = log.with_suffix(".txt").read_text(errors="replace")
    name = f"{log.parent.name}/{log.stem}"
    code, told, complaint = explain(AVOCET, CATALOGUES, LANGUAGE, log, "--plugin", plugin)
    faults = []
    if code or complaint:
        return [f"{name}: exit {code} {complaint}"]
    if PLACEHOLDER.search(told) and not PLACEHOLDER.search(english):
        faults.append(f"{name}: {PLACEHOLDER.search(told)[0]} was not filled in")
    for text in own_texts(log.parent.name):
        if translations.get(text) != text and any(piece in flat(told) for piece in pieces(text)):
            faults.append(f"{name}: is still English: {text}")
    lost = {word for word in NAME.findall(english) if word not in told}
    # The language's own words may name other examples, but never lose what the log says.
    lost = {word for word in lost if word in log.read_text(errors="replace")}
    if lost:
        faults.append(f"{name}: does not say {sorted(lost)}")
    return faults


def check_json(plugin, log):
    def rows(language):
        _, out, _ = explain(AVOCET, CATALOGUES, language, log, "--plugin", plugin, "--json")
        return [without_prose(json.loads(line)) for line in out.splitlines()]

    return [] if rows(LANGUAGE) == rows("C") else [f"{log.parent.name}/{log.stem}: its JSON for programs is translated"]


def main():
    translations = {one: strings[0] for one, _, strings in entries(TREE / f"po/{LANGUAGE}.po")}
    work, cases = [], 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for plugin in PLUGINS:
            name = plugin.rsplit("/", 1)[-1].removesuffix(".so")
            logs = [log for log in sorted((TREE / "plugins" / name).glob("*.log"))
                    if log.with_suffix(".txt").read_bytes().strip()]
            cases += len(logs)
            work += [pool.submit(check, plugin, log, translations) for log in logs]
            work += [pool.submit(check_json, plugin, log) for log in logs[:1] if cases % 8 == 0]
        faults = [fault for one in work for fault in one.result()]
    print("\n".join(faults) or f"{cases} cases are told in {LANGUAGE}")
    return bool(faults) or cases < 100


sys.exit(main())
