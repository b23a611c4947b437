# SPDX-License-Identifier: GPL-2.0-or-later
"""avocetd and avocet-analyse, real ones, on a real bus, with the plugins and Debian's policy."""

import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

from avocet_test import (BUILD, Avocet, Failed, NotRun, Refused, Signals, avc, build_plugin, check, end,
                         main, plain, program, wait_until)

NOBODY = 65534
ROOT = os.geteuid() == 0
# What the limits are about is the program, not the sanitizer in it.
SANITIZED = b"__asan_init" in pathlib.Path(program("avocetd")).read_bytes()

PLUGIN = """
#include <avocet-plugin.h>
#include <stdlib.h>
#include <unistd.h>
static void look(struct avocet_host *host, const struct avocet_denial *denial)
{
	%s
	host->report(host);
}
AVOCET_PLUGIN = {
	.abi = %s, .name = "%s", .match = { .tclass = "file" }, .confidence = 50,
	.summary = "A test.", .explanation = "It is only a test.", .analyse = look,
};
"""


class Plugins:
    """A temporary folder with the built plugins and one of our own."""

    def __init__(self, name, body="", abi="AVOCET_PLUGIN_ABI", built=True):
        self.temporary = tempfile.TemporaryDirectory(prefix="avocet-plugins-")
        self.folder = pathlib.Path(self.temporary.name)
        self.folder.chmod(0o755)
        if built:
            for file in (BUILD / "plugins").glob("*.so"):
                shutil.copy(file, self.folder)
        build_plugin(self.folder, name, PLUGIN % (body, abi, name))

    def __enter__(self):
        return self.folder

    def __exit__(self, *unused):
        self.temporary.cleanup()


def integrity(avocet):
    return avocet.query("PRAGMA integrity_check") == [("ok",)]


def refused(call, what):
    """The text of the error that the call ends with."""
    try:
        call()
    except Refused as error:
        return str(error)
    raise Failed(f"{what} was not refused")


def probe(avocet, *args):
    """What the C client prints."""
    return subprocess.run([str(BUILD / "tests/integration/client-probe"), *args],
                          capture_output=True, text=True, timeout=60, env=avocet.environment)


def test_one_denial():
    with Avocet() as avocet:
        begin = time.monotonic()
        avocet.send(avc(serial=1))
        added = avocet.signals.wait("AlertAdded", 10)
        print(f"      from the socket to the signal: {1000 * (added.time - begin):.0f} ms")
        identity, level = added.args
        alert = avocet.get(identity)
        check(alert["count"] == 1 and alert["level"] == level, "one alert with count 1")
        check((avocet.folder / "announced").read_text() == f"{identity}\n",
              "the file that systemd watches for avocet-mail tells its number")
        check(alert["verdicts"][0]["plugin"] == "restorecon", "restorecon has the best verdict")
        check(alert["reason"] == "type-enforcement", "the policy says why")
        check(len(alert["records"]) >= 5, "Get gives the raw records")
        listed = avocet.list()
        check([a["id"] for a in listed] == [identity], "List gives the same alert")
        check("records" not in listed[0] or not listed[0]["records"], "List leaves records out")
        check(avocet.get(alert["uuid"])["id"] == identity, "Get takes the UUID")
        check(avocet.property("Count") == 1, "Count is 1")
        status = avocet.status()
        check(avocet.property("Version") == status["version"], "Version is the status's")
        source = status["sources"][0]
        check(source["connected"] and source["denials"] == 1 and source["records"] == 6,
              "Status tells of the source")
        check(status["worker"]["analyses"] == 1 and status["worker"]["policy"],
              f"Status tells of the worker and its policy {status['worker'].get('policy')}")
        avocet.send(b"type=AVC nonsense\n" + os.urandom(200) + b"\n\0\0\n" + b"x" * 1_000_000 + b"\n")
        avocet.send(avc(serial=2, target="shadow_t", path="/etc/shadow"))
        avocet.signals.wait("AlertAdded", 10)
        check(avocet.property("Count") == 2, "rubbish and a line of 1 MB in between harm nothing")
        check(avocet.stop() == 0, "SIGTERM ends it with 0")


def test_package():
    with Avocet() as avocet:
        avocet.send(avc(serial=1, exe=os.path.realpath("/bin/bash")))
        identity, _ = avocet.signals.wait("AlertAdded", 10).args
        source = avocet.get(identity)["source"]
        check(source["package"] == "bash", f"the package of {source['exe']} is {source['package']}")
        check(re.match(r"\d{4}-\d\d-\d\dT", source["package_installed"]), "it is told when it was installed")


def test_the_same_10000_times():
    with Avocet() as avocet:
        begin = time.monotonic()
        for first in range(1, 10001, 500):
            avocet.send(b"".join(avc(serial=n) for n in range(first, first + 500)))
        avocet.signals.wait("AlertAdded")
        wait_until(lambda: avocet.list()[0]["count"] == 10000, "count is 10,000", 60)
        print(f"      10,000 denials in {time.monotonic() - begin:.1f} s")
        for n in range(10):  # slowly too
            avocet.send(avc(serial=20000 + n))
            time.sleep(0.3)
        time.sleep(1.5)
        status = avocet.status()
        alerts = avocet.list()
        check(len(alerts) == 1 and alerts[0]["count"] == 10010, "one alert, every denial counted")
        check(status["worker"]["analyses"] == 1, "the worker was asked once")
        check(avocet.signals.count("AlertAdded") == 1, "AlertAdded was sent once")
        times = [s.time for s in avocet.signals.seen if s.name == "AlertChanged"]
        gaps = [b - a for a, b in zip(times, times[1:])]
        check(len(times) >= 2 and min(gaps) > 0.95,
              f"AlertChanged {len(times)} times, at least {min(gaps, default=0):.2f} s apart")
        check(avocet.signals.seen[0].name == "AlertAdded", "AlertAdded was the first of all")
        last = [s for s in avocet.signals.seen if s.name == "AlertChanged"][-1]
        check(last.args[1] == 10010, "the last AlertChanged has the last count")
        size = avocet.query("SELECT count(*) FROM occurrence")[0][0]
        check(size <= 100, f"{size} occurrences are kept")
        avocet.send(avc(serial=3, ms=1000))
        check(avocet.process.poll() is None, "still alive")


def test_worker_killed_in_mid_analysis():
    with Plugins("slow", "sleep(2);") as plugins, Avocet(plugins=plugins) as avocet:
        avocet.send(avc(serial=1))
        wait_until(lambda: avocet.status()["worker"]["state"] == "busy", "the worker is busy")
        time.sleep(0.5)
        first = avocet.worker()
        os.kill(first, signal.SIGKILL)
        avocet.signals.wait("AlertAdded")
        status = avocet.status()
        check(avocet.worker() != first and status["pending"] == 0, "the next one analysed it")
        check(status["worker"]["crashes"] == 1, "the crash was counted")
        check("killed by signal 9" in avocet.output() and "plugin slow" in avocet.output(),
              "the log tells who was killed at what")
        alert = avocet.list()[0]
        check({"slow", "restorecon"} <= {v["plugin"] for v in alert["verdicts"]},
              "all verdicts are there")
        check(not status["quarantined"], "once is no reason for quarantine")


def test_plugin_that_crashes():
    with Plugins("crasher", "abort();") as plugins, Avocet(plugins=plugins) as avocet:
        avocet.send(avc(serial=1))
        avocet.signals.wait("AlertAdded")
        status = avocet.status()
        check(status["quarantined"] == ["crasher"], "the plugin is in quarantine")
        check(status["worker"]["crashes"] == 2, "it had two chances")
        check(avocet.list()[0]["verdicts"][0]["plugin"] == "restorecon",
              "the alert is explained by the others")
        avocet.send(avc(serial=2, path="/var/www/other/page.html"))
        second = avocet.signals.wait("AlertAdded").args[0]
        plugins_of_second = {v["plugin"] for v in avocet.get(second)["verdicts"]}
        check(plugins_of_second and "crasher" not in plugins_of_second,
              f"the other plugins are unharmed: {sorted(plugins_of_second)}")
        check(avocet.status()["worker"]["crashes"] == 2, "no more crashes")
        avocet.stop()
        avocet.start()
        time.sleep(0.5)
        check(avocet.signals.count("AlertAdded") == 2, "nothing is told twice after a restart")


def test_plugin_that_hangs():
    with Plugins("hanger", "for (;;) sleep(100);") as plugins, \
         Avocet(plugins=plugins, options=["--patience=1"]) as avocet:
        avocet.send(avc(serial=1))
        avocet.signals.wait("AlertAdded")
        check(avocet.status()["quarantined"] == ["hanger"], "a plugin that hangs is quarantined")
        check("did not answer within 1 seconds" in avocet.output(), "the log says so")


def test_plugin_that_exits():
    with Plugins("leaver", "exit(0);") as plugins, Avocet(plugins=plugins) as avocet:
        avocet.send(avc(serial=1))
        avocet.signals.wait("AlertAdded")
        check(avocet.status()["quarantined"] == ["leaver"], "leaving counts as a crash")


def test_plugins_that_end_the_loading():
    """Their code runs before the worker is ready; they go one after the other."""
    harm = "}\n__attribute__((constructor)) static void begin(void)\n{\n\t%s\n}\n"
    harm += "static inline void rest(struct avocet_host *host)\n{"
    with Plugins("zboom", harm % "abort();") as plugins:
        build_plugin(plugins, "ahang", PLUGIN % (harm % "for (;;) sleep(100);",
                                                 "AVOCET_PLUGIN_ABI", "other_name"))
        with Avocet(plugins=plugins, options=["--patience=1"]) as avocet:
            avocet.send(avc(serial=1))
            avocet.signals.wait("AlertAdded", 30)
            status = avocet.status()
            check(status["quarantined"] == ["ahang", "zboom"], "both files are in quarantine")
            check(status["worker"]["crashes"] == 4, "each had two chances")
            check("before it was ready with the plugin zboom" in avocet.output(), "the log says so")
            check(avocet.list()[0]["verdicts"][0]["plugin"] == "restorecon",
                  "the alert is explained by the others")
            avocet.stop()
            avocet.start()
            avocet.send(avc(serial=2, path="/var/www/other/page.html"))
            avocet.signals.wait("AlertAdded")
            check(avocet.status()["worker"]["crashes"] == 0, "they are not loaded any more")


def test_alert_that_cannot_be_read():
    with Avocet() as avocet:
        avocet.send(avc(serial=1))
        avocet.signals.wait("AlertAdded")
        database = sqlite3.connect(avocet.database, isolation_level=None, timeout=10)
        database.execute("ALTER TABLE verdict RENAME TO gone")
        avocet.send(avc(serial=2, target="etc_t", path="/etc/x") +
                    avc(serial=3, target="usr_t", path="/usr/x"))
        wait_until(lambda: "alert 3 cannot be read" in avocet.output(), "the last one is told of")
        check("alert 2 cannot be read" in avocet.output(), "so is the one before it")
        check("cannot be read" in avocet.status()["worker"]["last_error"], "Status tells of it")
        database.execute("ALTER TABLE gone RENAME TO verdict")
        database.close()
        wait_until(lambda: avocet.signals.count("AlertAdded") == 3, "both are explained later", 40)


def test_plugin_with_the_wrong_abi():
    with Plugins("old", abi="999") as plugins, Avocet(plugins=plugins) as avocet:
        avocet.send(avc(serial=1))
        avocet.signals.wait("AlertAdded")
        lines = [line for line in avocet.output().splitlines() if "old.so" in line]
        check(len(lines) == 1, f"one message: {lines[0] if lines else None}")
        check(avocet.list()[0]["verdicts"][0]["plugin"] == "restorecon", "the others work")


def test_daemon_killed():
    with Plugins("slow", "sleep(1);") as plugins, Avocet(plugins=plugins) as avocet:
        avocet.send(avc(serial=1))
        avocet.signals.wait("AlertAdded")
        batch = b"".join(avc(serial=n, target=t, path=f"/x{t}/y")
                         for n, t in enumerate(["etc_t", "shadow_t", "var_t", "usr_t"], 10))
        avocet.send(batch)
        wait_until(lambda: avocet.query("SELECT count(*) FROM alert")[0][0] == 5, "stored")
        wait_until(lambda: avocet.status()["worker"]["state"] == "busy", "the worker is busy")
        worker = avocet.worker()
        avocet.kill()
        check(integrity(avocet), "after kill -9 the database is whole")
        wait_until(lambda: not os.path.exists(f"/proc/{worker}"), "the worker is gone too", 5)
        avocet.start()
        avocet.send(batch)  # heard again, as a replay would have it
        status = avocet.explained(5)
        time.sleep(0.5)
        check(status["alerts"] == 5 and status["denials"] == 5, "nothing is lost, nothing doubled")
        told = [s.args[0] for s in avocet.signals.seen if s.name == "AlertAdded"]
        check(sorted(told) == [1, 2, 3, 4, 5], f"each was told of once: {told}")
        check(all(a["verdicts"] for a in avocet.list()), "all were analysed after the restart")


def test_killed_again_and_again():
    with Avocet() as avocet:
        for life in range(5):
            for n in range(200):
                avocet.send(avc(serial=1000 * life + n, target=["etc_t", "var_t", "usr_t"][n % 3],
                                path=f"/srv/{'abc'[n % 3]}/file"))
            time.sleep(0.02 * life)
            avocet.kill()
            check(integrity(avocet), f"life {life + 1}: the database is whole")
            avocet.start()
        avocet.explained(3)
        def told():
            return [got.args[0] for got in avocet.signals.seen if got.name == "AlertAdded"]
        wait_until(lambda: set(told()) == {1, 2, 3}, "all are told of")
        time.sleep(1)
        # A kill between the signal and the note that it was sent repeats it: at most once a kill.
        check(len(told()) <= 3 + 5, f"three alerts, told of: {sorted(told())}")


def test_policy_changed():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        folder.chmod(0o755)
        shutil.copy(BUILD / "plugins/catchall.so", folder)
        with Avocet(plugins=folder) as avocet:
            avocet.send(avc(serial=1))
            identity, before = avocet.signals.wait("AlertAdded").args
            first = avocet.worker()
            shutil.copy(BUILD / "plugins/restorecon.so", folder)
            avocet.send(b"type=MAC_POLICY_LOAD msg=audit(%d.000:9): auid=0 ses=1 lsm=selinux "
                        b"res=1\ntype=EOE msg=audit(%d.000:9): \n" % ((int(time.time()),) * 2))
            changed = avocet.signals.wait("AlertChanged")
            check(avocet.worker() != first, "a fresh worker has the new policy")
            check(changed.args == [identity, 1, "green"] and before == "yellow",
                  f"AlertChanged tells that it was {before} and is {changed.args[2]} now")
            check(avocet.get(identity)["verdicts"][0]["plugin"] == "restorecon", "explained anew")
            time.sleep(0.3)
            check(avocet.signals.count("AlertAdded") == 1, "it is not new again")


def test_policy_changed_in_mid_analysis():
    with Plugins("slow", "sleep(1);") as plugins, Avocet(plugins=plugins) as avocet:
        avocet.send(avc(serial=1))
        wait_until(lambda: avocet.status()["worker"]["state"] == "busy", "the worker is busy")
        first = avocet.worker()
        avocet.send(b"type=MAC_STATUS msg=audit(%d.000:9): enforcing=0 old_enforcing=1 auid=0 "
                    b"ses=1 enabled=1 old-enabled=1 lsm=selinux res=1\n" % int(time.time()))
        avocet.send(b"type=EOE msg=audit(%d.000:9): \n" % int(time.time()))
        wait_until(lambda: avocet.worker() not in (None, first), "a fresh worker")
        avocet.explained(1)
        wait_until(lambda: avocet.status()["worker"]["analyses"] == 2 and
                   not avocet.query("SELECT sum(stale) FROM alert")[0][0],
                   "what the old policy said was asked again")
        status = avocet.status()
        check(status["worker"]["crashes"] == 0, "without any crash")
        time.sleep(0.3)
        check(avocet.signals.count("AlertAdded") == 1, "and told of once")


def test_disk_full():
    """The database on a disk that is all but full, in a mount namespace of its own."""
    inner = ["unshare", "--mount"]
    if subprocess.run([*inner, "true"], capture_output=True, check=False).returncode:
        raise NotRun("no mount namespace here")
    with tempfile.TemporaryDirectory() as folder:
        script = (f"mount -t tmpfs -o size=40m none {folder} && "
                  f'head -c 40500k /dev/zero >{folder}/filler; exec "$@"')
        with Avocet(prefix=[*inner, "sh", "-c", script, "sh"],
                    options=[f"--database={folder}/avocet.db"]) as avocet:
            avocet.send(avc(serial=1))
            avocet.signals.wait("AlertAdded")
            records = [avc(serial=n, path=f"/srv/d{chr(97 + n % 26)}{chr(97 + n // 26)}/x",
                           exe=f"/usr/bin/{'y' * (n % 30)}") for n in range(2, 402)]
            # It blocks while the daemon does not read.
            threading.Thread(target=avocet.send, args=[b"".join(records)], daemon=True).start()
            wait_until(lambda: "writing fails" in avocet.output(), "it is said", 60)
            said = [line for line in avocet.output().splitlines() if "writing fails" in line]
            check(len(said) == 1 and "full" in said[0], said[0])
            check(len(avocet.list()) > 0, "what was stored can be read")
            os.unlink(f"/proc/{avocet.process.pid}/root{folder}/filler")
            status = wait_until(lambda: avocet.status()["denials"] == 401 and avocet.status(),
                                "all are stored", 120)
            check(status["alerts"] > 100 and "database_error" not in status,
                  f"when there is room again all is stored: {status['alerts']} alerts, nothing lost")
            status = avocet.explained(100, 120)
            check(status["worker"]["crashes"] == 0 and "given up" not in avocet.output(),
                  "and no alert had to pay for it")


def test_worker_comes_and_goes():
    with tempfile.TemporaryDirectory() as folder:
        # The real worker, only less patient.
        wrapper = pathlib.Path(folder) / "analyse"
        wrapper.write_text(f'#!/bin/sh\nexec {program("avocet-analyse")} --idle=1 "$@"\n')
        wrapper.chmod(0o755)
        with Avocet(options=[f"--analyse={wrapper}"]) as avocet:
            avocet.send(avc(serial=1))
            avocet.signals.wait("AlertAdded")
            wait_until(lambda: avocet.worker() is None, "the idle worker leaves", 5)
            check(avocet.status()["worker"]["state"] == "absent", "an idle worker leaves")
            avocet.send(avc(serial=2, target="etc_t", path="/etc/x"))
            avocet.signals.wait("AlertAdded")
            check(avocet.status()["worker"]["crashes"] == 0, "a fresh one comes when needed")
            check(avocet.output() == "", "which is nothing to talk about")


def test_no_worker():
    with tempfile.TemporaryDirectory() as folder:
        missing = pathlib.Path(folder) / "avocet-analyse"
        with Avocet(options=[f"--analyse={missing}"]) as avocet:
            avocet.send(avc(serial=1))
            wait_until(lambda: str(missing) in avocet.output(), "it is said")
            check(avocet.status()["pending"] == 1, "without avocet-analyse alerts stay pending")
            wait_until(lambda: avocet.list()[0]["count"] == 1, "and can be listed")
            missing.symlink_to(program("avocet-analyse"))
            avocet.send(avc(serial=2, target="etc_t", path="/etc/x"))
            avocet.explained(2, 30)
            check(avocet.output().count("cannot be run") == 1, "said once, then all are explained")


def test_worker_hears_rubbish():
    with Avocet() as avocet:
        avocet.send(avc(serial=1))
        avocet.signals.wait("AlertAdded")
        command = [program("avocet-analyse"), f"--database={avocet.database}",
                   f"--plugins={avocet.plugins}"]
        rubbish = (b"alert\nalert x\nalert -1\nalert 99999999999999999999\nalert 0\n\0\xff\n"
                   + b"x" * 200_000 + b"\nalert 77\nalert 1\n")
        got = subprocess.run(command, input=rubbish, capture_output=True, timeout=60)
        lines = got.stdout.decode().splitlines()
        check(got.returncode == 0, "avocet-analyse survives rubbish")
        check("alert 77 failed there is no such alert" in lines, "an unknown alert is answered")
        check(lines[-1] == "alert 1 done", "a good line after it is heard")
        check(got.stderr.decode().count("not understood") == 1, "it complains once")


def test_database_locked():
    with Avocet() as avocet:
        avocet.send(avc(serial=1))
        avocet.signals.wait("AlertAdded")
        lock = sqlite3.connect(avocet.database, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        avocet.send(avc(serial=2))
        wait_until(lambda: "writing fails" in avocet.output(), "it is said", 30)
        check(avocet.status().get("database_error"), "Status tells of the lock")
        sender = socket.socket(socket.AF_UNIX)
        sender.connect(str(avocet.socket))
        sender.setblocking(False)
        sent = 0
        try:
            for n in range(100_000):
                sender.sendall(avc(serial=100_000 + n))
                sent = n
        except BlockingIOError:
            pass
        check(sent < 99_999, f"nothing more is read: the sender was stopped after {sent} denials")
        lock.execute("ROLLBACK")
        lock.close()
        wait_until(lambda: "can be written again" in avocet.output(), "it works again", 90)
        wait_until(lambda: avocet.list()[0]["count"] >= 2 + sent, "all is counted", 60)
        check(avocet.output().count("writing fails") == 1, "said once; nothing was lost")
        sender.close()


def test_database_damaged():
    with Avocet() as avocet:
        avocet.send(avc(serial=1))
        avocet.signals.wait("AlertAdded")
        avocet.stop()
        for extra in ("-wal", "-shm"):
            pathlib.Path(f"{avocet.database}{extra}").unlink(missing_ok=True)
        avocet.database.write_bytes(b"This was a database once. " * 1000)
        avocet.start()
        aside = list(avocet.folder.glob("avocet.db.damaged-*"))
        check(len(aside) == 1 and aside[0].name in avocet.output(), f"set aside as {aside[0].name}")
        avocet.send(avc(serial=2))
        avocet.signals.wait("AlertAdded")
        check(avocet.property("Count") == 1, "a new one was begun")


def greeting(avocet):
    """What a source is told when it says hello on a new connection, which stays open."""
    avocet.hang_up()
    avocet.send(b"#avocet source auditd\n")
    avocet.stream.settimeout(10)
    return avocet.stream.makefile("rb").readline().decode().strip()


def test_bookmark_goes_with_the_database():
    events = [avc(serial=n, ms=1700000000000 + n * 1000) for n in range(1, 41)]
    with Avocet() as avocet:
        check(greeting(avocet) == "#avocet from start", "of a new source nothing is known")
        avocet.send(b"#avocet live 0\n" + b"".join(events[:30]))
        avocet.signals.wait("AlertAdded")
        wait_until(lambda: avocet.list()[0]["count"] == 30, "30 are counted")
        avocet.stop()
        avocet.start()
        told = greeting(avocet)
        check(re.fullmatch(r"#avocet from 17000000\d+ \d+", told), f"it goes on: {told}")
        avocet.stop()
        for extra in ("-wal", "-shm"):
            pathlib.Path(f"{avocet.database}{extra}").unlink(missing_ok=True)
        avocet.database.write_bytes(b"This was a database once. " * 1000)
        avocet.start()
        check(greeting(avocet) == "#avocet from start", "with the database the bookmark is gone")
        avocet.send(b"#avocet replay\n" + b"".join(events[:30]) + b"#avocet live 180\n"
                    + b"".join(events[30:]))
        wait_until(lambda: avocet.list() and avocet.list()[0]["count"] == 40,
                   "the log gives the history back, and it goes on")


def test_changes_of_the_policy():
    stamp = "audit(1700000000.123:7)"
    with Avocet() as avocet:
        avocet.send(f"type=MAC_CONFIG_CHANGE msg={stamp}: bool=httpd_enable_homedirs val=0 "
                    f"old_val=1 auid=1000 ses=3\ntype=EOE msg={stamp}: \n".encode())
        avocet.send(avc(serial=8, ms=1700000001000))
        identity, _ = avocet.signals.wait("AlertAdded").args
        change = avocet.status()["changes"][0]
        check(change["name"] == "httpd_enable_homedirs" and change["kind"] == "boolean",
              f"Status tells what was changed: {change}")
        check([c["name"] for c in avocet.get(identity)["changes"]] == ["httpd_enable_homedirs"],
              "Get tells what was changed before")
        shown = subprocess.run([program("avocet"), "show", str(identity)], env=avocet.environment,
                               capture_output=True, text=True).stdout
        check("  Before    " in shown and "the boolean httpd_enable_homedirs was switched off, by the "
              "login 1000" in shown, "and so does avocet show")
        avocet.send(avc(serial=9, ms=1600000000000, target="shadow_t"))
        identity, _ = avocet.signals.wait("AlertAdded").args
        check(not avocet.get(identity).get("changes"), "but not what was changed after")


def test_folding():
    with Avocet() as avocet:
        status = avocet.status()
        check(not status["folding"] and status["folded"] == 0, "nothing is folded")
        for first in range(0, 400, 100):
            avocet.send(b"".join(avc(serial=n, path=f"/d{chr(97 + n // 26)}{chr(97 + n % 26)}/x")
                                 for n in range(first, first + 100)))
        wait_until(lambda: sum(a["count"] for a in avocet.list()) == 400, "all are counted", 60)
        status = avocet.status()
        check(status["folding"] and status["folded"] == 1, "Status says so when it is")
        alerts = avocet.list()
        check(len(alerts) == 65, f"{len(alerts)} alerts: 64 places and one for the others")
        check([a["count"] for a in alerts if a.get("folded") == "places"] == [336],
              "one stands for the other 336")


def test_bad_beginnings():
    with Avocet(start=False, bus=False) as avocet:
        if ROOT:
            avocet.prefix = ["setpriv", f"--reuid={NOBODY}", "--clear-groups"]
            got = avocet.run()
            check(got.returncode == 1 and str(avocet.database) in got.stderr
                  and got.stderr.count("\n") == 1, f"unwritable folder: {got.stderr.strip()}")
            avocet.prefix = []
        got = avocet.run(f"--database={avocet.folder}/none/avocet.db")
        check(got.returncode == 1 and got.stderr.count("\n") == 1,
              f"no folder for the database: {got.stderr.strip()}")
        got = avocet.run(f"--socket={avocet.folder}/none/audit.sock")
        check(got.returncode == 1 and "folder" in got.stderr,
              f"no folder for the socket: {got.stderr.strip()}")
        got = avocet.run(f"--socket={avocet.folder}/{'x' * 200}")
        check(got.returncode == 1 and "too long" in got.stderr, f"long: ...{got.stderr[-70:].strip()}")
        avocet.socket.write_text("not a socket")
        got = avocet.run()
        check(got.returncode == 1 and "no socket" in got.stderr, got.stderr.strip())
        avocet.socket.unlink()
        got = avocet.run("--no-such-option")
        check(got.returncode == 2, "a wrong option is exit 2")
        check(avocet.run(f"--config={avocet.folder}/none.conf").returncode == 2,
              "a configuration file that is not there is exit 2")
        (avocet.folder / "avocet.conf").write_text("[daemon]\ndatabase = relative\n[x]\ny = 1\n")
        got = avocet.run("--check-config")
        check(got.returncode == 2 and "avocet.conf" in got.stderr and "2" in got.stderr
              and "begins with /" in got.stderr, f"bad settings: {got.stderr.strip()}")
        (avocet.folder / "avocet.conf").write_text("[daemon]\ndatabase = /x/y\n")
        check(avocet.run("--check-config").returncode == 0, "good settings are exit 0")
        (avocet.folder / "avocet.conf").unlink()
        avocet.start()
        again = avocet.run()
        check(again.returncode == 1 and "another avocetd" in again.stderr, again.stderr.strip())


def test_who_may_read():
    if not ROOT:
        raise NotRun("needs root to be somebody else")
    with Avocet() as avocet:
        avocet.send(avc(serial=1, auid=1000))
        foreign = avocet.signals.wait("AlertAdded").args[0]
        avocet.send(avc(serial=2, auid=NOBODY, target="etc_t", path="/etc/x"))
        own = avocet.signals.wait("AlertAdded").args[0]
        check(len(avocet.list()) == 2, "root sees both alerts")
        seen = [alert["id"] for alert in avocet.list(user=NOBODY)]
        check(seen == [own], "nobody sees only the alert of their own login")
        check(avocet.get(own, user=NOBODY)["id"] == own, "and can get it")
        text = refused(lambda: avocet.get(foreign, user=NOBODY), "a foreign alert")
        check("no alert" in text, f"the other one is not there for them: {text}")
        check(list(avocet.status(user=NOBODY)) == ["version"], "their status is the version alone")
        got = avocet.bus.busctl("get-property", "org.avocet.Avocet1", "/org/avocet/Avocet1",
                                "org.avocet.Avocet1", "Count", user=NOBODY)
        check(got.returncode == 0, "the number of alerts is no secret")
        turned_away = subprocess.run(
            [sys.executable, "-c", "import socket,sys; s=socket.socket(socket.AF_UNIX);"
             f"s.connect('{avocet.socket}')"], user=NOBODY, capture_output=True, check=False)
        check(turned_away.returncode != 0, "the audit socket is not for everybody")
        avocet.socket.chmod(0o777)
        subprocess.run([sys.executable, "-c", "import socket,time; s=socket.socket(socket.AF_UNIX);"
                        f"s.connect('{avocet.socket}'); s.settimeout(5); s.recv(1)"], user=NOBODY,
                       capture_output=True, check=False)
        check("may not send audit records" in avocet.output(), "nor are their records believed")


def test_nobody_takes_over():
    if not ROOT:
        raise NotRun("needs root to be somebody else")
    with Avocet() as avocet:
        avocet.send(avc(serial=1, auid=1000))
        foreign = avocet.signals.wait("AlertAdded").args[0]
        avocet.send(avc(serial=2, auid=NOBODY, target="etc_t", path="/etc/x"))
        own = avocet.signals.wait("AlertAdded").args[0]
        check([a["id"] for a in avocet.list(user=NOBODY)] == [own], "nobody has an alert")
        avocet.send(avc(serial=3, auid=NOBODY))
        wait_until(lambda: avocet.get(foreign)["count"] == 2, "nobody repeats another's")
        check([a["id"] for a in avocet.list(user=NOBODY)] == [own], "it is not theirs by that")
        refused(lambda: avocet.get(foreign, user=NOBODY), "an alert of two logins")
        avocet.send(avc(serial=4, auid=1000, target="etc_t", path="/etc/x"))
        wait_until(lambda: avocet.get(own)["count"] == 2, "another repeats nobody's")
        check(avocet.list(user=NOBODY) == [], "what two logins did belongs to neither")
        refused(lambda: avocet.get(own, user=NOBODY), "an alert of two logins")
        check(len(avocet.list()) == 2, "root sees both")


def test_another_file_and_outcome():
    with Avocet() as avocet:
        avocet.send(avc(serial=1, path="/var/www/html/one.html", permissive=1))
        identity = avocet.signals.wait("AlertAdded").args[0]
        avocet.send(avc(serial=2, path="/var/www/html/two.html", permissive=1))
        wait_until(lambda: avocet.get(identity)["count"] == 2, "another file counts")
        alert = avocet.get(identity)
        check(alert["target"]["path"].endswith("one.html") and "one.html" in str(alert["records"])
              and "two.html" not in str(alert), "facts and records are those explained")
        check(avocet.status()["worker"]["analyses"] == 1, "it is not analysed again")
        avocet.send(avc(serial=3, path="/var/www/html/three.html"))
        wait_until(lambda: avocet.status()["worker"]["analyses"] == 2, "really stopped: once more")
        avocet.explained(1)
        alert = avocet.get(identity)
        check("three.html" in str(alert["records"]) and "one.html" not in str(alert)
              and alert["verdicts"], "now facts, records and verdicts are of that one")
        wait_until(lambda: any(s.name == "AlertChanged" and s.args[1] == 3
                               for s in avocet.signals.seen), "AlertChanged tells of it")
        check(avocet.signals.count("AlertAdded") == 1, "it is not new again")


def test_groups_may_read():
    """A host whose /etc/group has nobody in adm, in a mount namespace of its own."""
    inner = ["unshare", "--mount"]
    if subprocess.run([*inner, "true"], capture_output=True, check=False).returncode:
        raise NotRun("no mount namespace here")
    with tempfile.TemporaryDirectory() as folder:
        group = pathlib.Path(folder) / "group"
        group.write_text("root:x:0:\nadm:x:4:nobody\nnogroup:x:65534:\n")
        with Avocet(prefix=[*inner, "sh", "-c", f'mount --bind {group} /etc/group; exec "$@"',
                            "sh"]) as avocet:
            avocet.send(avc(serial=1, auid=1000))
            avocet.signals.wait("AlertAdded")
            check(len(avocet.list(user=NOBODY)) == 1, "a member of adm sees everything")


def test_polkit():
    """A real polkitd whose rules know org.avocet.read, in a mount namespace of its own."""
    polkitd = "/usr/lib/polkit-1/polkitd"
    inner = ["unshare", "--mount"]
    if not os.path.exists(polkitd) or not ROOT or \
       subprocess.run([*inner, "true"], capture_output=True, check=False).returncode:
        raise NotRun("needs polkitd, root and a mount namespace")
    with tempfile.TemporaryDirectory() as folder, Avocet() as avocet:
        folder = pathlib.Path(folder)
        folder.chmod(0o755)
        for name in ("actions", "rules"):
            (folder / name).mkdir()
            (folder / name).chmod(0o755)
        (folder / "actions/org.avocet.policy").write_text(
            '<?xml version="1.0"?><policyconfig><action id="org.avocet.read"><description>x'
            '</description><message>x</message><defaults><allow_any>no</allow_any><allow_inactive>'
            'no</allow_inactive><allow_active>no</allow_active></defaults></action></policyconfig>')
        (folder / "rules/50-x.rules").write_text(
            'polkit.addRule(function(action, subject) { if (action.id == "org.avocet.read" && '
            'subject.user == "nobody") return polkit.Result.YES; });')
        script = (f"mount --bind {folder}/actions /usr/share/polkit-1/actions && "
                  f"mount --bind {folder}/rules /etc/polkit-1/rules.d && exec {polkitd} --no-debug")
        avocet.send(avc(serial=1, auid=1000))
        avocet.signals.wait("AlertAdded")
        check(avocet.list(user=NOBODY) == [], "without polkit nobody sees nothing")
        authority = subprocess.Popen([*inner, "sh", "-c", script], env=avocet.environment,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda: avocet.bus.has("org.freedesktop.PolicyKit1"), "polkit is up")
            check(len(avocet.list(user=NOBODY)) == 1, "polkit lets nobody read everything")
            check(len(avocet.status(user=NOBODY)) > 5, "the status too")
            daemon_uid = 1  # another user whom no rule names
            check(avocet.list(user=daemon_uid) == [], "but not somebody else")
        finally:
            end(authority)


def test_filters():
    with Avocet() as avocet:
        avocet.send(avc(serial=1) + avc(serial=2, target="etc_t", path="/etc/x", permission="write",
                                        permissive=1, source="sshd_t", exe="/usr/sbin/sshd"))
        avocet.explained(2)
        for filters, count in (({"source_type": "httpd_t"}, 1), ({"target_type": "etc_*"}, 1),
                               ({"permission": "write"}, 1), ({"class": "dir"}, 0),
                               ({"path": "/etc/*"}, 1), ({"exe": "/usr/sbin/sshd"}, 1),
                               ({"permissive": True}, 1), ({"permissive": False}, 1),
                               ({"since": "1h"}, 2), ({"until": "1h"}, 0), ({"after": 1}, 1),
                               ({"limit": 1}, 1), ({"plugin": "restorecon"}, None),
                               ({"level": "red"}, 0), ({"words": "sshd"}, 1), ({}, 2)):
            got = len(avocet.list(**filters))
            check(count is None or got == count, f"List {filters} gives {got}")
        for filters, said in (({"colour": "blue"}, "colour"), ({"level": "blue"}, "red, yellow"),
                              ({"since": "some day"}, "since"), ({"limit": -1}, "limit"),
                              ({"limit": "x"}, "limit"), ({"path": True}, "path"),
                              ({"permissive": "x"}, "permissive"), ({"after": 0}, "after")):
            text = refused(lambda: avocet.list(**filters), filters)
            check(said in text, f"List {filters}: {text}")
        text = refused(lambda: avocet.call("List", "a{sv}", "1", "x", "(ss)", "a", "b"), "a struct")
        check("type" in text, f"List with a struct: {text}")
        for identity in ("99", "zz", "", "x" * 5000, "'; --"):
            text = refused(lambda: avocet.get(identity), identity)
            check("no alert" in text, f"Get {identity[:10]!r}: {text[:60]}")


def test_the_client():
    with Avocet() as avocet:
        # So many that no group of them is folded together.
        types = ["etc_t", "var_t", "usr_t", "bin_t", "lib_t", "shadow_t", "tmp_t", "home_root_t",
                 "src_t", "mnt_t", "man_t", "cert_t"]
        records = [avc(serial=n, target=types[n % 12], exe=f"/usr/bin/p{chr(97 + n // 12 % 26)}"
                       f"{chr(97 + n // 312)}", ms=1700000000000 + n // 3 * 1000, path=f"/d{n}/x")
                   for n in range(600)]
        avocet.send(b"".join(records))
        wait_until(lambda: avocet.property("Count") == 600, "600 alerts", 60)
        check(len(avocet.list()) == 250, "List gives a page of 250 of 600 alerts")
        lines = probe(avocet, "list", "0").stdout.splitlines()
        check(len(lines) == 600 and len(set(lines)) == 600, "the client gets all, none twice")
        check(len(probe(avocet, "list", "300").stdout.splitlines()) == 300, "or 300 if it wants")
        check(len(probe(avocet, "list", "7").stdout.splitlines()) == 7, "or 7")
        got = probe(avocet, "get", "1")
        check(got.returncode == 0 and "type=AVC" in got.stdout, "it gets one with its records")
        got = probe(avocet, "get", "x99")
        check(got.stderr.startswith("-2 ") and "no alert" in got.stderr, got.stderr.strip())
        check('"worker"' in probe(avocet, "status").stdout, "it gets the status")
        avocet.explained(600, 120)
        watcher = subprocess.Popen([str(BUILD / "tests/integration/client-probe"), "watch"],
                                   stdout=subprocess.PIPE, text=True, env=avocet.environment)
        watcher.stdout.readline()
        avocet.send(avc(serial=9000))
        line = watcher.stdout.readline()
        check(line.startswith("added 601 "), f"it hears a signal: {line.strip()}")
        end(watcher)
        avocet.stop()
        got = probe(avocet, "status")
        check("-113 " in got.stderr and "systemctl start avocetd" in got.stderr, got.stderr.strip())


def test_bus_lost():
    with Avocet() as avocet:
        avocet.send(avc(serial=1))
        avocet.signals.wait("AlertAdded")
        avocet.signals.close()
        avocet.bus.stop()
        wait_until(lambda: "connection was lost" in avocet.output(), "it is noticed")
        avocet.send(avc(serial=2, target="etc_t", path="/etc/x"))
        wait_until(lambda: avocet.query("SELECT count(*) FROM alert")[0][0] == 2, "stored")
        check(True, "without a bus it goes on hearing")
        avocet.bus.start()
        avocet.signals = Signals(avocet.bus)
        added = avocet.signals.wait("AlertAdded", 30)
        check(added.args[0] == 2, "when the bus is back, what was not told is told")
        check(len(avocet.list()) == 2, "and it answers")
    with Avocet(bus=False) as avocet:
        avocet.send(avc(serial=1))
        wait_until(lambda: avocet.query("SELECT count(*) FROM alert")[0][0] == 1, "stored")
        check("system bus" in avocet.output(), "it starts where no bus is, and says so")
        check(avocet.stop() == 0, "and ends well")


def test_end_stores_what_waits():
    with Avocet(bus=False) as avocet:
        avocet.send(avc(serial=1, eoe=False))
        time.sleep(0.2)
        stream, avocet.stream = avocet.stream, None
        avocet.stop()
        check(avocet.query("SELECT count FROM alert") == [(1,)],
              "an event without its end is stored at SIGTERM")
        stream.close()
    with Avocet(bus=False) as avocet:
        avocet.send(avc(serial=1, eoe=False))
        wait_until(lambda: avocet.query("SELECT count(*) FROM alert")[0][0] == 1, "stored", 8)
        check(True, "or when its end does not come")


def test_systemd_passes_the_socket():
    with Avocet(start=False, bus=False) as avocet:
        notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notify.bind(str(avocet.folder / "notify"))
        notify.settimeout(10)
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(avocet.folder / "passed.sock"))
        listening.listen()
        # As systemd does it: descriptor 3, and whom it is for.
        script = 'exec 3<&%d; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"' % listening.fileno()
        command = [part for part in avocet.command() if not part.startswith("--socket")]
        with open(avocet.log, "wb") as log:
            avocet.process = subprocess.Popen(
                ["bash", "-c", script, "bash", *command], pass_fds=[listening.fileno()], stderr=log,
                env=dict(avocet.environment, NOTIFY_SOCKET=str(avocet.folder / "notify")))
        check(b"READY=1" in notify.recv(1000), "systemd is told when it is ready")
        avocet.socket = avocet.folder / "passed.sock"
        avocet.send(avc(serial=1))
        wait_until(lambda: avocet.query("SELECT count(*) FROM alert")[0][0] == 1, "stored")
        check(True, "it hears at the socket that systemd passed on")
        status = avocet.stop()
        said = [notify.recv(1000)]
        check(status == 0 and b"STOPPING=1" in said[0], "systemd is told when it stops")
        listening.close()
        notify.close()


def resident(pid):
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return {name: int(re.search(rf"^{name}:\s+(\d+)", text, re.M)[1])
            for name in ("Rss", "Pss", "Private_Dirty")}


def test_asleep_and_small():
    with tempfile.TemporaryDirectory() as folder:
        wrapper = pathlib.Path(folder) / "analyse"
        wrapper.write_text(f'#!/bin/sh\nexec {program("avocet-analyse")} --idle=1 "$@"\n')
        wrapper.chmod(0o755)
        with Avocet(options=[f"--analyse={wrapper}"]) as avocet:
            for first in range(0, 2000, 100):
                avocet.send(b"".join(avc(serial=n) for n in range(first, first + 100)))
            avocet.explained(1)
            avocet.list()
            wait_until(lambda: avocet.worker() is None, "the worker left", 10)
            time.sleep(3)
            pid = avocet.process.pid
            switches = pathlib.Path(f"/proc/{pid}/status")

            def wakes():
                return int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", switches.read_text(),
                                     re.M)[1])
            before = wakes()
            time.sleep(10)
            check(wakes() == before, "idle for 10 seconds: it never woke up")
            if shutil.which("strace"):
                trace = subprocess.run(["timeout", "-s", "INT", "5", "strace", "-f", "-p", str(pid)],
                                       capture_output=True, text=True, check=False)
                calls = [line for line in trace.stderr.splitlines()
                         if "(" in line and "epoll_wait" not in line and "attached" not in line
                         and "detached" not in line]
                check(not calls, f"strace sees no system call: {calls[:3]}")
            memory = resident(pid)
            print(f"      {memory} kB")
            check(SANITIZED or memory["Rss"] <= 6 * 1024, "it holds at most 6 MB")
            check(SANITIZED or memory["Private_Dirty"] <= 1024, "its own memory is at most 1 MB")
        linked = subprocess.run(["ldd", program("avocetd")], capture_output=True, text=True,
                                check=True).stdout
        check(not re.search("libsepol|libselinux|libauparse", linked),
              "it links neither libsepol, libselinux nor libauparse")


main(globals())
