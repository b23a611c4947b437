# SPDX-License-Identifier: GPL-2.0-or-later
"""The descriptions of booleans, as they are taken from a policy's policy.xml.

usage: boolean-texts.py EXTRACT.PY
"""
import pathlib
import subprocess
import sys
import tempfile

TEXTS = {
    "Determine whether httpd can send mail.": "lets httpd send mail",
    "Determine whether guests can use memory and can make it executable.":
        "decides whether guests can use memory and can make it executable",
    "Determine whether kerberos is supported.": "decides whether kerberos is supported",
    "Allow users to read\n\t\tsystem  messages": "allows users to read system messages",
    "Allow files on devices (e.g. external disks) to be written. Be careful.":
        "allows files on devices (e.g. external disks) to be written",
    "Grant the gpg domains read access to all user content": "grants the gpg domains read access to all user content",
    "Allow direct rendering\n\n\tNeeded for games": "allows direct rendering",
    "Enable tabs\tin texts.": "enables tabs in texts",
    "Something else": "Something else",
    "Allowance of &lt;b&gt;": "Allowance of <b>",
    " ": None,
}


def main(extract):
    with tempfile.TemporaryDirectory() as folder:
        source, output = pathlib.Path(folder, "policy.xml"), pathlib.Path(folder, "out.tsv")
        source.write_text("<policy><layer>" + "".join(
            f'<{("bool", "tunable")[i % 2]} name="b{i:02}" dftval="false"><desc><p>\n{text}\n</p></desc></bool>'.replace(
                "</bool>", f'</{("bool", "tunable")[i % 2]}>') for i, text in enumerate(TEXTS))
            + "<tunable name='bare' dftval='true'/></layer></policy>")
        subprocess.run([sys.executable, extract, source, output], check=True)
        expected = [f"b{i:02}\t{text}" for i, text in enumerate(TEXTS.values()) if text]
        found = output.read_text().splitlines()
    for line in sorted(set(expected) ^ set(found)):
        print("expected" if line in expected else "found   ", repr(line))
    print("ok" if found == expected else "not ok", "descriptions of booleans")
    return found != expected


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
