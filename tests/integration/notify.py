#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""avocet-notify on a real screen: Xvfb, a session bus, dunst; a picture of the bubble is kept."""

import json
import os
import pathlib
import shutil
import subprocess
import threading
import time

from avocet_test import BUILD, SOURCE, Avocet, Failed, avc, check, end, main, plain, program, wait_until

PSS_MAX_KB = 20 * 1024
HOSTILE = "/tmp/</b><a href='x'>&amp;\u202e\x1b[31m"

SERVER = "org.freedesktop.Notifications"
SESSION_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/><allow user="*"/></policy></busconfig>
"""
DUNST_CONFIG = """[global]
font = Sans 12
width = 460
height = 300
origin = top-right
offset = 20x20
padding = 14
horizontal_padding = 16
frame_width = 1
markup = full
format = "<b>%s</b>\\n%b"
word_wrap = yes
show_indicators = no
icon_position = left
min_icon_size = 48
max_icon_size = 48
enable_recursive_icon_lookup = true
icon_theme = hicolor
[urgency_low]
background = "#1f4433"
foreground = "#ffffff"
[urgency_normal]
background = "#285577"
foreground = "#ffffff"
[urgency_critical]
background = "#7a1f1f"
foreground = "#ffffff"
"""
ICON_THEME = """[Icon Theme]
Name=Hicolor
Comment=Fallback
Directories=scalable/apps,symbolic/apps
[scalable/apps]
Size=48
MinSize=8
MaxSize=512
Type=Scalable
[symbolic/apps]
Size=16
MinSize=8
MaxSize=512
Type=Scalable
"""
# Pauses that a test can wait for.
QUICK = "[bubbles]\npause = 5\n"
# A terminal as far as we are concerned: runs its words, keeps what they print.
TERMINAL = """#!/bin/sh
"$@" < /dev/null > {folder}/terminal.out 2>&1
echo "$@" > {folder}/terminal.args
"""
# A notification server that can do nothing but show plain text.
POOR_SERVER = """
import dbus.service, dbus.mainloop.glib
from gi.repository import GLib
dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
NAME = "org.freedesktop.Notifications"
class Server(dbus.service.Object):
    @dbus.service.method(NAME, in_signature="", out_signature="as")
    def GetCapabilities(self):
        return ["body"]
    @dbus.service.method(NAME, in_signature="", out_signature="ssss")
    def GetServerInformation(self):
        return "poor", "test", "1", "1.2"
    @dbus.service.method(NAME, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, app, replaces, icon, title, body, actions, hints, timeout):
        return 1
owned = dbus.service.BusName(NAME, dbus.SessionBus())
server = Server(dbus.SessionBus(), "/org/freedesktop/Notifications")
GLib.MainLoop().run()
"""


class Calls:
    """Notify calls on the session bus, each a dictionary, and the ids in the server's answers."""

    def __init__(self, address):
        self.seen = []
        self.process = subprocess.Popen(
            ["busctl", f"--address={address}", "--json=short", "monitor",
             "--match=type='method_call',member='Notify'"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.process.stderr.readline()
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        for line in self.process.stdout:
            message = json.loads(line)
            if message.get("member") == "Notify" and message.get("type") == "method_call":
                names = "app replaces icon title body actions hints timeout".split()
                self.seen.append(dict(zip(names, plain(message["payload"]))))

    def wait(self, count):
        wait_until(lambda: len(self.seen) >= count, f"{count} Notify calls", 60)
        time.sleep(0.5)  # one too many would come now
        return self.seen

    def close(self):
        end(self.process)
        self.thread.join(5)
        self.process.stdout.close()
        self.process.stderr.close()


class Desktop:
    """A screen, a session bus, dunst unless dunst=False, and avocet-notify on both buses.

    settings: its notify.conf; notify=False: it is not started yet; more: its environment.
    """

    def __init__(self, avocet, dunst=True, settings=QUICK, notify=True, screen="800x400x24", **more):
        self.avocet, self.folder, self.processes = avocet, avocet.folder / "desktop", []
        self.folder.mkdir()
        self.socket = self.folder / "session"
        (self.folder / "bus.conf").write_text(SESSION_CONFIG.format(socket=self.socket))
        (self.folder / "dunstrc").write_text(DUNST_CONFIG)
        terminal = self.folder / "bin" / "xdg-terminal-exec"
        terminal.parent.mkdir()
        terminal.write_text(TERMINAL.format(folder=self.folder))
        terminal.chmod(0o755)
        icons = self.folder / "share" / "icons" / "hicolor"
        shutil.copytree(SOURCE / "data/icons/hicolor", icons)
        (icons / "index.theme").write_text(ICON_THEME)
        if settings:
            (self.folder / "avocet").mkdir()
            (self.folder / "avocet" / "notify.conf").write_text(settings)
        self.display = self.start_screen(screen)
        path = f"{terminal.parent}:{pathlib.Path(program('avocet')).parent}:{os.environ['PATH']}"
        self.environment = dict(
            avocet.environment, DISPLAY=self.display, PATH=path, HOME=str(self.folder),
            XDG_DATA_DIRS=f"{self.folder}/share:/usr/share",
            DBUS_SESSION_BUS_ADDRESS=f"unix:path={self.socket}", XDG_CONFIG_HOME=str(self.folder),
            XDG_STATE_HOME=f"{self.folder}/state", XDG_DATA_HOME=f"{self.folder}/home", **more)
        self.start("dbus-daemon", f"--config-file={self.folder}/bus.conf", "--nofork",
                   "--nopidfile")
        wait_until(self.socket.exists, "the session bus listens")
        self.calls = Calls(self.environment["DBUS_SESSION_BUS_ADDRESS"])
        self.dunst = self.start_dunst() if dunst else None
        self.notify = None
        if notify:
            self.start_notify()

    def start(self, *command, **options):
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                   env=getattr(self, "environment", None), **options)
        self.processes.append(process)
        return process

    def start_screen(self, screen):
        reading, writing = os.pipe()
        self.start("Xvfb", "-displayfd", str(writing), "-screen", "0", screen, "-nolisten",
                   "tcp", pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            return ":" + pipe.readline().strip()

    def start_notify(self, **options):
        self.notify = self.start(program("avocet-notify"), **options)
        wait_until(lambda: self.owned("org.avocet.Notify") or self.notify.poll() is not None,
                   "avocet-notify is there")
        time.sleep(0.5)
        return self.notify

    def busctl(self, *words):
        """busctl on the session bus: what it answers, without types."""
        done = subprocess.run(["busctl", f"--address=unix:path={self.socket}", "--json=short", *words],
                              capture_output=True, text=True, timeout=60)
        if done.returncode:
            raise Failed(done.stderr.strip())
        return plain(json.loads(done.stdout)) if done.stdout.strip() else None

    def owned(self, name):
        return self.busctl("call", "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner", "s",
                           name)[0]

    def start_dunst(self):
        dunst = self.start("dunst", "-conf", f"{self.folder}/dunstrc")
        wait_until(lambda: self.dunstctl("count").returncode == 0, "dunst is there")
        return dunst

    def dunstctl(self, *words):
        return subprocess.run(["dunstctl", *words], env=self.environment, capture_output=True,
                              text=True, timeout=20)

    def displayed(self):
        return int(self.dunstctl("count", "displayed").stdout)

    def picture(self, name):
        where = BUILD / "tests" / "integration"
        where.mkdir(parents=True, exist_ok=True)
        subprocess.run(["import", "-display", self.display, "-window", "root", where / name],
                       check=True, timeout=60)
        print(f"picture: {where / name}")

    def close(self):
        self.calls.close()
        for process in reversed(self.processes):
            end(process)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def switches(pid):
    """How often all threads of a process were woken."""
    total = 0
    for status in pathlib.Path(f"/proc/{pid}/task").glob("*/status"):
        for line in status.read_text().splitlines():
            if "ctxt_switches" in line:
                total += int(line.split()[1])
    return total


def pss(pid):
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    raise ValueError(pid)


def told(desktop):
    """How many alerts the bubbles spoke of: on a slow machine the newest grows, by one that takes its place."""
    counts = []
    for call in desktop.calls.seen:
        count = int(call["title"].split()[0]) if call["title"][0].isdigit() else 1
        if call["replaces"]:
            counts[-1] = count
        else:
            counts.append(count)
    return sum(counts)


def remembered(desktop):
    """What it wrote down for the next login."""
    file = desktop.folder / "state/avocet/seen"
    return file.read_text() if file.exists() else ""


def item(desktop):
    """The tray item: (status, icon, overlay, tooltip)."""
    name = f"org.kde.StatusNotifierItem-{desktop.notify.pid}-1"
    got = [desktop.busctl("get-property", name, "/StatusNotifierItem", "org.kde.StatusNotifierItem", what)
           for what in ("Status", "IconName", "OverlayIconName", "ToolTip")]
    return (*got[:3], got[3][3])


def layout(desktop):
    """The tray's menu: number → properties."""
    name = f"org.kde.StatusNotifierItem-{desktop.notify.pid}-1"
    _, root = desktop.busctl("call", name, "/MenuBar", "com.canonical.dbusmenu", "GetLayout", "iias",
                             "0", "--", "-1", "0")
    return {number: values for number, values, _ in root[2]}


def choose(desktop, number):
    """A click on an item of the menu."""
    desktop.busctl("call", f"org.kde.StatusNotifierItem-{desktop.notify.pid}-1", "/MenuBar",
                   "com.canonical.dbusmenu", "Event", "isvu", str(number), "clicked", "i", "0", "0")


def hostile(serial):
    records = avc(serial=serial, path="/tmp/HOSTILE", comm="evil", exe="/usr/bin/evil").decode()
    coded = HOSTILE.encode().hex().upper()
    name = HOSTILE.rsplit("/", 1)[1].encode().hex().upper()
    return records.replace('name="/tmp/HOSTILE"', f"name={coded}").replace(
        'name="HOSTILE"', f"name={name}").encode()


def test_a_bubble():
    with Avocet() as avocet, Desktop(avocet) as desktop:
        began = time.monotonic()
        avocet.send(avc(serial=1, comm="httpd", exe="/usr/sbin/httpd"))
        calls = desktop.calls
        wait_until(lambda: calls.seen, "a bubble")
        print(f"from injection to the bubble: {1000 * (time.monotonic() - began):.0f} ms")
        call, alert = calls.wait(1)[0], avocet.get(1)
        print(json.dumps(call, indent=1, ensure_ascii=False))
        check(call["title"] == "SELinux stopped httpd", "the title")
        check(call["body"].startswith(alert["summary"]), "the body begins with the sentence")
        check("\nIf " in call["body"], "and goes on with what to do")
        check(call["hints"]["urgency"] == {"red": 2, "yellow": 1, "green": 0}[alert["level"]],
              f"the urgency of {alert['level']}")
        check(call["hints"]["desktop-entry"] == "org.avocet.Notify", "the desktop entry")
        check(call["actions"][0] == "default", "a click shows details")
        check(call["icon"] == {"red": "avocet-red", "yellow": "avocet-attention", "green": "avocet"}[
            alert["level"]], "our icon for that level, since it is installed")
        check(desktop.displayed() == 1, "one bubble on the screen")
        desktop.picture("notify-bubble.png")

        desktop.dunstctl("action", "0")
        args = desktop.folder / "terminal.args"
        wait_until(args.exists, "a terminal is opened")
        check(args.read_text().endswith("/avocet-notify --details avocet:1\n"), args.read_text().strip())
        shown = (desktop.folder / "terminal.out").read_text()
        check("/var/www/html/index.html" in shown and "Press Enter" in shown,
              "avocet show runs in it, and it waits")


def test_storm_is_one_bubble():
    with Avocet() as avocet, Desktop(avocet) as desktop:
        avocet.send(avc(serial=10000))
        desktop.calls.wait(1)   # the others are news of an alert that is known
        for start in range(0, 9999, 500):
            avocet.send(b"".join(avc(serial=n + 1) for n in range(start, min(start + 500, 9999))))
        wait_until(lambda: avocet.status()["alerts"] and avocet.get(1)["count"] == 10000,
                   "10,000 are counted", 60)
        time.sleep(2)  # AlertChanged comes at most once a second
        check(avocet.signals.count("AlertChanged") > 0, "there were AlertChanged signals")
        check(len(desktop.calls.wait(1)) == 1, "10,000 equal denials, one Notify call")
        check(desktop.displayed() == 1, "one bubble on the screen")


def test_one_bubble_a_program():
    with Avocet() as avocet, Desktop(avocet) as desktop:
        avocet.send(avc(serial=1, exe="/usr/sbin/httpd"))
        desktop.calls.wait(1)
        avocet.send(avc(serial=2, exe="/usr/sbin/httpd", path="/home/joe/secret.txt",
                        target="user_home_dir_t", tclass="dir", permission="write"))
        first, second = desktop.calls.wait(2)
        check(first["replaces"] == 0 and second["replaces"] > 0, "the second takes its place")
        check(second["title"] == "2 new denials by httpd" and "… and 1 more" in second["body"],
              "and says that there is another")
        check(desktop.displayed() == 1, "one bubble on the screen")
        desktop.picture("notify-replaced.png")
        avocet.send(avc(serial=3, exe="/usr/sbin/smbd", comm="smbd", source="smbd_t",
                        tclass="process", permission="execheap", target="smbd_t"))
        third = desktop.calls.wait(3)[2]
        check(third["replaces"] == 0 and desktop.displayed() == 2, "another program, another one")
        check(third["hints"]["urgency"] == 2, "a possible attack is urgent")
        desktop.picture("notify-two.png")
        desktop.dunstctl("close-all")
        time.sleep(0.5)
        avocet.send(avc(serial=4, exe="/usr/sbin/httpd", path="/etc/shadow", target="shadow_t"))
        fourth = desktop.calls.wait(4)[3]
        check("more" not in fourth["body"], "what was closed is not counted again")


def test_hostile_words_are_literal():
    with Avocet() as avocet, Desktop(avocet) as desktop:
        avocet.send(hostile(1))
        body = desktop.calls.wait(1)[0]["body"]
        print(body)
        check("&lt;/b&gt;&lt;a href=&#39;x&#39;&gt;&amp;amp;" in body, "escaped once")
        check("<" not in body and "\u202e" not in body and "\x1b" not in body, "and nothing else")
        desktop.picture("notify-hostile.png")


def test_server_without_markup_and_actions():
    with Avocet() as avocet, Desktop(avocet, dunst=False) as desktop:
        desktop.start("/usr/bin/python3", "-c", POOR_SERVER)
        wait_until(lambda: subprocess.run(
            ["busctl", "--address=" + desktop.environment["DBUS_SESSION_BUS_ADDRESS"], "status",
             "org.freedesktop.Notifications"], capture_output=True).returncode == 0, "the server")
        avocet.send(hostile(1))
        call = desktop.calls.wait(1)[0]
        print(call["body"])
        check("/tmp/</b><a href='x'>&amp;\\u{202e}" in call["body"], "plain text, no entities")
        check(call["actions"] == [], "no action is offered that nobody can choose")


def test_nothing_was_stopped():
    with Avocet() as avocet, Desktop(avocet) as desktop:
        avocet.send(avc(serial=1, permissive=1))
        avocet.explained(1)
        avocet.send(avc(serial=2, exe="/usr/sbin/smbd", comm="smbd", source="smbd_t"))
        avocet.explained(2)
        calls = desktop.calls.wait(1)
        check([c["title"] for c in calls] == ["SELinux stopped smbd"], "permissive: no bubble")
        avocet.send(avc(serial=3, permissive=0))
        check(desktop.calls.wait(2)[1]["title"] == "SELinux stopped apache2",
              "when the same is stopped later, there is one")


def test_no_server_yet():
    with Avocet() as avocet, Desktop(avocet, dunst=False) as desktop:
        avocet.send(avc(serial=1))
        avocet.explained(1)
        time.sleep(1)
        check(desktop.notify.poll() is None, "without a notification server it stays")
        dunst = desktop.start_dunst()
        avocet.send(avc(serial=2, exe="/usr/sbin/smbd", comm="smbd", source="smbd_t"))
        wait_until(lambda: desktop.displayed() == 2, "both bubbles are on the screen")
        end(dunst)
        desktop.start_dunst()
        avocet.send(avc(serial=3, exe="/usr/sbin/sshd", comm="sshd", source="sshd_t"))
        wait_until(lambda: desktop.displayed() == 1, "another server takes over")


def test_daemon_comes_late_and_goes():
    with Avocet(start=False) as avocet, Desktop(avocet) as desktop:
        check(desktop.notify.poll() is None, "it waits for the daemon")
        avocet.start()
        avocet.send(avc(serial=1))
        desktop.calls.wait(1)
        avocet.stop()
        avocet.start()
        avocet.send(avc(serial=2, exe="/usr/sbin/smbd", comm="smbd", source="smbd_t"))
        check(len(desktop.calls.wait(2)) == 2, "and goes on after the daemon was restarted")
        avocet.bus.stop()
        wait_until(lambda: desktop.notify.poll() is not None, "it ends when the bus is lost")
        check(desktop.notify.returncode == 3, "with a code that makes systemd start it again")


def test_costs():
    with Avocet() as avocet, Desktop(avocet) as desktop:
        for n in range(60):  # more than 64 programs of one kind would be folded
            avocet.send(avc(serial=n + 1, comm=f"p{n}", exe=f"/usr/bin/p{n}",
                            permission=("read", "write")[n % 2]))
        wait_until(lambda: told(desktop) == 60, "60 programs are told of", 60)
        used = pss(desktop.notify.pid)
        print(f"avocet-notify: {used} kB PSS")
        if "libasan" in pathlib.Path(f"/proc/{desktop.notify.pid}/maps").read_text():
            print("built with a sanitizer: its memory is not judged")
        else:
            check(used <= PSS_MAX_KB, f"at most {PSS_MAX_KB} kB")
        end(desktop.dunst)  # bubbles that expire are signals, too
        time.sleep(2)
        before = switches(desktop.notify.pid)
        time.sleep(10)
        check(switches(desktop.notify.pid) == before, "no wake-up in 10 s without a signal")


if __name__ == "__main__":
    main(globals())
