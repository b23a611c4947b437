# SPDX-License-Identifier: GPL-2.0-or-later
"""What each boolean means, by the policy's own descriptions: NAME, a tab, and one phrase a line.

usage: extract.py POLICY.XML OUTPUT

The descriptions say what a boolean does while it is on. Their first sentence is kept, and its opening
made to fit behind "NAME: ": "Allow users to read system messages." becomes "allows users to read
system messages".
"""
import re
import sys
import xml.etree.ElementTree

OPENINGS = [
    # Sentences with a second "can" would lose their sense.
    (r"Determine whether ((?:(?! can ).)+) can ((?:(?! can ).)+)$", r"lets \1 \2"),
    (r"(?:Boolean to )?[Dd]etermine whether ", "decides whether "),
    (r"(?:[Aa]llow) ", "allows "),
    (r"Grant ", "grants "),
    (r"Enable ", "enables "),
    (r"Disable ", "disables "),
    (r"Support ", "supports "),
    (r"Control ", "controls "),
    (r"Use ", "uses "),
    (r"(Allows|Enables|Disables|Supports|Controls|Enabling) ", lambda found: found[0].lower()),
]


def first_sentence(text):
    paragraph = next((p for p in re.split(r"\n\s*\n", text) if p.strip()), "")
    line = " ".join(paragraph.split())
    sentence = re.split(r"\.\s+(?=[A-Z(])", line)[0].strip(' ."')
    while sentence.endswith(")") and sentence.count(")") > sentence.count("("):
        sentence = sentence[:-1].rstrip(' ."')
    return sentence


def phrase(text):
    sentence = first_sentence(text)
    for pattern, begin in OPENINGS:
        changed, found = re.subn("^" + pattern, begin, sentence)
        if found:
            return changed
    return sentence


def booleans(path):
    for element in xml.etree.ElementTree.parse(path).iter():
        if element.tag in ("bool", "tunable") and element.get("name"):
            text = phrase("".join(element.find("desc").itertext())) if element.find("desc") is not None else ""
            if text:
                yield element.get("name"), text


def main(source, output):
    with open(output, "w", encoding="utf-8") as out:
        for name, text in sorted(dict(booleans(source)).items()):
            out.write(f"{name}\t{text}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
