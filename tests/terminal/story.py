# SPDX-License-Identifier: GPL-2.0-or-later
"""A history for tests of what is shown: a web server's bad day, told to a real avocetd, whose policy is
played by a script. Nothing depends on the machine: times, zone and clock are fixed.

    with Story() as story:
        story.avocet("list")                        # in a pipe: (exit status, stdout, stderr)
        story.on_terminal("list", columns=80)       # (exit status, what a terminal of that width gets)

avocet runs with clock.so, which stops the clock at NOW; avocet itself has no such switch.
"""
import datetime
import fcntl
import os
import pathlib
import pty
import shutil
import struct
import subprocess
import sys
import termios

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from avocet_test import BUILD, Avocet, avc, program, wait_until  # noqa: E402

ZONE = datetime.timezone(datetime.timedelta(hours=1))  # Berlin in winter
NOW = datetime.datetime(2026, 11, 27, 15, 30, tzinfo=ZONE)
# Few, so that new ones change no capture.
PLUGINS = ("bind_ports", "catchall_boolean", "credentials", "home_files", "permissive", "restorecon", "watch")
POLICY = """avocet-policy 1
boolean httpd_can_network_connect_db off : httpd_t mysqld_port_t tcp_socket name_connect
boolean httpd_can_network_connect_db off : httpd_t postgresql_port_t tcp_socket name_connect
boolean httpd_can_network_relay off : httpd_t http_port_t tcp_socket name_connect
type mysqld_port_t port_type
type postgresql_port_t port_type
type http_port_t port_type
type unreserved_port_t port_type
label /var/www/* file system_u:object_r:httpd_sys_content_t:s0
label /var/www/* dir system_u:object_r:httpd_sys_content_t:s0
allow httpd_t httpd_sys_content_t file read
allow httpd_t httpd_sys_content_t file getattr
allow httpd_t http_port_t tcp_socket name_bind
"""


def ago(**how):
    return int((NOW - datetime.timedelta(**how)).timestamp() * 1000)


def port(serial, ms, number, permission="name_connect", target="mysqld_port_t", pid=4242, permissive=0):
    """A program that wants a port."""
    stamp = f"audit({ms // 1000}.{ms % 1000:03d}:{serial})"
    field = "dest" if permission == "name_connect" else "src"
    context = "system_u:system_r:httpd_t:s0"
    return (f'type=AVC msg={stamp}: avc:  denied  {{ {permission} }} for  pid={pid} comm="apache2" {field}={number} '
            f'scontext={context} tcontext=system_u:object_r:{target}:s0 tclass=tcp_socket permissive={permissive}\n'
            f'type=SYSCALL msg={stamp}: arch=c000003e syscall=42 success=no exit=-13 a0=3 a1=7f a2=10 a3=0 items=0 '
            f'ppid=1 pid={pid} auid=4294967295 uid=48 gid=48 euid=48 suid=48 fsuid=48 egid=48 sgid=48 fsgid=48 '
            f'tty=(none) ses=4294967295 comm="apache2" exe="/usr/sbin/apache2" subj={context} key=(null)\n'
            f'type=EOE msg={stamp}: \n').encode()


def records():
    """The day, oldest first."""
    for hour in range(9):
        yield avc(100 + hour, ago(days=9 - hour, hours=2), comm="logrotate", exe="/usr/sbin/logrotate",
                  source="logrotate_t", target="user_home_t", path="/home/bob/logs/app.log", permission="write", auid=-1 % 2**32)
    yield avc(200, ago(days=3), comm="httpd", exe="/usr/sbin/apache2", path="/var/www/資料/報告書.html", permission="read")
    start = ago(days=1, hours=1, minutes=27)
    yield port(300, start, 3306)
    yield port(301, start + 2000, 5432, target="postgresql_port_t")
    yield port(302, start + 8000, 3306)
    late = ago(hours=2)
    for number, name in enumerate(("index.html", "about.html", "e\u0301te\u0301.html")):
        yield avc(400 + number, late + number * 1000, comm="apache2", path=f"/var/www/site{number}/{name}", permission="read")
    yield port(410, late + 5000, 8091, "name_bind", "unreserved_port_t")
    for number in range(41):
        yield avc(500 + number, ago(minutes=5) + number * 100, comm="helper", exe="/tmp/.cache/helper",
                  source="httpd_t", target="shadow_t", path="/etc/shadow", permission="read")
    yield avc(600, ago(seconds=20), comm="cupsd", exe="/usr/sbin/cupsd", source="cupsd_t", target="etc_t",
              path="/etc/cups/very/long/path/to/a/file/that/does/not/fit/anywhere.conf", permission="write", permissive=1)


class Story:
    """A database with alerts; the daemon that wrote it is gone, unless keep is set."""

    def __init__(self, events=None, policy=POLICY, keep=False):
        self.daemon = Avocet(start=False, bus=keep)
        folder = self.daemon.folder
        plugins = folder / "plugins"
        plugins.mkdir(mode=0o755)
        for name in PLUGINS:
            shutil.copy(BUILD / "plugins" / f"{name}.so", plugins)
        self.daemon.plugins = plugins
        (folder / "story.policy").write_text(policy)
        self.daemon.options = [f"--policy={folder}/story.policy"]
        self.daemon.start()
        for record in events if events is not None else records():
            self.daemon.send(record)
        self.daemon.hang_up()
        self.settle()
        self.keep = keep
        if not keep:
            self.daemon.stop()
        self.database = str(self.daemon.database)

    def settle(self):
        """Waits until nothing comes any more and all is explained."""
        seen = []

        def quiet():
            seen.append(self.daemon.query("select count(*), sum(pending), max(last_seen) from alert")
                        if self.daemon.database.exists() else None)
            return len(seen) > 8 and seen[-1] == seen[-8] and seen[-1] and seen[-1][0][0] and not seen[-1][0][1]
        wait_until(quiet, "all alerts are explained", 60, 0.25)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.daemon.close()

    def environment(self, **more):
        given = {name: value for name, value in os.environ.items()
                 if name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "HOME")}
        # Our clock comes before the sanitizer's library, which does not mind once it is told.
        given["ASAN_OPTIONS"] = f"{given.get('ASAN_OPTIONS', '')}:verify_asan_link_order=0"
        preload = str(BUILD / "tests" / "terminal" / "clock.so")
        return {**given, "TZ": "Europe/Berlin", "LC_ALL": "C.UTF-8", "TERM": "xterm", "AVOCET_PAGER": "",
                "LD_PRELOAD": preload, "CLOCK_STOPPED_AT": str(int(NOW.timestamp())),
                "DBUS_SYSTEM_BUS_ADDRESS": self.daemon.environment["DBUS_SYSTEM_BUS_ADDRESS"], **more}

    def command(self, *words, db=True):
        takes = ("list", "show", "stats", "export", "mute", "unmute", "mutes", "delete")
        return [program("avocet"), words[0],
                *(["--db", self.database] if db and words[0] in takes else []), *words[1:]]

    def avocet(self, *words, db=True, stdin=None, **environment):
        done = subprocess.run(self.command(*words, db=db), capture_output=True, timeout=120, input=stdin,
                              env=self.environment(**environment))
        return done.returncode, done.stdout.decode(errors="surrogateescape"), done.stderr.decode(errors="replace")

    def on_terminal(self, *words, columns=80, lines=50, db=True, keys=b"", **environment):
        """What a terminal of that size gets (both streams), with the exit status."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        process = subprocess.Popen(self.command(*words, db=db), stdin=theirs, stdout=theirs, stderr=theirs,
                                   env=self.environment(**environment), start_new_session=True)
        os.close(theirs)
        if keys:
            os.write(ours, keys)
        out = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end is gone
                break
            if not piece:
                break
            out += piece
        os.close(ours)
        return process.wait(60), out.decode(errors="surrogateescape").replace("\r\n", "\n")


__all__ = ["NOW", "POLICY", "Story", "ago", "avc", "port", "program", "records"]
