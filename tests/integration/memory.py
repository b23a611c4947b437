# SPDX-License-Identifier: GPL-2.0-or-later
"""What is remembered, asked on a real bus: mutes, forgetting, totals, pages; and who may."""

import os
import pathlib
import sqlite3
import subprocess
import tempfile
import time

from avocet_test import (Avocet, Failed, Log, NotRun, Refused, avc, check, end, main, program, wait_until)

NOBODY = 65534
ROOT = os.geteuid() == 0


def refused(call, what):
    """The text of the error that the call ends with."""
    try:
        call()
    except Refused as error:
        return str(error)
    raise Failed(f"{what} was not refused")


def ids(avocet, **filters):
    return [alert["id"] for alert in avocet.list(**filters)]


def mute(avocet, user=None, **members):
    words = [word for name, value in members.items() for word in (name.replace("_", "-"), "s", value)]
    return avocet.call("Mute", "a{sv}", str(len(members)), *words, user=user)


def rfc3339(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


def three(avocet):
    """Alerts 1 to 3: of two programs, and of two logins."""
    avocet.send(avc(serial=1) + avc(serial=2, source="sshd_t", target="shadow_t", path="/etc/shadow",
                                    exe="/usr/sbin/sshd", auid=1001)
                + avc(serial=3, target="etc_t", path="/etc/x"))
    avocet.explained(3)


def test_mutes():
    with Avocet() as avocet:
        three(avocet)
        told = len(avocet.signals.seen)
        mute(avocet, source_type="httpd_t", reason="known", until=rfc3339(3600))
        check(ids(avocet) == [2], "what is muted is not listed")
        check(ids(avocet, all=True) == [3, 2, 1], "but with all")
        check(avocet.property("Count") == 3, "Count counts it")
        avocet.send(avc(serial=4) + avc(serial=5, target="bin_t", path="/usr/bin/x"))
        wait_until(lambda: avocet.query("SELECT count(*) FROM alert WHERE pending = 0")[0][0] == 4,
                   "a new muted alert is explained all the same")
        time.sleep(1.5)
        new = [s.name for s in avocet.signals.seen[told:]]
        check(new == [], f"nobody is told of muted alerts: {new}")
        check(not (avocet.folder / "announced").read_text().startswith("4"), "mail neither")
        mutes = avocet.call("Mutes")
        check(len(mutes) == 1 and mutes[0]["hidden"] == 2 and mutes[0]["reason"] == "known"
              and mutes[0]["by"] == "root" and mutes[0]["filter"] == {"source-type": "httpd_t"}
              and mutes[0]["until"] and mutes[0]["created"], f"Mutes tells of it: {mutes}")
        check(avocet.get(4)["muted"]["id"] == 1, "Get tells of it")
        stats = avocet.call("Stats", "a{sv}", "0")
        check(stats["alerts"] == 1 and stats["muted"] == 3, "totals leave it out, and say so")
        avocet.stop()
        avocet.start()
        check(ids(avocet) == [2], "it lasts")
        check("no mute 9" in refused(lambda: avocet.call("Unmute", "t", "9"), "an unknown mute"),
              "an unknown mute cannot end")
        avocet.call("Unmute", "t", "1")
        check(len(ids(avocet)) == 4 and avocet.call("Mutes") == [], "Unmute ends it")
        avocet.send(avc(serial=6))
        changed = avocet.signals.wait("AlertChanged")
        check(changed.args[0] == 1, "from then on it is told of")
        # A single one, for a moment: nobody wakes up for the end, and it ends.
        mute(avocet, id="1", until=rfc3339(2))
        check(1 not in ids(avocet), "one alert is muted by its number")
        wait_until(lambda: 1 in ids(avocet), "a mute ends by itself", 10)
        for members, said in (({}, "filter"), ({"id": "77"}, "no alert 77"), ({"colour": "x"}, "colour"),
                              ({"id": "1", "until": "2001-01-01"}, "before"),
                              ({"path": "x" * 5000}, "long"), ({"id": "1", "reason": "x" * 5000}, "reason"),
                              ({"words": "' OR 1=1 --", "id": "1"}, "not both")):
            text = refused(lambda: mute(avocet, **members), members)
            check(said in text, f"Mute {str(members)[:40]}: {text[:90]}")
        check(avocet.query("PRAGMA integrity_check") == [("ok",)], "the database is whole")


def test_deleting():
    with Avocet() as avocet:
        three(avocet)
        check("no alert 9" in refused(lambda: avocet.call("Delete", "as", "2", "1", "9"), "a wrong one"),
              "with a wrong number among them none is deleted")
        check(len(ids(avocet)) == 3, "all are there")
        avocet.call("Delete", "as", "2", "1", "3")
        gone = [s.args[0] for s in (avocet.signals.wait("AlertRemoved"), avocet.signals.wait("AlertRemoved"))]
        check(gone == [1, 3], f"AlertRemoved for each: {gone}")
        check(ids(avocet) == [2] and avocet.property("Count") == 1, "they are forgotten")
        check(avocet.query("SELECT count(*) FROM occurrence")[0][0] == 1, "with all that belongs to them")
        avocet.send(avc(serial=9))
        avocet.signals.wait("AlertAdded")
        check(sorted(ids(avocet)) == [2, 4], "the same again is a new alert")
        many = [str(n) for n in range(1001)]
        check("1000" in refused(lambda: avocet.call("Delete", "as", "1001", *many), "too many"),
              "nobody deletes endlessly")
        refused(lambda: avocet.call("Delete", "as", "1", "x" * 5000), "a long name")
        avocet.call("Delete", "as", "0")
        check(len(ids(avocet)) == 2, "none named, none deleted")


def test_totals_and_pages():
    with Avocet() as avocet:
        three(avocet)
        avocet.send(b"".join(avc(serial=n) for n in range(10, 60)))
        wait_until(lambda: avocet.call("Stats", "a{sv}", "0")["denials"] == 53, "all are counted")
        stats = avocet.call("Stats", "a{sv}", "1", "exe", "s", "*apache2")
        check(stats["alerts"] == 2 and stats["denials"] == 52, "totals of what fits a filter")
        check(len(stats["hours"]) == 24 and sum(stats["hours"]) == 52, "by hour of the day")
        check(stats["days"][-1]["day"][:2] == "20" and sum(
            stats["days"][-1][level] for level in ("red", "yellow", "green")) <= 52, "by day")
        check(stats["sources"] == [{"source": "httpd_t", "exe": "/usr/sbin/apache2", "alerts": 2,
                                    "denials": 52}], f"by source: {stats['sources']}")
        check({t["target"] for t in stats["targets"]} == {"user_home_t", "etc_t"}, "by target")
        check(sum(p["denials"] for p in stats["plugins"]) == 52, "by plugin")
        newest = avocet.query("SELECT last_seen, id FROM alert ORDER BY last_seen DESC, id DESC LIMIT 1")[0]
        rest = ids(avocet, before=f"{newest[0]}:{newest[1]}")
        check(rest == ids(avocet)[1:], f"the next page: {rest}")
        check("MS:ID" in refused(lambda: ids(avocet, before="x"), "no page"), "what is no page is refused")
        alert = avocet.get(1)
        check(sum(hour["count"] for hour in alert["hours"]) == 51 and alert["hours"][0]["hour"][-1] == "Z",
              "Get tells the hours")
        check(ids(avocet, words="etc/sha") == [2] and ids(avocet, words="apache2 home") == [1],
              "words are found in paths and types")


def test_others():
    """Who is nobody sees their own, and changes nothing."""
    if not ROOT:
        raise NotRun("needs root, to be somebody else")
    with Avocet() as avocet:
        three(avocet)
        avocet.send(avc(serial=7, auid=NOBODY, target="tmp_t", path="/tmp/x"))
        avocet.explained(4)
        stats = avocet.call("Stats", "a{sv}", "0", user=NOBODY)
        check(stats["alerts"] == 1 and stats["denials"] == 1, "totals of their own alerts")
        for name, call in (("Delete", lambda: avocet.call("Delete", "as", "1", "4", user=NOBODY)),
                           ("Mute", lambda: mute(avocet, id="4", user=NOBODY)),
                           ("Unmute", lambda: avocet.call("Unmute", "t", "1", user=NOBODY)),
                           ("Mutes", lambda: avocet.call("Mutes", user=NOBODY))):
            text = refused(call, name)
            check("only" in text and "root" in text, f"{name}: {text}")
        check(len(ids(avocet)) == 4, "nothing has changed")


def test_polkit():
    """A real polkitd whose rules know org.avocet.manage, in a mount namespace of its own."""
    polkitd, inner = "/usr/lib/polkit-1/polkitd", ["unshare", "--mount"]
    if not os.path.exists(polkitd) or not ROOT or \
       subprocess.run([*inner, "true"], capture_output=True, check=False).returncode:
        raise NotRun("needs polkitd, root and a mount namespace")
    with tempfile.TemporaryDirectory() as name, Avocet() as avocet:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        for part in ("actions", "rules"):
            (folder / part).mkdir()
            (folder / part).chmod(0o755)
        source = pathlib.Path(os.environ["AVOCET_SOURCE_DIR"]) / "data/org.avocet.policy"
        (folder / "actions/org.avocet.policy").write_bytes(source.read_bytes())
        (folder / "rules/50-x.rules").write_text(
            'polkit.addRule(function(action, subject) { if (action.id == "org.avocet.manage" && '
            'subject.user == "nobody") return polkit.Result.YES; });')
        script = (f"mount --bind {folder}/actions /usr/share/polkit-1/actions && "
                  f"mount --bind {folder}/rules /etc/polkit-1/rules.d && exec {polkitd} --no-debug")
        three(avocet)
        authority = subprocess.Popen([*inner, "sh", "-c", script], env=avocet.environment,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda: avocet.bus.has("org.freedesktop.PolicyKit1"), "polkit is up")
            mute(avocet, id="1", reason="nobody's", user=NOBODY)
            check(avocet.call("Mutes")[0]["by"] == "nobody", "polkit lets nobody mute")
            avocet.call("Delete", "as", "1", "3", user=NOBODY)
            check(ids(avocet) == [2], "and delete")
            check(avocet.list(user=NOBODY) == [], "which is not to read everything")
            refused(lambda: mute(avocet, id="2", user=1), "another user")
        finally:
            end(authority)


def test_keeping():
    """Beyond the bounds of avocet.conf the oldest alerts go, in a quiet moment."""
    with Avocet(start=False) as avocet:
        config = avocet.folder / "avocet.conf"
        for text, said in (("keep-days = x", "days"), ("keep-alerts = 7", "100 or more"),
                           ("keep-bytes = 10X", "500M"), ("keep-bytes = 1k", "500M"),
                           ("keep-bytes = 99999999999T", "500M"), ("keep-days = -1", "days")):
            config.write_text(f"[history]\n{text}\n")
            got = avocet.run("--check-config")
            check(got.returncode != 0 and said in got.stderr, f"{text}: {got.stderr.strip()[-90:]}")
        config.write_text("[history]\nkeep-days = 0\nkeep-alerts = 100\nkeep-bytes = 1G\n")
        avocet.start()
        check(avocet.status()["keep"] == {"days": 0, "alerts": 100, "bytes": 1 << 30}, "Status tells of it")
        avocet.send(b"".join(avc(serial=n, source=f"a{n}_t", target=f"b{n}_t") for n in range(1, 111)))
        wait_until(lambda: avocet.property("Count") == 100, "the oldest are forgotten", 60)
        gone = sorted(s.args[0] for s in avocet.signals.seen if s.name == "AlertRemoved")
        check(gone == list(range(1, 11)), f"and that is told: {gone}")
        check("oldest" in avocet.status(), "Status tells how old the oldest is")


def test_backup():
    """A copy while the daemon runs: whole, and never over another file."""
    with Avocet() as avocet:
        three(avocet)
        copy = avocet.folder / "copy.db"
        got = avocet.run("--backup", str(copy))
        check(got.returncode == 0, f"copied {got.stderr}")
        connection = sqlite3.connect(copy)
        check(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",) and
              connection.execute("SELECT sum(count) FROM alert").fetchone() == (3,), "it has everything")
        connection.close()
        check(copy.stat().st_mode & 0o077 == 0, "for nobody else to read")
        got = avocet.run("--backup", str(copy))
        check(got.returncode == 1 and "exists" in got.stderr, got.stderr.strip()[-60:])
        check(len(command(avocet, "list", f"--db={copy}").stdout.splitlines()) == 3, "list reads it")


def test_a_damaged_file():
    """What the database held comes back from the audit log."""
    with Avocet() as avocet, Log(avocet) as log:
        for n in range(1, 301):
            log.write(avc(serial=n))
        log.write(avc(serial=400, target="etc_t", path="/etc/y"))
        wait_until(lambda: avocet.query("SELECT sum(count) FROM alert")[0][0] == 301, "all are counted")
        avocet.stop()
        damaged = bytearray(avocet.database.read_bytes())
        damaged[100:8192] = os.urandom(8092)
        avocet.database.write_bytes(damaged)
        avocet.start()
        wait_until(lambda: avocet.query("SELECT sum(count) FROM alert")[0][0] == 301,
                   "the log is told from its start", 60)
        check("set aside" in avocet.output(), "it says what it did")
        check(list(avocet.folder.glob("avocet.db.damaged-*")), "what was damaged is kept")
        log.write(avc(serial=500))
        wait_until(lambda: avocet.query("SELECT sum(count) FROM alert")[0][0] == 302, "and it goes on")


POLICY = "avocet-policy 1\nboolean httpd_read_homes {} : httpd_t user_home_t file read\n"


def boolean(value, serial):
    return b"type=MAC_CONFIG_CHANGE msg=audit(%d.000:%d): bool=httpd_read_homes val=%d old_val=%d " \
        b"auid=0 ses=1\n" % (int(time.time()) + 1, serial, value, 1 - value)


def test_fixed_since():
    """A boolean is turned on: the alert stays, and says since when it is fixed, and by what."""
    with tempfile.TemporaryDirectory() as name:
        policy = pathlib.Path(name) / "x.policy"
        policy.parent.chmod(0o755)
        policy.write_text(POLICY.format("off"))
        with Avocet(options=[f"--policy={policy}"]) as avocet:
            three(avocet)
            before = avocet.get(1)
            check(before.get("fixed") is None and before["reason"] == "type-enforcement",
                  f"denied: {before['reason']}, {before['verdicts'][0]['plugin']}")
            policy.write_text(POLICY.format("on"))
            avocet.send(boolean(1, 100))
            wait_until(lambda: avocet.get(1).get("fixed"), "it is fixed")
            alert = avocet.get(1)
            check(alert["fixed"]["because"] == "the boolean httpd_read_homes was turned on",
                  f"because {alert['fixed']['because']}, since {alert['fixed']['since']}")
            check(alert["earlier"][0]["plugin"] == before["verdicts"][0]["plugin"]
                  and alert["earlier"][0]["reason"] == "type-enforcement", "what was said before is kept")
            wait_until(lambda: not avocet.query("SELECT sum(stale) FROM alert")[0][0], "all were looked at")
            check(ids(avocet, fixed=True) == [1] and sorted(ids(avocet, fixed=False)) == [2, 3],
                  "a filter tells them apart")
            check(avocet.status()["pending"] == 0 and avocet.signals.count("AlertAdded") == 3,
                  "nothing of it is new")
            time.sleep(2)
            avocet.send(avc(serial=200))
            wait_until(lambda: avocet.get(1).get("fixed") is None, "denied again: it is not fixed")
            avocet.stop()
            # While nobody listened, the policy became another: the file tells.
            check(ids_in(avocet, "stale") == [], "nothing waits")
            policy.write_text(POLICY.format("off"))
            avocet.start()
            wait_until(lambda: avocet.get(1)["reason"] == "type-enforcement", "noticed at the start", 30)
            check(avocet.get(1)["earlier"][0]["because"] == "another policy was loaded",
                  f"because {avocet.get(1)['earlier'][0]}")


def ids_in(avocet, column):
    return [row[0] for row in avocet.query(f"SELECT id FROM alert WHERE {column} <> 0")]


def command(avocet, *words, user=None):
    """avocet on the command line, asking this daemon."""
    return subprocess.run([program("avocet"), *words], capture_output=True, text=True, timeout=60,
                          check=False, env=avocet.environment, user=user)


def test_importing():
    """Old logs beside the live line, and into a database of their own."""
    with tempfile.TemporaryDirectory() as name, Avocet() as avocet:
        folder = pathlib.Path(name)
        log, past = folder / "audit.log", 1_795_000_000_000
        log.write_bytes(b"".join(avc(serial=n, ms=past + n) for n in range(1, 301))
                        + avc(serial=400, ms=past + 400, target="etc_t", path="/etc/y"))
        three(avocet)
        told = avocet.signals.count("AlertAdded")
        for new in (301, 0):
            got = command(avocet, "import", "--json", str(log))
            check(got.returncode == 0 and f'"counted":{new}' in got.stdout,
                  f"import: {got.stdout.strip()}{got.stderr}")
        wait_until(lambda: avocet.query("SELECT sum(pending) FROM alert")[0][0] == 0,
                   "the running worker explains what is new")
        check(avocet.query("SELECT sum(count) FROM alert")[0][0] == 304, "each is counted once")
        check(avocet.get(1)["count"] == 301, "with what is known of it already")
        time.sleep(1)
        check(avocet.signals.count("AlertAdded") == told, "old alerts are not announced")
        avocet.send(avc(serial=401, target="etc_t", path="/etc/y"))
        check(avocet.signals.wait("AlertChanged").args[1] == 3, "from then on they are told of")
        if ROOT:
            got = command(avocet, "import", str(log), user=NOBODY)
            check(got.returncode in (1, 4) and "root" in got.stderr, f"others: {got.stderr.strip()}")
        got = command(avocet, "import", "--policy=/x", str(log))
        check(got.returncode == 2 and "--db" in got.stderr, "another policy needs a database of its own")
        avocet.stop()
        got = command(avocet, "import", str(log))
        check(got.returncode == 3, "without the daemon its history is left alone")
        apart = folder / "apart.db"
        for new in (301, 0):
            got = command(avocet, "import", f"--db={apart}", f"--plugin={avocet.plugins}", str(log))
            check(got.returncode == 0 and f"new: {new}" in got.stdout, f"{got.stdout.strip()}{got.stderr}")
        got = command(avocet, "list", f"--db={apart}", "--json")
        check(len(got.stdout.splitlines()) == 2 and "restorecon" in got.stdout, "it is explained there")
        got = command(avocet, "import", f"--db={apart}", "/nonexistent", str(log))
        check(got.returncode == 1 and "/nonexistent" in got.stderr and "new: 0" in got.stdout,
              "a log that is not there keeps no other back")
        before = log.read_bytes()
        got = command(avocet, "import", f"--db={log}", str(log))
        check(got.returncode == 1 and log.read_bytes() == before, f"a log stays one: {got.stderr.strip()}")


def test_a_file_without_the_daemon():
    """What the command line asks of a database, none is running."""
    with Avocet() as avocet:
        three(avocet)
        avocet.stop()

        def run(*words):
            return subprocess.run([program("avocet"), *words, f"--db={avocet.database}"],
                                  capture_output=True, text=True, timeout=30, check=False,
                                  env=avocet.environment)
        check(len(run("list").stdout.splitlines()) == 3, "list asks a file")
        check("shadow" in run("show", "2").stdout, "show too")
        check('"alerts":3' in run("status", "--json").stdout.replace(" ", ""), "status too")
        got = run("show", "77")
        check(got.returncode == 1 and "no alert 77" in got.stderr, got.stderr.strip())


main(globals())
