#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""avocet-notify's bubbles as GNOME's old notification-daemon draws them, in more than one language
where there are translations, and a server that comes again; pictures are kept."""

import os
import pathlib
import subprocess
import time

from avocet_test import Avocet, avc, check, end, main, wait_until
from notify import SERVER, Desktop, hostile

DAEMON = "/usr/lib/notification-daemon/notification-daemon"


class Server(Desktop):
    """A desktop with notification-daemon in place of dunst."""

    def __init__(self, avocet, **more):
        super().__init__(avocet, dunst=False, screen="700x400x24", GDK_BACKEND="x11", NO_AT_BRIDGE="1", **more)
        self.server = None
        self.start_server()

    def start_server(self):
        self.server = self.start(DAEMON, stderr=subprocess.DEVNULL)
        wait_until(lambda: self.owned(SERVER), "notification-daemon is there", 30)

    def xdotool(self, *words):
        return subprocess.run(["xdotool", *words], env=self.environment, capture_output=True,
                              text=True, timeout=30).stdout.split()

    def bubbles(self):
        """Visible windows, as X, Y, WIDTH and HEIGHT."""
        found = []
        for window in self.xdotool("search", "--onlyvisible", "--name", "."):
            values = dict(word.split("=") for word in self.xdotool("getwindowgeometry", "--shell", window))
            if int(values["WIDTH"]) > 100 and int(values["X"]) >= 0:
                found.append([int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")])
        return found


def test_a_bubble_and_a_click():
    with Avocet() as avocet, Server(avocet) as desktop:
        avocet.send(avc(serial=1, exe="/usr/sbin/httpd"))
        call = desktop.calls.wait(1)[0]
        check(call["actions"] == ["default", "Details", "details", "Details", "mute", "Mute for a day"], "buttons")
        x, y, width, height = wait_until(desktop.bubbles, "the bubble is on the screen")[0]
        time.sleep(1)
        desktop.picture("notify-bubble-daemon.png")
        desktop.xdotool("mousemove", str(x + width // 2), str(y + height // 3), "click", "1")
        args = desktop.folder / "terminal.args"
        wait_until(args.exists, "a click opens the details")
        check(args.read_text().strip().endswith("--details avocet:1"), args.read_text().strip())


def test_hostile_words():
    with Avocet() as avocet, Server(avocet) as desktop:
        avocet.send(hostile(1))
        desktop.calls.wait(1)
        wait_until(desktop.bubbles, "the bubble is on the screen")
        time.sleep(1)
        desktop.picture("notify-hostile-daemon.png")
        check(desktop.server.poll() is None, "it is drawn, and the server lives")


def test_a_server_comes_again():
    with Avocet() as avocet, Server(avocet) as desktop:
        avocet.send(avc(serial=1, exe="/usr/sbin/httpd"))
        desktop.calls.wait(1)
        end(desktop.server)
        desktop.start_server()
        avocet.send(avc(serial=2, exe="/usr/sbin/httpd", path="/home/joe/x", target="user_home_dir_t"))
        call = desktop.calls.wait(2)[1]
        check(call["replaces"] == 0, "what the old server showed is not known to the new one")
        wait_until(desktop.bubbles, "it shows it")


if __name__ == "__main__":
    main(globals())
