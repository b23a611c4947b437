#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""When avocet-notify keeps silent, and what it says afterwards: locked screens, "do not disturb"."""

import subprocess
import time

from avocet_test import Avocet, avc, check, end, main, wait_until
from notify import Desktop, item

# A notification server that can do everything, and is told what to do by way of the bus.
SERVER = """
import dbus.service, dbus.mainloop.glib
from gi.repository import GLib
dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
NAME = "org.freedesktop.Notifications"
PROPERTIES = "org.freedesktop.DBus.Properties"
class Server(dbus.service.Object):
    inhibited, last = False, 0
    @dbus.service.method(NAME, in_signature="", out_signature="as")
    def GetCapabilities(self):
        return ["body", "body-markup", "actions"]
    @dbus.service.method(NAME, in_signature="", out_signature="ssss")
    def GetServerInformation(self):
        return "rich", "test", "1", "1.2"
    @dbus.service.method(NAME, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, app, replaces, icon, title, body, actions, hints, timeout):
        if not replaces:
            self.last += 1
        return replaces or self.last
    @dbus.service.method(NAME, in_signature="us", out_signature="")
    def Press(self, number, action):
        self.ActionInvoked(number, action)
        self.NotificationClosed(number, 2)
    @dbus.service.method(NAME, in_signature="b", out_signature="")
    def Inhibit(self, on):
        self.inhibited = on
        self.PropertiesChanged(NAME, {"Inhibited": on}, [])
    @dbus.service.signal(NAME, signature="us")
    def ActionInvoked(self, number, action):
        pass
    @dbus.service.signal(NAME, signature="uu")
    def NotificationClosed(self, number, reason):
        pass
    @dbus.service.method(PROPERTIES, in_signature="ss", out_signature="v")
    def Get(self, interface, name):
        if name != "Inhibited":
            raise dbus.exceptions.DBusException("no such property")
        return self.inhibited
    @dbus.service.signal(PROPERTIES, signature="sa{sv}as")
    def PropertiesChanged(self, interface, changed, gone):
        pass
owned = dbus.service.BusName(NAME, dbus.SessionBus())
server = Server(dbus.SessionBus(), "/org/freedesktop/Notifications")
GLib.MainLoop().run()
"""
# As much of systemd-logind as we ask for.
LOGIND = """
import dbus.bus, dbus.service, dbus.mainloop.glib, os
from gi.repository import GLib
dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.bus.BusConnection(os.environ["DBUS_SYSTEM_BUS_ADDRESS"])
NAME, PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
PROPERTIES = "org.freedesktop.DBus.Properties"
class Manager(dbus.service.Object):
    @dbus.service.method(NAME + ".Manager", in_signature="s", out_signature="o")
    def GetSession(self, name):
        assert name == "auto"
        return PATH + "/session/_31"
class Session(dbus.service.Object):
    locked = False
    @dbus.service.method(PROPERTIES, in_signature="ss", out_signature="v")
    def Get(self, interface, name):
        assert (interface, name) == (NAME + ".Session", "LockedHint")
        return self.locked
    @dbus.service.method(NAME + ".Session", in_signature="b", out_signature="")
    def SetLockedHint(self, locked):
        self.locked = locked
        self.PropertiesChanged(NAME + ".Session", {"LockedHint": locked}, [])
    @dbus.service.signal(PROPERTIES, signature="sa{sv}as")
    def PropertiesChanged(self, interface, changed, gone):
        pass
owned = dbus.service.BusName(NAME, bus)
manager, session = Manager(bus, PATH), Session(bus, PATH + "/session/_31")
GLib.MainLoop().run()
"""
SERVER_NAME, SERVER_PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
PROGRAMS = ("sshd", "cupsd", "named", "smbd")


def denial(serial, name, **more):
    return avc(serial=serial, exe=f"/usr/sbin/{name}", comm=name, source=f"{name}_t", **more)


def rich(desktop):
    desktop.start("/usr/bin/python3", "-c", SERVER)
    wait_until(lambda: desktop.owned(SERVER_NAME), "the notification server is there")


def none_then_one(desktop, avocet, first, release, what):
    """Two kinds while nothing may be said, and then one bubble for both; the bubble counts on."""
    said = len(desktop.calls.seen)
    for n in (first, first + 1):
        avocet.send(denial(n, PROGRAMS[n - 1]))
    wait_until(lambda: item(desktop)[3].startswith(f"{first + 1} new"), "both are counted")
    time.sleep(0.5)
    check(len(desktop.calls.seen) == said, f"{what}: nothing is said")
    release()
    call = desktop.calls.wait(said + 1)[said]
    check(call["title"].startswith(f"{first + 1} new denials by "), f"then: {call['title']}")


def test_locked_screen():
    with Avocet() as avocet:
        logind = subprocess.Popen(["/usr/bin/python3", "-c", LOGIND], env=avocet.environment)
        try:
            wait_until(lambda: avocet.bus.has("org.freedesktop.login1"), "logind is there")

            def lock(on):
                avocet.bus.busctl("call", "org.freedesktop.login1", "/org/freedesktop/login1/session/_31",
                                  "org.freedesktop.login1.Session", "SetLockedHint", "b", on)
            lock("true")
            with Desktop(avocet) as desktop:
                none_then_one(desktop, avocet, 1, lambda: lock("false"), "locked from the beginning")
                lock("true")
                time.sleep(0.5)
                none_then_one(desktop, avocet, 3, lambda: lock("false"), "locked later")
        finally:
            end(logind)


def test_do_not_disturb():
    with Avocet() as avocet, Desktop(avocet, dunst=False) as desktop:
        rich(desktop)

        def inhibit(on):
            desktop.busctl("call", SERVER_NAME, SERVER_PATH, SERVER_NAME, "Inhibit", "b", on)
        inhibit("true")
        time.sleep(0.5)
        none_then_one(desktop, avocet, 1, lambda: inhibit("false"), "Inhibited")


def test_dunst_is_paused():
    with Avocet() as avocet, Desktop(avocet) as desktop:
        desktop.dunstctl("set-paused", "true")
        time.sleep(0.5)
        none_then_one(desktop, avocet, 1, lambda: desktop.dunstctl("set-paused", "false"), "paused")


def test_quiet_ones():
    settings = "[bubbles]\npause = 5\nlevel = red\n"
    with Avocet() as avocet, Desktop(avocet, settings=settings) as desktop:
        avocet.send(denial(1, "sshd"))
        avocet.send(denial(2, "cupsd", permissive=1))
        avocet.send(denial(3, "smbd", tclass="process", permission="execheap", target="smbd_t"))
        avocet.explained(3)
        check(desktop.calls.wait(1)[0]["title"] == "SELinux stopped smbd", "level = red: only that")
        check(item(desktop)[3].startswith("2 new"), "what was let through is not counted, the other is")


if __name__ == "__main__":
    main(globals())
