# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes audit logs to measure with: the same bytes for the same arguments.

usage: generate.py server LOG MEGABYTES    what a busy server writes, one event in 100 a denial
       generate.py denials LOG NUMBER      nothing but denials, of KINDS kinds
       generate.py memory LOG NUMBER      the denials of a quarter, of MANY_KINDS kinds
       generate.py ended LOG NUMBER        denials, 20,000 a second, each with its EOE record
       generate.py unended LOG NUMBER      the same without: nothing tells that they are complete

A block of events is made once, then written again and again with new stamps: a log of 600 MB takes
seconds. LOG may be - for stdout.
"""

import itertools
import random
import sys

SEED, KINDS, START_MS = 1, 200, 1_795_338_000_000
DENIALS_IN_100 = 1
MANY_KINDS, QUARTER_MS = 5000, 90 * 24 * 3600 * 1000
FOLDERS = ("docs", "images", "cache", "upload", "lib", "data", "log", "state")
BLOCK = 20_000          # events
GAP_MS, STORM_GAP_MS = 25, 0.05
STAMP = b"\0"           # stands for "audit(SECONDS.MS:SERIAL)"
TAIL = "\x1d"           # between what the kernel said and the names that auditd adds

# What a login, a unit, ssh, a watched file, … leave behind: TYPE, body, names.
IDS = ("auid={auid} uid={uid} gid={uid} euid={uid} suid={uid} fsuid={uid} egid={uid} sgid={uid} "
       "fsgid={uid} tty=(none) ses={ses}")
NAMES = ('AUID="{login}" UID="{user}" GID="{user}" EUID="{user}" SUID="{user}" FSUID="{user}" '
         'EGID="{user}" SGID="{user}" FSGID="{user}"')
SSHD, USER = "system_u:system_r:sshd_t:s0-s0:c0.c1023", "unconfined_u:unconfined_r:unconfined_t:s0"
END = " res=success'"
PAM = ("{pam}", "pid={pid} uid=0 auid={auid} ses={ses} subj=" + SSHD + " msg='op=PAM:session_open "
       'grantors=pam_selinux,pam_loginuid,pam_keyinit,pam_limits,pam_systemd,pam_unix acct="{user}" '
       'exe="/usr/sbin/sshd" hostname=192.0.2.{byte} addr=192.0.2.{byte} terminal=ssh' + END,
       'UID="root" AUID="{login}"')
SERVICE = ("{service}", "pid=1 uid=0 auid=4294967295 ses=4294967295 subj=system_u:system_r:init_t:s0 "
           'msg=\'unit={unit} comm="systemd" exe="/usr/lib/systemd/systemd" hostname=? addr=? '
           "terminal=?" + END, 'UID="root" AUID="unset"')
KEY = ("CRYPTO_KEY_USER", "pid={pid} uid=0 auid=4294967295 ses=4294967295 subj=" + SSHD +
       " msg='op=destroy kind=server fp=SHA256:{long:064x} direction=? spid={pid} suid=0 "
       'exe="/usr/sbin/sshd" hostname=? addr=? terminal=?' + END,
       'UID="root" AUID="unset" SUID="root"')
SESSION = ("CRYPTO_SESSION", "pid={pid} uid=0 auid=4294967295 ses=4294967295 subj=" + SSHD +
           " msg='op=start direction=from-server cipher=aes256-gcm@openssh.com ksize=256 "
           "mac=<implicit> pfs=curve25519-sha256 spid={pid} suid=74 rport={port} laddr=192.0.2.1 "
           'lport=22 exe="/usr/sbin/sshd" hostname=? addr=192.0.2.{byte} terminal=?' + END,
           'UID="root" AUID="unset" SUID="sshd"')
SUDO = ("USER_CMD", "pid={pid} uid=1000 auid=1000 ses={ses} subj=" + USER + " msg='cwd=\"/home/alice\" "
        "cmd={title} exe=\"/usr/bin/sudo\" terminal=pts/3" + END, 'UID="alice" AUID="alice"')
BPF = ("BPF", "prog-id={ses} op=LOAD", "")
SYSCALL = ("SYSCALL", "arch=c000003e syscall={syscall} success=yes exit=0 a0=ffffff9c a1={hex:x} a2=241 "
           "a3=1b6 items=2 ppid={ses} pid={pid} " + IDS + ' comm="{comm}" exe="/usr/bin/{comm}" subj='
           + USER + ' key="watched"', "ARCH=x86_64 SYSCALL=openat " + NAMES)
CWD = ("CWD", 'cwd="/root"', "")
ENTRY = ('name="{path}" inode={hex} dev=fd:00 mode=0100644 ouid=0 ogid=0 rdev=00:00 '
         "obj=system_u:object_r:{target}:s0 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 "
         "cap_frootid=0")
OWNER = 'OUID="root" OGID="root"'
PARENT = ("PATH", "item=0 " + ENTRY.replace("{path}", "/etc/").replace("NORMAL", "PARENT"), OWNER)
CHILD = ("PATH", "item=1 " + ENTRY, OWNER)
TITLE = ("PROCTITLE", "proctitle={title}", "")
CONNECT = ("SYSCALL", SYSCALL[1].replace("items=2", "items=0"), SYSCALL[2])
SOCKADDR = ("SOCKADDR", "saddr=020001BBC0000201000000000000000000", "SADDR={{ saddr_fam=inet "
            "laddr=192.0.2.1 lport=443 }}")
OTHERS = [(38, [PAM]), (16, [SERVICE]), (6, [KEY]), (3, [SESSION]), (2, [SUDO]), (5, [BPF]),
          (26, [SYSCALL, CWD, PARENT, CHILD, TITLE]), (4, [CONNECT, SOCKADDR, TITLE])]

# What is denied: programs, what they want to touch, and how. All types are Debian's.
SOURCES = [("httpd_t", "apache2", "/usr/sbin/apache2"), ("sshd_t", "sshd", "/usr/sbin/sshd"),
           ("named_t", "named", "/usr/sbin/named"), ("mysqld_t", "mysqld", "/usr/sbin/mysqld"),
           ("smbd_t", "smbd", "/usr/sbin/smbd"), ("ftpd_t", "vsftpd", "/usr/sbin/vsftpd"),
           ("postfix_smtpd_t", "smtpd", "/usr/lib/postfix/sbin/smtpd"),
           ("dovecot_t", "dovecot", "/usr/sbin/dovecot"), ("squid_t", "squid", "/usr/sbin/squid"),
           ("postgresql_t", "postgres", "/usr/lib/postgresql/15/bin/postgres"),
           ("dhcpd_t", "dhcpd", "/usr/sbin/dhcpd"), ("nfsd_t", "rpc.nfsd", "/usr/sbin/rpc.nfsd")]
TARGETS = ["user_home_t", "var_t", "etc_t", "default_t", "tmp_t", "usr_t", "var_lib_t", "var_log_t"]
ACCESSES = [("file", "read"), ("file", "write"), ("dir", "search"), ("file", "getattr"),
            ("dir", "write"), ("file", "execute"), ("lnk_file", "read")]
PORTS = [("tcp_socket", "name_connect", "dest", "mysqld_port_t", 3306),
         ("tcp_socket", "name_connect", "dest", "smtp_port_t", 25),
         ("tcp_socket", "name_bind", "src", "unreserved_port_t", 8123)]
NAMED = 'name="{name}" dev="dm-0" ino={hex}'
REFUSAL = ("AVC", 'avc:  denied  {{ {permission} }} for  pid={pid} comm="{comm}" {what} '
           "scontext=system_u:system_r:{source}:s0 tcontext=system_u:object_r:{target}:s0 "
           "tclass={tclass} permissive=0", "")
REFUSED = ("SYSCALL", "arch=c000003e syscall={syscall} success=no exit=-13 a0=ffffff9c a1={hex:x} "
           "a2=80000 a3=0 items=1 ppid=1 pid={pid} " + IDS + ' comm="{comm}" exe="{exe}" '
           "subj=system_u:system_r:{source}:s0 key=(null)", "ARCH=x86_64 SYSCALL=openat " + NAMES)
TOUCHED = ("PATH", "item=0 " + ENTRY, OWNER)
EOE = ("EOE", "", "")


def template(records, values):
    """The bytes of an event, STAMP where its stamps belong."""
    return "".join(
        f"type={kind} msg=\0: {body}{TAIL + names if names else ''}\n"
        for kind, body, names in records).format_map(values).encode()


class Generator:
    def __init__(self):
        self.random = random.Random(SEED)
        files = [(source, access, target) for source in SOURCES for access in ACCESSES
                 for target in TARGETS]
        ports = [(source, port, None) for source in SOURCES for port in PORTS]
        self.kinds = self.random.sample(files, KINDS * 9 // 10)
        self.kinds += self.random.sample(ports, KINDS - len(self.kinds))
        self.random.shuffle(self.kinds)
        # A few kinds make most of the noise.
        self.weights = list(itertools.accumulate(1 / (n + 1) ** 1.1 for n in range(KINDS)))

    def values(self, user=None):
        pick, number = self.random.choice, self.random.randrange
        comm = pick(("vim", "bash", "useradd", "rsync", "python3"))
        uid, user = user or pick(((0, "root"), (1000, "alice"), (1001, "bob")))
        auid, login = pick(((1000, "alice"), (4294967295, "unset")))
        path = f"/etc/{comm}.conf"
        return dict(
            comm=comm, uid=uid, user=user, auid=auid, login=login, path=path, target="etc_t",
            pam=pick(("USER_START", "USER_END", "USER_ACCT", "USER_AUTH", "CRED_ACQ", "CRED_DISP")),
            service=pick(("SERVICE_START", "SERVICE_STOP")), syscall=pick((2, 82, 87, 90, 257, 263)),
            unit=pick(("cron", "fwupd", "user@1000", "logrotate", "apache2", "rsyslog")),
            title=f"{comm}\0-v\0{path}".encode().hex().upper(), byte=number(256),
            pid=number(300, 4_000_000), ses=number(1, 9999), port=number(1024, 65535),
            hex=number(1 << 40), long=number(1 << 256))

    def other(self):
        records, = self.random.choices([r for _, r in OTHERS], [weight for weight, _ in OTHERS])
        return template(records, self.values())

    def denial(self, kind=None, last=TITLE):
        """Of that kind, or of any."""
        if kind is None:
            kind, = self.random.choices(range(KINDS), cum_weights=self.weights)
        (source, comm, exe), (tclass, permission, *port), target = self.kinds[kind]
        values = self.values((33, "www-data"))
        name = f"{comm}{kind}.conf"
        values.update(source=source, comm=comm, exe=exe, tclass=tclass, permission=permission,
                      target=port[1] if port else target, path=f"/srv/{comm}/{name}", name=name)
        values["what"] = f"{port[0]}={port[2]}" if port else NAMED.format_map(values)
        middle = [] if port else [CWD, TOUCHED]
        return template([REFUSAL, REFUSED, *middle, *([last] if last else [])], values)


def write(path, events, number, gap=GAP_MS, megabytes=None):
    """Writes the events again and again, with stamps of their own, until there are enough."""
    pieces = [event.split(STAMP) for event in events]
    serial, written = 1000, 0
    with open(path if path != "-" else sys.stdout.fileno(), "wb") as log:
        while number > 0 and (megabytes is None or written < megabytes * 1_000_000):
            block = []
            for event in pieces[:number]:
                serial += 1
                ms = START_MS + int((serial - 1000) * gap)
                block.append(b"audit(%d.%03d:%d)" % (*divmod(ms, 1000), serial))
                block[-1] = block[-1].join(event)
            number -= len(block)
            written += log.write(b"".join(block))


def server(path, megabytes):
    generator = Generator()
    denied = (generator.random.randrange(100) < DENIALS_IN_100 for _ in range(BLOCK))
    events = [generator.denial() if yes else generator.other() for yes in denied]
    write(path, events, sys.maxsize, megabytes=megabytes)


def denials(path, number):
    generator = Generator()
    # Each kind at least once, however few there are.
    events = [generator.denial(kind) for kind in range(KINDS)]
    events += [generator.denial() for _ in range(min(number, BLOCK) - KINDS)]
    write(path, events, number)


def memory(path, number):
    """As many kinds as a database should hold: each program in several folders."""
    generator = Generator()
    files = [((source, comm + folder, f"{exe}-{folder}"), access, target) for folder in FOLDERS
             for source, comm, exe in SOURCES for access in ACCESSES for target in TARGETS]
    generator.kinds = generator.random.sample(files, MANY_KINDS)
    weights = list(itertools.accumulate(1 / (n + 1) ** 1.1 for n in range(MANY_KINDS)))
    kinds = [*range(MANY_KINDS), *generator.random.choices(
        range(MANY_KINDS), cum_weights=weights, k=max(0, min(number, BLOCK) - MANY_KINDS))]
    generator.random.shuffle(kinds)
    write(path, [generator.denial(kind) for kind in kinds], number, QUARTER_MS / number)


def storm(path, number, ended):
    generator = Generator()
    events = [generator.denial(last=EOE if ended else None) for _ in range(min(number, BLOCK))]
    write(path, events, number, STORM_GAP_MS)


def main(what, path, number):
    if what == "server":
        server(path, float(number))
    elif what == "denials":
        denials(path, int(number))
    elif what == "memory":
        memory(path, int(float(number)))
    else:
        storm(path, int(number), what == "ended")


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("server", "denials", "memory", "ended", "unended"):
        sys.exit(__doc__)
    main(*sys.argv[1:])
