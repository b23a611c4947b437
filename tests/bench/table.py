# SPDX-License-Identifier: GPL-2.0-or-later
"""The table that bench.py prints: what was measured, what must be reached, and whether it was."""

import json
import sys
import time

WIDTH = 66


def progress(text):
    """Says on stderr what is being done now."""
    print(f"{time.strftime('%H:%M:%S')}  {text} ...", file=sys.stderr, flush=True)


class Table:
    def __init__(self):
        self.lines, self.wrong = [], []

    def add(self, work, value, limit, unit="x", detail=""):
        """At most limit must be reached; None: nothing is demanded, the figure only told."""
        self.lines.append(dict(work=work, value=round(value, 4), limit=limit, unit=unit,
                               reached=None if limit is None else value <= limit, detail=detail))

    def must(self, holds, what):
        """For what is no figure but right or wrong, such as a count."""
        if not holds:
            self.wrong.append(what)

    @staticmethod
    def text(line):
        limit = "" if line["limit"] is None else f"at most {line['limit']:g} {line['unit']}"
        verdict = {None: "", True: "reached", False: "MISSED"}[line["reached"]]
        return (f"{line['work']:<{WIDTH}} {line['value']:>9.2f} {line['unit']:<5} {limit:<15} "
                f"{verdict:<8} {line['detail']}").rstrip()

    def show(self, as_json):
        if as_json:
            for line in self.lines + [dict(wrong=what) for what in self.wrong]:
                print(json.dumps(line))
            return
        judged = [line["reached"] for line in self.lines if line["reached"] is not None]
        print("\n" + "\n".join(map(self.text, self.lines)))
        print(f"\n{sum(judged)} of {len(judged)} reached")
        for what in self.wrong:
            print("WRONG: " + what)
