#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The whole line on real services: a USER_AVC sent through the kernel → auditd → avocet-dispatch →
avocetd → SQLite, a signal on the bus, a bubble on the screen and a mail in the sink.

auditd needs root and a kernel with audit; the audit system is put back as it was found. The
screenshot is kept as tests/integration/line-bubble.png in the build folder.
"""

import os
import shutil
import subprocess
import sys
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
num_logs = 2
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
args = --socket {socket}
format = string
"""


def auditctl(*words):
    return subprocess.run(["auditctl", *words], capture_output=True, text=True, check=True).stdout


def audit_enabled():
    return [line.split()[1] for line in auditctl("-s").splitlines()
            if line.startswith("enabled")][0]


class Auditd:
    """A real auditd with settings of its own and avocet-dispatch as its only plugin."""

    def __init__(self, avocet):
        self.folder = avocet.folder / "auditd"
        plugins = self.folder / "plugins.d"
        plugins.mkdir(parents=True)
        # auditd distrusts folders and files that others may write to.
        self.folder.chmod(0o750)
        plugins.chmod(0o750)
        self.put(self.folder / "auditd.conf", SETTINGS.format(folder=self.folder))
        self.put(plugins / "avocet.conf",
                 PLUGIN.format(program=program("avocet-dispatch"), socket=avocet.socket))
        self.before = audit_enabled()
        self.process = subprocess.Popen(
            ["/sbin/auditd", "-n", "-c", str(self.folder), "-s", "enable"],
            stdout=open(self.folder / "out", "wb"), stderr=subprocess.STDOUT)
        wait_until((self.folder / "audit.log").exists, "auditd writes its log")

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


if __name__ == "__main__":
    if os.geteuid() != 0:
        print("auditd needs root")
        sys.exit(77)
    main(globals())
