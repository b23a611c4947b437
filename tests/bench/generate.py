# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes audit logs to measure with: the same bytes for the same arguments.

usage: generate.py LOG MEGABYTES      what a busy server writes, one event in 100 a denial
       generate.py LOG denials NUMBER nothing but denials, of KINDS kinds
"""

import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../integration"))
from avocet_test import avc  # noqa: E402

SEED, KINDS, START_MS = 1, 200, 1_795_338_000_000
DENIALS_IN_100 = 1

PAM = ('type={pam} msg={stamp}: pid={pid} uid=0 auid={auid} ses={ses} subj=system_u:system_r:sshd_t:s0 '
       "msg='op=PAM:session_open grantors=pam_unix,pam_limits acct=\"{user}\" exe=\"/usr/sbin/sshd\" "
       "hostname=192.0.2.{byte} addr=192.0.2.{byte} terminal=ssh res=success'\n")
SERVICE = ('type={service} msg={stamp}: pid=1 uid=0 auid=4294967295 ses=4294967295 '
           "subj=system_u:system_r:init_t:s0 msg='unit={unit} comm=\"systemd\" "
           "exe=\"/usr/lib/systemd/systemd\" hostname=? addr=? terminal=? res=success'\n")
SYSCALL = (
    'type=SYSCALL msg={stamp}: arch=c000003e syscall={syscall} success=yes exit=0 a0=ffffff9c a1={hex} '
    'a2=241 a3=1b6 items=2 ppid={ppid} pid={pid} auid={auid} uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 '
    'sgid=0 fsgid=0 tty=pts0 ses={ses} comm="{comm}" exe="/usr/bin/{comm}" '
    'subj=unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023 key="watched"\n'
    'type=CWD msg={stamp}: cwd="/root"\n'
    'type=PATH msg={stamp}: item=0 name="/etc/" inode={inode} dev=fd:00 mode=040755 ouid=0 ogid=0 '
    'rdev=00:00 obj=system_u:object_r:etc_t:s0 nametype=PARENT cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0\n'
    'type=PATH msg={stamp}: item=1 name="/etc/{comm}.conf" inode={inode} dev=fd:00 mode=0100644 ouid=0 '
    'ogid=0 rdev=00:00 obj=system_u:object_r:etc_t:s0 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0\n'
    'type=PROCTITLE msg={stamp}: proctitle={title}\n')
# What a login, a unit and a watched file leave behind, and how often.
OTHERS, WEIGHTS = (PAM, SERVICE, SYSCALL), (45, 20, 35)

SOURCES = [("httpd_t", "httpd", "/usr/sbin/apache2"), ("sshd_t", "sshd", "/usr/sbin/sshd"),
           ("named_t", "named", "/usr/sbin/named"), ("mysqld_t", "mysqld", "/usr/sbin/mysqld"),
           ("smbd_t", "smbd", "/usr/sbin/smbd")]
TARGETS = ["user_home_t", "var_t", "etc_t", "default_t"]
ACCESSES = [("file", "read"), ("file", "write"), ("dir", "search"), ("file", "getattr")]


class Generator:
    def __init__(self):
        self.random = random.Random(SEED)
        self.serial, self.ms = 1000, START_MS
        self.kinds = [(*self.random.choice(SOURCES), self.random.choice(TARGETS),
                       *self.random.choice(ACCESSES), self.folder(n)) for n in range(KINDS)]
        # A few kinds make most of the noise.
        self.weights = [1 / (n + 1) for n in range(KINDS)]

    @staticmethod
    def folder(number):
        return f"/srv/{chr(97 + number // 26)}{chr(97 + number % 26)}"

    def next(self):
        self.serial += 1
        self.ms += self.random.randint(0, 50)

    def denial(self):
        self.next()
        source, comm, exe, target, tclass, permission, folder = self.random.choices(
            self.kinds, self.weights)[0]
        return avc(serial=self.serial, ms=self.ms, comm=comm, exe=exe, source=source, target=target,
                   tclass=tclass, permission=permission, eoe=False,
                   path=f"{folder}/file{self.random.randrange(100)}")

    def other(self):
        self.next()
        pick = self.random.choice
        comm = pick(("vim", "bash", "useradd", "rsync", "python3"))
        return self.random.choices(OTHERS, WEIGHTS)[0].format(
            stamp=f"audit({self.ms // 1000}.{self.ms % 1000:03d}:{self.serial})", comm=comm,
            pam=pick(("USER_START", "USER_END", "USER_ACCT", "CRED_ACQ")),
            service=pick(("SERVICE_START", "SERVICE_STOP")), unit=pick(("cron", "fwupd", "user@1000")),
            user=pick(("root", "alice", "bob")), auid=pick((0, 1000, 1001, 4294967295)),
            syscall=pick((2, 82, 87, 90, 257, 263)), title=comm.encode().hex().upper(),
            hex=f"{self.random.randrange(1 << 47):x}", byte=self.random.randrange(256),
            pid=self.random.randrange(300, 99999), ppid=self.random.randrange(1, 9999),
            ses=self.random.randrange(1, 999), inode=self.random.randrange(99, 9999999)).encode()


def server(path, megabytes):
    generator, written = Generator(), 0
    with open(path, "wb") as log:
        while written < megabytes * 1_000_000:
            denied = generator.random.randrange(100) < DENIALS_IN_100
            written += log.write(generator.denial() if denied else generator.other())


def denials(path, number):
    generator = Generator()
    with open(path, "wb") as log:
        for _ in range(number):
            log.write(generator.denial())


if __name__ == "__main__":
    if len(sys.argv) == 3:
        server(sys.argv[1], float(sys.argv[2]))
    elif len(sys.argv) == 4 and sys.argv[2] == "denials":
        denials(sys.argv[1], int(sys.argv[3]))
    else:
        sys.exit(__doc__)
