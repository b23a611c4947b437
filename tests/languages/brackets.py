# SPDX-License-Identifier: GPL-2.0-or-later
"""A language in which each text is the English one in ⟦brackets⟧."""
import re
import subprocess

from world import TREE, entries


def catalogue(folder):
    """A catalogue of the pseudo-language in that folder."""
    template, po, mo = folder / "avocet.pot", folder / "qps.po", folder / "qps/LC_MESSAGES/avocet.mo"
    subprocess.run(["po/extract.sh", template], cwd=TREE, check=True, stderr=subprocess.DEVNULL)
    quote = lambda text: '"' + "".join({"\n": "\\n", '"': '\\"', "\\": "\\\\", "\v": "\\v"}.get(c, c) for c in text) + '"'

    def wrap(text):
        if text == "joints|":
            return text
        # Line ends at either end stay there.
        return "".join(re.sub(r"(?s)^(\n*)(.*?)(\n*)$", r"\1⟦\2⟧\3", half) if half != "\v" else half
                       for half in re.split("(\v)", text))

    lines = ['msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"\n']
    for one, many, _ in entries(template):
        # Else what <inttypes.h> knows would not be found.
        lines.append(("#, c-format\n" if "%<" in one else "") + f"msgid {quote(one)}")
        lines.append(f"msgid_plural {quote(many)}\nmsgstr[0] {quote(wrap(one))}\nmsgstr[1] {quote(wrap(many))}\n" if many
                     else f"msgstr {quote(wrap(one))}\n")
    po.write_text("\n".join(lines))
    mo.parent.mkdir(parents=True)
    subprocess.run(["msgfmt", "-o", mo, po], check=True)
    return len(lines)


def outside(text):
    """What is in no brackets; they may be within each other."""
    kept, depth = [], 0
    for part in re.split("([⟦⟧])", text):
        depth += {"⟦": 1, "⟧": -1}.get(part, 0)
        if part in "⟦⟧":
            kept.append("|")
        elif depth == 0:
            kept.append(part)
    return "".join(kept)
