#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Disks that are full, read-only or broken under the database: nothing stored is lost, avocetd says
what to do, and goes on by itself when that was done, with what it missed taken from the audit log.

The disks are real: a small tmpfs, and an ext4 in a file. They are mounted in a mount namespace of
this test alone, which needs root.
"""

import collections
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from avocet_test import Avocet, Failed, Log, NotRun, avc, check, main, program, wait_until

KINDS, EVENTS, BATCH = 120, 6000, 50
MORE = 4000             # while it cannot be written, beyond what fits into the queues
PATIENCE = 120
EVENT_SECONDS = 4       # longer than avocetd waits for the last record of an event
DISK = "24m"
ALONE = "AVOCET_MOUNTS_ALONE"


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True)


def alone():
    """Goes on in a mount namespace of its own."""
    if os.environ.get(ALONE):
        return
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
        print("no mount namespace here: not run")
        sys.exit(77)
    os.environ[ALONE] = "1"
    os.execvp("unshare", ["unshare", "--mount", sys.executable, *sys.argv])


def letters(number):
    return chr(97 + number // 26) + chr(97 + number % 26)


class Host:
    """An avocetd whose database is on a disk of its own, avocet-dispatch and the truth."""

    def __init__(self, disk):
        self.disk = disk
        self.avocet = Avocet(start=False)
        self.avocet.database = disk / "avocet.db"
        self.avocet.start()
        self.log = Log(self.avocet, revive=True)
        self.true, self.serial, self.writer = collections.Counter(), 0, None

    def write(self, number):
        """Denials of KINDS kinds; blocks while avocet-dispatch does not read, which it always should."""
        for begin in range(0, number, BATCH):
            self.log.write(b"".join(self.denial() for _ in range(min(BATCH, number - begin))))

    def denial(self):
        kind = letters(self.serial % KINDS)
        self.serial += 1
        self.true[kind] += 1
        return avc(serial=self.serial, path=f"/srv/{kind}/file{self.serial}",
                   target=("var_t", "etc_t", "usr_t")[self.serial % KINDS % 3])

    def counts(self):
        return {path and path.split("/")[2]: count
                for path, count in self.avocet.query("SELECT path, count FROM alert")}

    def wait_exact(self, what):
        try:
            wait_until(lambda: self.counts() == self.true, what, PATIENCE, 0.2)
        except Failed as failure:
            counts = self.counts()
            wrong = {kind: (counts.get(kind, 0), number) for kind, number in self.true.items()
                     if counts.get(kind, 0) != number}
            wrong |= {kind: (count, 0) for kind, count in counts.items() if kind not in self.true}
            raise Failed(f"{failure}: stored and true of each kind: {wrong}") from None
        check(True, f"{what}: {sum(self.true.values())} denials of {len(self.true)} kinds")
        check(self.avocet.query("PRAGMA integrity_check") == [("ok",)], "the database is sound")
        self.avocet.explained(KINDS, PATIENCE)

    def said(self, word):
        """The lines of avocetd's messages that have the word."""
        return [line for line in self.avocet.output().splitlines() if word in line]

    def status(self):
        return subprocess.run([program("avocet"), "status"], capture_output=True, text=True,
                              env=self.avocet.environment, timeout=60).stdout

    def __enter__(self):
        return self

    def __exit__(self, *more):
        self.log.close()
        self.avocet.__exit__(*more)


class Disk:
    """A folder on which a small disk is mounted: tmpfs, or an ext4 in a file."""

    def __init__(self, kind="tmpfs"):
        self.temporary = tempfile.TemporaryDirectory(prefix="avocet-disk-")
        self.path = pathlib.Path(self.temporary.name) / "disk"
        self.path.mkdir()
        self.image = pathlib.Path(self.temporary.name) / "image"
        if kind == "tmpfs":
            run("mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", self.path)
        else:
            run("truncate", "-s", "64M", self.image)
            run("mkfs.ext4", "-q", self.image)
            self.mount()

    def mount(self):
        try:
            run("mount", "-o", "loop", self.image, self.path)
        except subprocess.CalledProcessError as error:
            raise NotRun(f"no loop devices here: {error.stderr.strip()}") from None

    def remount(self, options):
        run("mount", "-o", f"remount,{options}", self.path)

    def unmount(self):
        """The worker may need a moment to see that it is alone."""
        wait_until(lambda: subprocess.run(["umount", self.path], capture_output=True).returncode == 0,
                   "nobody uses the disk any more")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.path], capture_output=True)
        self.temporary.cleanup()


def fill(disk, leave):
    """All but so many bytes of it."""
    free = os.statvfs(disk.path)
    with open(disk.path / "filler", "wb") as file:
        file.write(bytes(free.f_bavail * free.f_bsize - leave))


def until_it_fails(host):
    host.write(EVENTS)
    wait_until(lambda: host.said("writing fails"), "it is said that writing fails", PATIENCE)
    said = host.said("writing fails")
    check(len(said) == 1, said[0])
    return said[0]


def check_kept(host, committed):
    now = host.counts()
    check(all(now.get(kind, 0) >= count for kind, count in committed.items()),
          f"all {sum(committed.values())} denials of before are still there")


def test_full():
    with Disk() as disk, Host(disk.path) as host:
        host.write(KINDS)
        host.wait_exact("stored while there is room")
        committed = host.counts()
        fill(disk, 512 * 1024)
        said = until_it_fails(host)
        check("full" in said and "room" in said, "it says that the disk is full, and to make room")
        host.write(MORE)
        time.sleep(EVENT_SECONDS)
        check(host.log.process.poll() is None, "avocet-dispatch still reads what auditd says")
        check_kept(host, committed)
        status = host.status()
        check("full" in status, "avocet status says so: "
              + "; ".join(line for line in status.splitlines() if "full" in line))
        check(len(host.avocet.list()) >= KINDS, "what was stored can be listed")
        (disk.path / "filler").unlink()
        host.wait_exact("with room again all is stored, without any help")
        check("full" not in host.status(), "avocet status is content again")
        check(host.avocet.status()["worker"]["crashes"] == 0, "no alert had to pay for it")


def test_full_and_killed():
    with Disk() as disk, Host(disk.path) as host:
        host.write(KINDS)
        host.wait_exact("stored while there is room")
        committed = host.counts()
        fill(disk, 512 * 1024)
        until_it_fails(host)
        host.avocet.kill()
        host.write(MORE)
        host.avocet.start()
        check_kept(host, committed)
        host.write(KINDS)
        (disk.path / "filler").unlink()
        host.wait_exact("killed on a full disk, and still all is stored")


def start_somehow(host):
    """As systemd does it: again and again."""
    def started():
        try:
            host.avocet.start()
        except Failed:
            return False
        return True
    wait_until(started, "avocetd starts again", PATIENCE, 1)


def test_read_only():
    with Disk() as disk, Host(disk.path) as host:
        host.write(KINDS)
        host.wait_exact("stored while it can be written")
        host.avocet.stop()
        disk.remount("ro")
        host.write(EVENTS)
        try:
            host.avocet.start()
        except Failed:
            pass
        said = wait_until(lambda: host.said("Read-only"), "it is said that the disk is read-only")
        check(len(said) == 1, said[0])
        host.write(MORE)
        disk.remount("rw")
        if host.avocet.process.poll() is not None:
            start_somehow(host)
        host.wait_exact("when it can be written again all is stored")


def test_disk_breaks():
    """The kernel makes a disk that fails read-only, under the feet of all."""
    with Disk("ext4") as disk, Host(disk.path) as host:
        host.write(KINDS)
        host.wait_exact("stored while the disk is well")
        disk.remount("abort")
        until_it_fails(host)
        host.write(MORE)
        check(host.avocet.process.poll() is None, "avocetd is still there")
        status = [line for line in host.status().splitlines() if "check the disk" in line]
        check(status, f"avocet status says so: {status}")
        host.avocet.kill()
        disk.unmount()
        disk.mount()
        host.avocet.start()
        host.wait_exact("with a disk that was mended all is stored")


if __name__ == "__main__":
    alone()
    main(globals())
