#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The whole line on real services: a USER_AVC sent through the kernel → auditd → avocet-dispatch →
avocetd → SQLite, a signal on the bus, a bubble on the screen and a mail in the sink.

auditd needs root and a kernel with audit; the audit system is put back as it was found. The
screenshot is kept as tests/integration/line-bubble.png in the build folder.
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

from avocet_test import BUILD, Avocet, check, end, main, program, wait_until
from mail import Mailer, Sink
from notify import Desktop

DENIAL = ("avc:  denied  { send_msg } for msgtype=method_call "
          "interface=org.freedesktop.login1.Manager member=%s dest=org.freedesktop.login1 spid=%d "
          "tpid=1 scontext=system_u:system_r:httpd_t:s0 "
          "tcontext=system_u:system_r:systemd_logind_t:s0 tclass=dbus permissive=0")

SETTINGS = """local_events = yes
write_logs = yes
log_file = {folder}/audit.log
log_group = root
log_format = ENRICHED
flush = INCREMENTAL_ASYNC
freq = 50
max_log_file = 8
num_logs = 9
name_format = NONE
max_log_file_action = ROTATE
space_left = 75
space_left_action = IGNORE
admin_space_left = 50
admin_space_left_action = IGNORE
disk_full_action = IGNORE
disk_error_action = IGNORE
q_depth = 2000
overflow_action = SYSLOG
max_restarts = 10
plugin_dir = {folder}/plugins.d
end_of_event_timeout = 2
"""

PLUGIN = """active = yes
direction = out
path = {program}
type = always
args = --socket={socket} --log={log}
format = string
"""


def auditctl(*words):
    return subprocess.run(["auditctl", *words], capture_output=True, text=True, check=True).stdout


def audit_enabled():
    return [line.split()[1] for line in auditctl("-s").splitlines()
            if line.startswith("enabled")][0]


class Auditd:
    """A real auditd with settings of its own and avocet-dispatch as its only plugin."""

    def __init__(self, avocet, **changes):
        self.folder = avocet.folder / "auditd"
        plugins = self.folder / "plugins.d"
        plugins.mkdir(parents=True)
        # auditd distrusts folders and files that others may write to.
        self.folder.chmod(0o750)
        plugins.chmod(0o750)
        settings = SETTINGS.format(folder=self.folder)
        for name, value in changes.items():
            settings = re.sub(rf"^{name} = .*", f"{name} = {value}", settings, flags=re.M)
        self.put(self.folder / "auditd.conf", settings)
        self.log = self.folder / "audit.log"
        self.put(plugins / "avocet.conf",
                 PLUGIN.format(program=program("avocet-dispatch"), socket=avocet.socket, log=self.log))
        self.before = audit_enabled()
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ["/sbin/auditd", "-n", "-c", str(self.folder), "-s", "enable"],
            stdout=open(self.folder / "out", "ab"), stderr=subprocess.STDOUT)
        wait_until(self.dispatch, "auditd has started avocet-dispatch")

    def restart(self):
        end(self.process)
        self.start()

    def rotate(self):
        """What "service auditd rotate" does."""
        inode = self.log.stat().st_ino
        self.process.send_signal(signal.SIGUSR1)
        wait_until(lambda: self.log.exists() and self.log.stat().st_ino != inode, "it is rotated")

    def dispatch(self):
        """The pid of avocet-dispatch, or None. auditd starts it from any of its threads."""
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            for pid in (task / "children").read_text().split():
                with open(f"/proc/{pid}/comm", encoding="ascii") as comm:
                    if comm.read().startswith("avocet-dispatch"):
                        return int(pid)
        return None

    def signal_dispatch(self, number):
        os.kill(wait_until(self.dispatch, "avocet-dispatch is there"), number)

    def refusals(self):
        """How many the logs hold: the truth."""
        return sum(log.read_bytes().count(b"avc:  denied")
                   for log in self.folder.glob("audit.log*"))

    @staticmethod
    def put(path, text):
        path.write_text(text)
        path.chmod(0o640)

    def close(self):
        end(self.process)
        auditctl("-e", self.before)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Manager:
    """Sends denials of D-Bus messages through the kernel as dbus-daemon does, under its name."""

    def __init__(self, folder):
        self.program = folder / "dbus-daemon"
        shutil.copy(BUILD / "tests/integration/send-user-avc", self.program)

    def refuse(self, member, pid):
        subprocess.run([self.program, DENIAL % (member, pid)], check=True)


def test_the_whole_line():
    with Avocet() as avocet, Auditd(avocet), Sink() as sink, Desktop(avocet) as desktop:
        manager, mailer = Manager(avocet.folder), Mailer(avocet)
        mailer.settings(sink.port)
        wait_until(lambda: avocet.status()["sources"][0]["connected"], "dispatch is connected")

        sent = time.monotonic()
        manager.refuse("ListSessions", 191)
        signal = avocet.signals.wait("AlertAdded")
        print(f"from injection to signal: {(signal.time - sent) * 1000:.0f} ms, the policy cold")

        alert = avocet.get(signal.args[0])
        sentence = ("A program of the type httpd_t may not send the D-Bus message "
                    "org.freedesktop.login1.Manager.ListSessions to systemd_logind_t.")
        check(alert["summary"] == sentence, f"the sentence: {alert['summary']}")
        check(alert["manager"] == "dbus" and alert["count"] == 1, "one denial, refused by dbus")
        check(alert["reason"] == "type-enforcement", "the reason comes from the policy")
        rows = avocet.query("SELECT count, source_type, target_type FROM alert")
        check(rows == [(1, "httpd_t", "systemd_logind_t")], "the alert is in the database")

        call = desktop.calls.wait(1)[0]
        check(call["body"].startswith(sentence), f"a bubble says so: {call['title']}")
        check(desktop.displayed() == 1, "it is on the screen")
        desktop.picture("line-bubble.png")

        check(mailer.run().returncode == 0, "avocet-mail is content")
        check(len(sink.mails) == 1, "one mail is in the sink")
        check(sentence in " ".join(sink.text(0).split()), "the mail has the right sentence")

        for number in range(10):
            manager.refuse("ListSessions", 200 + number)
        wait_until(lambda: avocet.get(alert["id"])["count"] == 11, "ten more are counted")
        manager.refuse("ListUsers", 300)
        added = avocet.signals.wait("AlertAdded")
        check(added.args[0] != alert["id"], "another message is another alert")


def test_killed_rotated_and_restarted():
    """Whatever is killed under real records, what is counted is what the logs hold."""
    with Avocet() as avocet, Auditd(avocet) as auditd:
        manager = Manager(avocet.folder)
        state = {"sent": 0, "going": True}

        def load():
            while state["going"]:
                manager.refuse("ListSessions" if state["sent"] % 3 else "ListUsers", 200)
                state["sent"] += 1
        sender = threading.Thread(target=load)
        sender.start()
        try:
            for part in range(3):
                time.sleep(0.5)
                avocet.kill()
                time.sleep(0.3)
                auditd.rotate()
                avocet.start()
                time.sleep(0.3)
                auditd.signal_dispatch(signal.SIGKILL)
                time.sleep(0.5)
                avocet.kill()
                auditd.restart()
                avocet.start()
                time.sleep(0.3)
                auditd.signal_dispatch(signal.SIGSTOP)
                auditd.rotate()
                auditd.signal_dispatch(signal.SIGCONT)
                print(f"round {part + 1}: {state['sent']} sent")
        finally:
            state["going"] = False
            sender.join()
        manager.refuse("ListSessions", 200)
        time.sleep(0.5)
        truth = auditd.refusals()

        def counted():
            return avocet.query("SELECT sum(count) FROM alert")[0][0]
        try:
            wait_until(lambda: counted() >= truth, "all is counted", 30)
        finally:
            print(f"{truth} in the logs, {counted()} counted, {state['sent'] + 1} sent")
            print(avocet.status()["sources"])
        time.sleep(1)
        check(counted() == truth, f"{truth} refusals are in the logs, and so many are counted")
        check(truth >= state["sent"] / 2, f"the load was real: {state['sent']} were sent")
        check(not avocet.status()["sources"][0]["gaps"], "there is no gap")


def test_other_settings_of_auditd():
    """Raw, or with the host's name in front: log and stdin still meet. Without a log: what can be."""
    for changes in ({"log_format": "RAW"}, {"name_format": "HOSTNAME"}, {"flush": "NONE"},
                    {"log_format": "RAW", "name_format": "USER\nname = web1"}):
        with Avocet() as avocet, Auditd(avocet, **changes) as auditd:
            manager = Manager(avocet.folder)
            for part in range(3):
                for _ in range(150):
                    manager.refuse("ListSessions", 200)
                avocet.kill()
                for _ in range(5):
                    manager.refuse("ListSessions", 200)
                avocet.start()
                auditd.signal_dispatch(signal.SIGKILL)
                for _ in range(5):
                    manager.refuse("ListSessions", 200)
            wait_until(lambda: sum(a["count"] for a in avocet.list()) >= 480, "all is counted")
            time.sleep(1)
            alerts = avocet.list()
            source = avocet.status()["sources"][0]
            check([a["count"] for a in alerts] == [480] and not source["gaps"],
                  f"{changes}: {[a['count'] for a in alerts]}, {source['replayed']} told again")
    with Avocet() as avocet, Auditd(avocet, write_logs="no") as auditd:
        manager = Manager(avocet.folder)
        for _ in range(20):
            manager.refuse("ListSessions", 200)
        wait_until(lambda: [a["count"] for a in avocet.list()] == [20], "heard without a log")
        avocet.kill()
        for _ in range(20):
            manager.refuse("ListSessions", 200)
        avocet.start()
        manager.refuse("ListSessions", 200)
        wait_until(lambda: sum(a["count"] for a in avocet.list()) >= 41, "remembered without a log")
        time.sleep(0.5)
        check([a["count"] for a in avocet.list()] == [41], "and not told twice")
        check(not auditd.log.exists(), "there is no log indeed")


def test_auditd_drops_what_its_log_has():
    """A plugin that does not run for a while: auditd's queue runs over, and nothing is lost."""
    with Avocet() as avocet, Auditd(avocet, q_depth="15") as auditd:
        manager = Manager(avocet.folder)
        for _ in range(20):
            manager.refuse("ListSessions", 200)
        auditd.signal_dispatch(signal.SIGSTOP)
        for _ in range(1500):
            manager.refuse("ListSessions", 200)
        auditd.signal_dispatch(signal.SIGCONT)
        time.sleep(0.5)
        for _ in range(80):
            manager.refuse("ListSessions", 200)
        time.sleep(1)
        truth = auditd.refusals()

        def counted():
            return sum(alert["count"] for alert in avocet.list())
        try:
            wait_until(lambda: counted() >= truth, "all is counted", 15)
        finally:
            print(f"{truth} in the log, {counted()} counted", avocet.status()["sources"])
        time.sleep(1)
        source = avocet.status()["sources"][0]
        check(counted() == truth, f"what the log has is counted, {source['replayed']} told from it")
        check(truth > 1500, "and the load was real")
        check(source["replayed"] > 100, "auditd did drop some")


if __name__ == "__main__":
    if os.geteuid() != 0:
        print("auditd needs root")
        sys.exit(77)
    main(globals())
