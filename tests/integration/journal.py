# SPDX-License-Identifier: GPL-2.0-or-later
"""Each new alert in the journal: what a real systemd-journald makes of the entries, what goes over its socket when
values are hostile, and that neither a storm nor a journald that hangs or is missing holds anything up."""
import json
import os
import pathlib
import signal
import socket
import struct
import subprocess
import tempfile
import time

from avocet_test import Avocet, NotRun, avc, check, main, wait_until

NEW, MORE = "e2d9f2b47c0c4c54a8a3d1cf6f5ed80c", "5a1c2f3a9d0b4f3c8f6b7a2e4d9c1b06"
JOURNALD = "/lib/systemd/systemd-journald"
OWN_RUN = ["unshare", "--mount", "--propagation", "private", "bash", "-c"]


def with_run(script):
    """A prefix for avocetd: it has a /run of its own, where the script has been at work."""
    if os.geteuid() != 0 or subprocess.run([*OWN_RUN, "true"], capture_output=True, check=False).returncode:
        raise NotRun("needs root and a mount namespace")
    return [*OWN_RUN, f'mount -t tmpfs tmpfs /run; {script}\nexec "$@"', "bash"]


class Socket:
    """In place of journald's socket."""

    def __init__(self, bind=True):
        self.folder = tempfile.TemporaryDirectory(prefix="avocet-journal-")
        self.path = f"{self.folder.name}/socket"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        if bind:
            self.socket.bind(self.path)
        self.prefix = with_run(f"mkdir /run/systemd; ln -s {self.folder.name} /run/systemd/journal")

    def entries(self):
        """What has come since this was last asked."""
        found = []
        while True:
            try:
                found.append(fields_of(self.socket.recv(1 << 18)))
            except BlockingIOError:
                return found

    def fill(self):
        other = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        count = 0
        try:
            while True:
                other.sendto(b"MESSAGE=x\n" * 300, self.path)
                count += 1
        except BlockingIOError:
            return count

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.folder.cleanup()


def fields_of(entry):
    """journald's protocol: NAME, line end, length, value, line end."""
    fields = {}
    while entry:
        name, entry = entry.split(b"\n", 1)
        check(b"=" not in name and name.replace(b"_", b"").isalnum(), f"a field's name: {name[:40]}")
        length = struct.unpack_from("<Q", entry)[0]
        fields[name.decode()] = entry[8:8 + length]
        check(entry[8 + length:9 + length] == b"\n", "a value is as long as it is told")
        entry = entry[9 + length:]
    return fields


def test_a_real_journald():
    if not os.path.exists(JOURNALD):
        raise NotRun("systemd-journald is not installed")
    with tempfile.TemporaryDirectory(prefix="avocet-journald-") as name:
        script = f"""
            mkdir -p /run/systemd/journal /run/log/journal /run/systemd/journald.conf.d
            printf '[Journal]\\nAudit=\\nReadKMsg=no\\nStorage=volatile\\nForwardToWall=no\\n' \
                >/run/systemd/journald.conf.d/test.conf
            ({JOURNALD} >/dev/null 2>&1 & echo $! >{name}/pid)
            for i in $(seq 50); do [ -S /run/systemd/journal/socket ] && break; sleep 0.1; done
            """
        with Avocet(prefix=with_run(script)) as avocet:
            try:
                avocet.send(avc(serial=1, path="/var/www/html/a b.html"))
                avocet.explained(1)
                avocet.send(b"".join(avc(serial=n) for n in range(2, 50)))
                wait_until(lambda: avocet.get(1)["count"] == 49, "it repeats")
                folder = f"/proc/{avocet.process.pid}/root/run/log/journal"

                def entries():
                    got = subprocess.run(["journalctl", f"--directory={folder}", "--output=json",
                                          f"MESSAGE_ID={NEW}"], capture_output=True, text=True, check=False)
                    return [json.loads(line) for line in got.stdout.splitlines()]
                wait_until(entries, "journald has the entry")
                time.sleep(1)
                check(len(entries()) == 1, "a new alert is one entry, however often it comes")
                entry, alert = entries()[0], avocet.get(1)
                check(entry["MESSAGE"] == alert["summary"], f"its sentence: {entry['MESSAGE']}")
                wanted = {"AVOCET_ALERT_ID": "1", "AVOCET_UUID": alert["uuid"], "AVOCET_LEVEL": alert["level"],
                          "AVOCET_EXE": "/usr/sbin/apache2", "AVOCET_PATH": "/var/www/html/a b.html",
                          "AVOCET_OUTCOME": "denied", "SELINUX_SOURCE_TYPE": "httpd_t",
                          "SELINUX_TARGET_TYPE": "user_home_t", "SELINUX_CLASS": "file",
                          "SELINUX_PERMISSIONS": "read", "SYSLOG_IDENTIFIER": "avocetd",
                          "AVOCET_PLUGIN": alert["verdicts"][0]["plugin"],
                          "PRIORITY": {"red": "2", "yellow": "4", "green": "5"}[alert["level"]]}
                check({name: entry.get(name) for name in wanted} == wanted, f"its fields: {wanted}")
                check(avocet.status()["journal_dropped"] == 0, "none was dropped")
            finally:
                os.kill(int(pathlib.Path(name, "pid").read_text()), signal.SIGKILL)


def test_hostile_values():
    with Socket() as journal, Avocet(prefix=journal.prefix) as avocet:
        path = "/tmp/a\nPRIORITY=0\nMESSAGE=root logged in\x1b[2J\u202e=x/index.html"
        records = avc(serial=1, path="/@/index.html").replace(b'"/@/index.html"', path.encode().hex().upper().encode())
        avocet.send(records)
        avocet.explained(1)
        entries = wait_until(journal.entries, "an entry")
        check(len(entries) == 1 and entries[0]["AVOCET_PATH"] == path.encode(), "a value stays what it is")
        message = entries[0]["MESSAGE"].decode()
        check("\n" not in message and "\x1b" not in message and "\u202e" not in message and "root logged in" in message,
              f"the sentence is escaped: {message}")
        check(entries[0]["PRIORITY"] in (b"2", b"4", b"5"), "and the priority is ours")
        avocet.stop()
        avocet.start()
        avocet.send(avc(serial=2, target="etc_t", path="/etc/x"))
        avocet.explained(2)
        again = [entry["AVOCET_ALERT_ID"] for entry in wait_until(journal.entries, "an entry")]
        check(again == [b"2"], f"after a restart only what is new: {again}")


def kinds(first, count):
    return b"".join(avc(serial=n, target=f"t{chr(97 + n % 26)}_t", exe=f"/usr/bin/p{chr(97 + n // 26)}",
                        path=f"/d{n}/x") for n in range(first, first + count))


def test_a_storm():
    with Socket() as journal, Avocet(prefix=journal.prefix) as avocet:
        avocet.send(kinds(0, 100))
        entries = []
        end = time.monotonic() + 60
        while avocet.signals.count("AlertAdded") < 100 and time.monotonic() < end:
            entries += journal.entries()
            time.sleep(0.02)
        check(avocet.signals.count("AlertAdded") == 100, "100 new alerts")
        entries += journal.entries()
        took = time.monotonic() - end + 60
        check(len(entries) == 60 or took > 55, f"{len(entries)} entries in {took:.0f} s")
        avocet.stop()
        last = journal.entries()
        check(last[-1]["MESSAGE_ID"] == MORE.encode() and last[-1]["AVOCET_MORE"] == b"40",
              f"then one says how many more: {last[-1]['MESSAGE']}")


def test_journald_hangs_or_is_missing():
    with Socket() as journal, Avocet(prefix=journal.prefix) as avocet:
        print(f"      {journal.fill()} messages fill it")
        avocet.send(kinds(0, 20))
        avocet.explained(20)
        wait_until(lambda: avocet.signals.count("AlertAdded") == 20, "denials are told of all the same")
        check(avocet.status()["journal_dropped"] == 20, "what it did not take is counted")
        for _ in range(5):
            journal.socket.recv(1 << 18)
        avocet.send(kinds(20, 1))
        avocet.explained(21)
        check(avocet.status()["journal_dropped"] == 20, "when it is awake, it gets the next one")
    with Socket(bind=False) as journal, Avocet(prefix=journal.prefix) as avocet:
        avocet.send(kinds(0, 2))
        avocet.explained(2)
        wait_until(lambda: avocet.status()["journal_dropped"] == 2, "without a journald it is counted")
        check(avocet.output() == "", "and nothing said")


main(globals())
