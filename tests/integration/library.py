# SPDX-License-Identifier: GPL-2.0-or-later
"""libavocet-client as another language calls it: every function, against a real avocetd."""
import ctypes
import errno
import json
import os
import re
import select
import subprocess
import sys

from avocet_test import BUILD, Avocet, avc, check, main, wait_until

FILE = str(BUILD / "src/library/libavocet-client.so.0.1.0")
SANITIZER = re.search(r"libasan\S* => (\S+)", subprocess.run(["ldd", FILE], capture_output=True, text=True,
                                                            check=True).stdout)
if SANITIZER and "AVOCET_PRELOADED" not in os.environ:
    # It must be there before Python is.
    os.execve(sys.executable, [sys.executable, *sys.argv], dict(
        os.environ, LD_PRELOAD=SANITIZER[1], AVOCET_PRELOADED="1", ASAN_OPTIONS="detect_leaks=0"))
os.environ.pop("LD_PRELOAD", None)
LIBRARY = ctypes.CDLL(FILE)
LIBC = ctypes.CDLL(None)
LIBC.free.argtypes = [ctypes.c_void_p]
TAKE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
ADDED = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_char_p, ctypes.c_void_p)
CHANGED = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_int64, ctypes.c_char_p, ctypes.c_void_p)
REMOVED = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_void_p)
for part, kind in (("id", ctypes.c_int64), ("count", ctypes.c_int64), ("first_seen", ctypes.c_int64),
                   ("last_seen", ctypes.c_int64), *((name, ctypes.c_char_p) for name in (
                       "uuid", "level", "summary", "exe", "path", "source_type", "target_type", "class", "json"))):
    function = getattr(LIBRARY, f"avocet_alert_{part}")
    function.restype, function.argtypes = kind, [ctypes.c_void_p]


class Follow(ctypes.Structure):
    _fields_ = [("added", ADDED), ("changed", CHANGED), ("removed", REMOVED), ("userdata", ctypes.c_void_p)]


def shown(alert):
    names = ("id", "level", "summary", "count", "exe", "path", "source_type", "target_type", "class")
    got = {name: getattr(LIBRARY, f"avocet_alert_{name}")(alert) for name in names}
    return {name: value.decode() if isinstance(value, bytes) else value for name, value in got.items()}


class Client:
    def __init__(self, avocet):
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = avocet.environment["DBUS_SYSTEM_BUS_ADDRESS"]
        self.pointer = ctypes.c_void_p()
        self.opened = LIBRARY.avocet_client_open(ctypes.byref(self.pointer))

    def __getattr__(self, name):
        return lambda *args: getattr(LIBRARY, f"avocet_client_{name}")(self.pointer, *args)

    def why(self):
        LIBRARY.avocet_client_error.restype = ctypes.c_char_p
        return LIBRARY.avocet_client_error(self.pointer).decode()

    def listed(self, filters=None, most=1000):
        found = []

        def take(alert, _):
            found.append(shown(alert))
            return 0 if len(found) < most else -errno.ECANCELED
        return self.list(json.dumps(filters).encode() if filters else None, TAKE(take), None), found

    def text(self, name, *args):
        """What a function gives as JSON."""
        pointer = ctypes.c_void_p()
        r = getattr(self, name)(*args, ctypes.byref(pointer))
        check(r == 0, f"{name}: {r} {self.why() if r else ''}")
        value = json.loads(ctypes.string_at(pointer.value))
        LIBC.free(pointer)
        return value

    def close(self):
        LIBRARY.avocet_client_close(self.pointer)


def test_reading_and_changing():
    with Avocet() as avocet:
        avocet.send(avc(serial=1) + avc(serial=2, target="etc_t", path="/etc/x"))
        avocet.explained(2)
        client = Client(avocet)
        check(client.opened == 0 and client.why() == "no error", "it opens")
        r, alerts = client.listed()
        check(r == 0 and [alert["id"] for alert in alerts] == [2, 1], "it lists, newest first")
        check(alerts[1] == {"id": 1, "level": "green", "count": 1, "exe": "/usr/sbin/apache2", "class": "file",
                            "path": "/var/www/html/index.html", "source_type": "httpd_t",
                            "target_type": "user_home_t", "summary": avocet.get(1)["summary"]}, f"all of it: {alerts[1]}")
        check([alert["id"] for alert in client.listed({"target-type": "etc_t"})[1]] == [2], "what fits a filter")
        check(client.listed(most=1)[0] == -errno.ECANCELED, "a listing can be ended")
        for filters, said in ((b"{", "no JSON object"), (b"[]", "no JSON object"), (b'{"level": "pink"}', "red, yellow")):
            r = client.list(filters, TAKE(lambda *_: 0), None)
            check(r == -errno.EINVAL and said in client.why(), f"filter {filters}: {client.why()}")
        alert = ctypes.c_void_p()
        check(client.get(b"1", ctypes.byref(alert)) == 0, "it gets one")
        whole = json.loads(LIBRARY.avocet_alert_json(alert))
        check(whole["records"] and LIBRARY.avocet_alert_uuid(alert).decode() == whole["uuid"]
              and LIBRARY.avocet_alert_json(alert) == LIBRARY.avocet_alert_json(alert), "in full, with its records")
        LIBRARY.avocet_alert_free(alert)
        check(client.get(b"77", ctypes.byref(alert)) == -errno.ENOENT and "no alert" in client.why(), client.why())
        check(client.text("stats", None)["alerts"] == 2, "totals")
        check(client.text("stats", b'{"class": "dir"}')["alerts"] == 0, "of what fits")
        check(client.text("status")["alerts"] == 2, "the status")
        check(client.mute(b'{"id": "1", "reason": "known"}') == 0 and len(client.listed()[1]) == 1, "it mutes")
        check(client.text("mutes")[0]["reason"] == "known", "and tells of it")
        check(client.mute(None) == -errno.EINVAL and client.mute(b"{}") == -errno.EINVAL, "nothing is no mute")
        check(client.unmute(ctypes.c_int64(1)) == 0 and len(client.listed()[1]) == 2, "and unmutes")
        check(client.unmute(ctypes.c_int64(9)) == -errno.ENOENT, client.why())
        ids = (ctypes.c_char_p * 2)(b"2", None)
        check(client.delete(ids) == 0 and len(client.listed()[1]) == 1, "it deletes")
        check(client.delete(ids) == -errno.ENOENT and len(client.listed()[1]) == 1, client.why())
        ids = (ctypes.c_char_p * 2)(b"\xff", None)
        check(client.delete(ids) == -errno.ENOENT and "no alert" in client.why(), "what is no text is no id")
        avocet.stop()
        check(client.listed()[0] == -errno.EHOSTUNREACH and "systemctl start avocetd" in client.why(), client.why())
        client.close()


def test_following():
    with Avocet() as avocet:
        client, told = Client(avocet), []
        follow = Follow(ADDED(lambda *a: told.append(("added", *a[:2]))),
                        CHANGED(lambda *a: told.append(("changed", *a[:3]))),
                        REMOVED(lambda *a: told.append(("removed", a[0]))), None)
        check(client.follow(ctypes.byref(follow)) == 0, "it follows")
        check(client.follow(ctypes.byref(follow)) == -errno.EINVAL, "once")

        def heard(kind):
            poll = select.poll()
            poll.register(client.fd(), client.events())
            timeout = client.timeout()
            poll.poll(200 if timeout < 0 else min(timeout, 200))
            check(client.process() == 0, "what came is told")
            return [what for what in told if what[0] == kind]
        avocet.send(avc(serial=1))
        check(wait_until(lambda: heard("added"), "added") == [("added", 1, b"green")], "a new alert")
        # Signals that come during a call are kept.
        avocet.send(avc(serial=2))
        wait_until(lambda: client.listed()[1][0]["count"] == 2, "counted")
        check(wait_until(lambda: heard("changed"), "changed")[-1] == ("changed", 1, 2, b"green"), "seen again")
        avocet.call("Delete", "as", "1", "1")
        check(wait_until(lambda: heard("removed"), "removed") == [("removed", 1)], "deleted")
        check(client.timeout() == -1, "then there is nothing to wake up for")
        avocet.bus.stop()
        wait_until(lambda: client.process() == -errno.EHOSTUNREACH, "the bus is lost")
        check("lost" in client.why(), client.why())
        client.close()
    LIBRARY.avocet_client_close(None)


main(globals())
