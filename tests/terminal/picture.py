#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The HTML report as a browser shows it: pictures for doc/, to be looked at, and not a word on the console.

usage: picture.py FOLDER     needs Debian's package chromium, which tools/check does not install
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from story import Story

BROWSER = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--hide-scrollbars"]
DARK = ["--force-dark-mode", "--enable-features=WebContentsForceDark:0"]


def shoot(page, picture, size, *options):
    """What the browser says on its console."""
    done = subprocess.run([*BROWSER, *options, f"--window-size={size}", f"--screenshot={picture}", page.as_uri()],
                          capture_output=True, text=True, timeout=120, check=True)
    return re.findall(r".*CONSOLE.*", done.stderr)


def main(folder):
    if not shutil.which("chromium"):
        sys.exit("there is no chromium: apt-get install --no-install-recommends chromium")
    with tempfile.TemporaryDirectory() as temporary, Story() as story:
        page = pathlib.Path(temporary) / "report.html"
        page.write_text(story.avocet("export", "--format", "html", "--full")[1])
        said = shoot(page, folder / "report.png", "1000,1500") + shoot(page, folder / "report-dark.png", "1000,1500", *DARK)
        if said:
            sys.exit(f"the browser complains: {said}")
        # What it would not let through is told, so silence means something.
        page.write_text(page.read_text().replace("</main>", "<script>1</script></main>"))
        if not shoot(page, page.with_suffix(".png"), "400,400"):
            sys.exit("the browser would not complain of a script either")
    print(f"{folder}/report.png and report-dark.png: look at them")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
