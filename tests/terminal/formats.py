#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What avocet writes for other programs, read by those others: JSON by the schema, CSV by a CSV reader, HTML
by a parser, SARIF by what its standard demands; and all of it by a terminal. Records are hostile: whoever is
refused chooses paths and names.
"""
import csv
import fcntl
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

try:
    import jsonschema
    import pyte
except ImportError as missing:
    print(f"{missing}: not run")
    sys.exit(77)

from story import Story, ago, avc, program

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from avocet_test import BUILD, SOURCE, check, main  # noqa: E402
from page import Page  # noqa: E402

SCHEMA = json.loads((SOURCE / "data" / "avocet-alert.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
WORDS = [
    b'"><script>alert(1)</script>', b"=cmd|'/c calc'!A0", b"+1+1", b"@SUM(A1)", b"-2+3", b"\x1b[2J\x1b]0;owned\x07",
    b"a\r\nb,c\"d", b"\xc2\x9b31m", b"\xe2\x80\xaegpj.exe", b"\xff\xfe\x80", b"</pre></article><h1>x", b"&lt;&amp;",
    b"]]>", b"%s%n", b"'; rm -rf /;'", b"$(reboot)`reboot`", b"\x0e\x1b(0", b"\x1b[?1049h\x1b[5i", b"x" * 3000,
    "ẍ̵̧̛̪̖e資料".encode(), b"\xf0\x9f\xa6\x86", b"\t=1", b"{source.exe}", b"\x1bP+q\x1b\\", b"a\x1b[31mb",
]


def hostile():
    for number, word in enumerate(WORDS, 1):
        name = word.replace(b"/", b"_")
        record = avc(number, ago(hours=number), comm="COMM", exe="/EXE", path="/var/www/PATH/PATH", target="user_home_t")
        field = lambda text: text.hex().upper().encode()  # noqa: E731
        record = record.replace(b'"/var/www/PATH/PATH"', field(b"/var/www/" + name + b"/" + name))
        record = record.replace(b'"PATH"', field(name)).replace(b'"COMM"', field(name[:15])).replace(b'"/EXE"', field(b"/" + name[:200]))
        yield record


class Seen:
    """The two histories, made once."""
    plain, hostile = None, None

    @classmethod
    def story(cls):
        cls.plain = cls.plain or Story()
        return cls.plain

    @classmethod
    def attack(cls):
        cls.hostile = cls.hostile or Story(hostile())
        return cls.hostile

    @classmethod
    def close(cls):
        for each in (cls.plain, cls.hostile):
            if each:
                each.daemon.close()


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def valid(alerts, where):
    for alert in alerts:
        wrong = next(VALIDATOR.iter_errors(alert), None)
        if wrong:
            check(False, f"{where}: {wrong.json_path}: {wrong.message[:300]}")
    check(alerts, f"{where}: {len(alerts)} alerts are as the schema says")


def test_schema_itself():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    alert = lines(Seen.story().avocet("list", "--json")[1])[0]
    for name, value in (("level", "blue"), ("count", -1), ("verdicts", None), ("first_seen", "yesterday"),
                        ("source", {}), ("permissions", ["read", 1])):
        check(not VALIDATOR.is_valid({**alert, name: value}), f"{name}: {value!r} is no alert")


def test_json():
    for story in (Seen.story(), Seen.attack()):
        code, out, _ = story.avocet("list", "--json")
        alerts = lines(out)
        check(code == 0, "list --json")
        valid(alerts, "list --json")
        ids = [str(alert["id"]) for alert in alerts]
        full = lines(story.avocet("show", "--json", *ids)[1])
        valid(full, "show --json")
        check(all(alert["records"] for alert in full), "with their records")
        valid(lines(story.avocet("export")[1]), "export")
        check(lines(story.avocet("export", "--full")[1]) == full, "export --full tells what show tells")


def explain(log):
    policy = log.with_suffix(".policy")
    policy = policy if policy.exists() else SOURCE / "tests" / "golden" / "none.policy"
    done = subprocess.run([program("avocet"), "explain", "--json", "--policy", policy, log], capture_output=True,
                          timeout=60, check=False, env={**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"})
    return lines(done.stdout.decode())


def test_json_of_all_plugins():
    """A log of each plugin: the schema knows all that any of them makes."""
    alerts = []
    for folder in sorted((SOURCE / "plugins").iterdir()):
        for log in sorted(folder.glob("*.log"))[:2]:
            alerts += explain(log)
    valid(alerts, "explain --json")
    check(len(alerts) > 150, "many")


def rows(story, *words):
    code, out, _ = story.avocet(*words)
    check(code == 0, " ".join(words))
    check(out.count("\r\n") >= 2 and not re.search("[^\r]\n", out), "lines end as RFC 4180 says")
    return list(csv.DictReader(io.StringIO(out, newline=""), strict=True)), out


def test_csv():
    for story in (Seen.story(), Seen.attack()):
        got, out = rows(story, "list", "--csv")
        check(rows(story, "export", "--format", "csv")[1] == out, "list --csv is export's")
        alerts = lines(story.avocet("list", "--json")[1])
        check([row["id"] for row in got] == [str(alert["id"]) for alert in alerts], f"{len(got)} rows")
        check(all(None not in row and None not in row.values() for row in got), "as many cells as titles")
        for row in got:
            for cell in row.values():
                if re.match(r"[=+\-@\t\r]", cell):
                    check(False, f"a spreadsheet would run {cell!r}")
                if re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", cell):
                    check(False, f"{cell!r} has a control character")
        check(True, "no formula, no control character")


def test_sarif():
    for story in (Seen.story(), Seen.attack()):
        code, out, _ = story.avocet("export", "--format", "sarif")
        log, alerts = json.loads(out), lines(story.avocet("list", "--json")[1])
        check(code == 0 and log["version"] == "2.1.0" and "sarif-schema-2.1.0" in log["$schema"], "SARIF 2.1.0")
        if os.environ.get("SARIF_SCHEMA"):  # OASIS's own, which is not ours to keep here
            jsonschema.validate(log, json.loads(pathlib.Path(os.environ["SARIF_SCHEMA"]).read_text()))
        run, = log["runs"]
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        check(len(set(rules)) == len(rules), "each rule once")
        check(len(run["results"]) == len(alerts), "a result for each alert")
        for result, alert in zip(run["results"], alerts):
            check(rules[result["ruleIndex"]] == result["ruleId"], f"{alert['id']}: {result['ruleId']}")
            check(result["level"] == {"red": "error", "yellow": "warning", "green": "note"}[alert["level"]], result["level"])
            check(result["message"]["text"].startswith(alert["summary"]), "the sentence")
            check(re.fullmatch(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", result["guid"]), "a guid")
            uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] if alert["target"]["path"] else "file:///"
            check(re.fullmatch(r"file:///([A-Za-z0-9._~/-]|%[0-9A-F]{2})*", uri), uri[:60])


def test_html():
    for story in (Seen.story(), Seen.attack()):
        ids = [str(alert["id"]) for alert in lines(story.avocet("list", "--json")[1])]
        for words in (("export", "--format", "html"), ("show", "--html", *ids)):
            code, out, _ = story.avocet(*words)
            check(code == 0, f"{words[0]}: {len(out)} characters of HTML")
            page = Page(out)
            check(not page.faults, f"accessible: {page.faults[:5]}")
            check(page.count("article") == len(ids), "an article for each alert")
            check(page.tags <= Page.OURS, f"no element but ours: {sorted(page.tags - Page.OURS)}")
            check(not page.links, f"it needs nothing else: {page.links}")
            check(not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out), "no control character")
            for drawing in re.findall(r"<svg.*?</svg>", out, re.S):
                ElementTree.fromstring(drawing.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))


def test_html_in_the_readers_language():
    for language, tag in (("pt_BR", "pt-BR"), ("ja", "ja"), ("xx", "en")):
        out = Seen.story().avocet("export", "--format", "html", LANGUAGE=language,
                                  TEXTDOMAINDIR=str(BUILD / "po"))[1]
        check(f'<html lang="{tag}">' in out, f"{language}: lang={tag}")


def test_contrast():
    page = Page(Seen.story().avocet("export", "--format", "html")[1])
    for scheme, pairs in page.contrasts().items():
        for name, ratio in pairs.items():
            check(ratio >= 4.5, f"{scheme}: {name} has a contrast of {ratio:.1f}")


class Watcher(pyte.Screen):
    """A terminal that remembers whether anybody changed more than its text."""
    touched = None

    def set_title(self, param):
        self.touched = f"title {param!r}"

    def set_icon_name(self, param):
        self.touched = f"icon {param!r}"

    def set_mode(self, *modes, **how):
        if getattr(self, "begun", False):
            self.touched = f"mode {modes}"
        super().set_mode(*modes, **how)

    def define_charset(self, *what):
        if getattr(self, "begun", False):
            self.touched = f"charset {what}"
        super().define_charset(*what)

    def erase_in_display(self, how=0, *more, **other):
        if getattr(self, "begun", False) and how:
            self.touched = f"erase {how}"
        super().erase_in_display(how, *more, **other)


def unharmed(out, where, columns):
    screen = Watcher(columns, 50)
    stream = pyte.Stream(screen)
    before = set(screen.mode)
    screen.begun = True
    stream.feed(out.replace("\n", "\r\n"))
    check(screen.touched is None and set(screen.mode) == before, f"{where}: the terminal is as before ({screen.touched})")
    attributes = screen.cursor.attrs
    check(attributes.fg == "default" and not attributes.bold, f"{where}: colours end")


def test_terminal():
    story = Seen.attack()
    ids = [str(alert["id"]) for alert in lines(story.avocet("list", "--json")[1])]
    for words in (["list"], ["list", "--flat"], ["list", "--json"], ["list", "--csv"], ["show", *ids], ["show", "--raw", *ids],
                  ["show", "--json", *ids], ["show", "--html", *ids], ["stats"], ["stats", "--json"],
                  *(["export", "--format", name] for name in ("json", "csv", "html", "sarif"))):
        for columns in (40, 80, 200):
            code, out = story.on_terminal(*words, columns=columns)
            check(code == 0, f"{' '.join(words[:2])} at {columns} columns")
            unharmed(out, " ".join(words[:3]), columns)


def test_streams():
    """The first line comes at once, and a reader that leaves ends it quietly."""
    story = Seen.attack()
    for words in (["export"], ["list"], ["export", "--format", "csv"]):
        process = subprocess.Popen(story.command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=story.environment())
        first = process.stdout.readline()
        process.stdout.close()
        complaint = process.stderr.read()
        process.stderr.close()
        check(first and not complaint and process.wait(20) in (0, -13), f"{' '.join(words)} | head -1")


def imported(folder, kinds):
    """A database with so many alerts."""
    log, database, plugins = folder / f"{kinds}.log", folder / f"{kinds}.db", folder / "no-plugins"
    plugins.mkdir(exist_ok=True)
    log.write_bytes(b"".join(avc(number + 1, ago(days=1) + number * 10, source=f"s{number % 97}_t", comm="c",
                                 exe=f"/usr/bin/p{number}", path="/srv/x", eoe=False) for number in range(kinds)))
    subprocess.run([program("avocet"), "import", "--db", database, "--plugin", plugins, "--policy",
                    SOURCE / "tests" / "golden" / "none.policy", log], check=True, capture_output=True, timeout=120)
    return database


def memory(*command):
    """Lines, and the kilobytes that it took at most, seen while the pipe is full and most is written."""
    whole = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.count(b"\n")
    # A sanitizer would keep what was freed.
    asan = f"{os.environ.get('ASAN_OPTIONS', '')}:quarantine_size_mb=1:thread_local_quarantine_size_kb=64"
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "ASAN_OPTIONS": asan})
    fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, 4096)
    for _ in range(whole * 7 // 10):
        process.stdout.readline()
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    process.stdout.read()
    process.stdout.close()
    check(process.wait(20) == 0, f"{command[1]} {command[-1]}")
    return whole, int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1))


def test_memory_of_export():
    folder = Seen.story().daemon.folder
    few, many = imported(folder, 100), imported(folder, 2000)
    for name in ("json", "csv", "html", "sarif"):
        _, little = memory(program("avocet"), "export", "--db", few, "--format", name)
        written, much = memory(program("avocet"), "export", "--db", many, "--format", name)
        check(written >= 2000 and much < little * 1.5, f"{name}: {written} lines with {much} kB, 100 alerts with {little} kB")


if __name__ == "__main__":
    try:
        main(globals())
    finally:
        Seen.close()
