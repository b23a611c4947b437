#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""avocet-notify's item in the tray of a real xfce4-panel: what it says, its menu, and clicks on both."""

import pathlib
import subprocess
import time

from avocet_test import Avocet, avc, check, end, main, wait_until
from notify import HOSTILE, Desktop, choose, hostile, item, layout, remembered

SCREEN = (1000, 560)
HEIGHT = 32
PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="dark-mode" type="bool" value="{dark}"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="{height}"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/><value type="int" value="2"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-2" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
"""
WATCHER = "org.kde.StatusNotifierWatcher"
LIST, QUIET, ALL_SEEN, ALERTS_FROM = 2, 3, 4, 100


class Panel(Desktop):
    """A desktop with an xfce4-panel, whose settings are in the desktop's folder."""

    def __init__(self, avocet, dark=False, **more):
        size = "x".join(map(str, SCREEN)) + "x24"
        super().__init__(avocet, screen=size, GDK_BACKEND="x11", XDG_CURRENT_DESKTOP="XFCE",
                         NO_AT_BRIDGE="1", **more)
        settings = self.folder / "xfce4/xfconf/xfce-perchannel-xml"
        settings.mkdir(parents=True)
        (settings / "xfce4-panel.xml").write_text(
            PANEL.format(dark=str(dark).lower(), height=HEIGHT))
        xfconfd = next(pathlib.Path("/usr/lib").glob("**/xfconfd"))
        self.start(str(xfconfd), stderr=subprocess.DEVNULL)
        wait_until(lambda: self.owned("org.xfce.Xfconf"), "xfconfd is there", 30)
        self.panel = None
        self.start_panel()

    def start_panel(self):
        self.panel = self.start("xfce4-panel", "--disable-wm-check", stderr=subprocess.DEVNULL)
        wait_until(lambda: self.owned(WATCHER), "the panel's tray is there", 60)
        wait_until(self.items, "our item is in it", 30)

    def items(self):
        return self.busctl("get-property", WATCHER, "/StatusNotifierWatcher", WATCHER,
                           "RegisteredStatusNotifierItems")

    def xdotool(self, *words):
        return subprocess.run(["xdotool", *words], env=self.environment, capture_output=True,
                              text=True, timeout=30).stdout.split()

    def click_item(self):
        self.xdotool("mousemove", str(SCREEN[0] - HEIGHT // 2), str(HEIGHT // 2), "click", "1")

    def windows(self):
        return self.xdotool("search", "--onlyvisible", "--class", ".")


def three(avocet):
    avocet.send(avc(serial=1, exe="/usr/sbin/httpd"))
    avocet.send(avc(serial=2, exe="/usr/sbin/named", comm="named", source="named_t",
                    path="/etc/a_file_name", target="var_t"))
    avocet.send(avc(serial=3, exe="/usr/sbin/smbd", comm="smbd", source="smbd_t", tclass="process",
                    permission="execheap", target="smbd_t"))
    avocet.explained(3)


def test_the_item_and_its_menu():
    with Avocet() as avocet, Panel(avocet, dunst=False) as desktop:
        check(item(desktop) == ("Passive", "avocet-symbolic", "", "No new denials"), "nothing yet")
        three(avocet)
        wait_until(lambda: item(desktop)[3].startswith("3 "), "three are counted")
        check(item(desktop)[:3] == ("NeedsAttention", "avocet-red-symbolic", "avocet-count-3"),
              "one of them may be an attack")
        labels = [values.get("label") for values in layout(desktop).values()]
        print(*labels, sep="\n")
        check("named may not read the file /etc/a__file__name." in labels, "underscores are doubled")
        check(labels[0].startswith("smbd") and labels[2].startswith("httpd"), "the newest comes first")
        before = set(desktop.windows())
        desktop.click_item()
        wait_until(lambda: set(desktop.windows()) - before, "a click opens the menu", 20)
        time.sleep(1)
        desktop.picture("notify-tray.png")
        # The first item: below the panel, near the right end.
        desktop.xdotool("mousemove", str(SCREEN[0] - 200), str(HEIGHT + 17), "click", "1")
        args = desktop.folder / "terminal.args"
        wait_until(args.exists, "the newest alert's details are opened")
        check(args.read_text().strip().endswith("--details avocet:3"), args.read_text().strip())
        wait_until(lambda: item(desktop)[3] == "2 new denials", "what was looked at is not counted")


def test_what_the_menu_does():
    with Avocet() as avocet, Panel(avocet) as desktop:
        three(avocet)
        wait_until(lambda: "told 1-3\n" in remembered(desktop), "three are told of")
        desktop.dunstctl("close-all")
        time.sleep(0.5)
        choose(desktop, QUIET)
        check(layout(desktop)[QUIET]["toggle-state"] == 1, "quiet for an hour")
        check(item(desktop)[3].endswith("(quiet)"), "the item says so")
        said = len(desktop.calls.seen)
        avocet.send(avc(serial=4, exe="/usr/sbin/sshd", comm="sshd", source="sshd_t"))
        avocet.send(avc(serial=5, exe="/usr/sbin/cupsd", comm="cupsd", source="cupsd_t"))
        wait_until(lambda: item(desktop)[3].startswith("5 "), "it goes on counting")
        time.sleep(1)
        check(len(desktop.calls.seen) == said, "no bubble")
        choose(desktop, QUIET)
        title = desktop.calls.wait(said + 1)[said]["title"]
        check("2 new denials by" in title, f"then one for both: {title}")
        avocet.call("Delete", "as", "1", "5")
        wait_until(lambda: item(desktop)[3].startswith("4 "), "what is deleted is not counted")
        choose(desktop, ALL_SEEN)
        wait_until(lambda: item(desktop)[0] == "Passive", "all are seen")
        check(not [n for n in layout(desktop) if n > ALERTS_FROM], "none is left in the menu")
        choose(desktop, LIST)
        args = desktop.folder / "terminal.args"
        wait_until(args.exists, "the list is opened")
        check(args.read_text().strip().endswith("--details avocet:list"), args.read_text().strip())


def test_the_panel_comes_again():
    with Avocet() as avocet, Panel(avocet) as desktop:
        end(desktop.panel)
        wait_until(lambda: not desktop.owned(WATCHER), "the panel is gone")
        desktop.start_panel()
        check(len(desktop.items()) == 1, "our item is back")


def test_hostile_words():
    with Avocet() as avocet, Panel(avocet) as desktop:
        avocet.send(hostile(1))
        avocet.explained(1)
        wait_until(lambda: item(desktop)[3] == "1 new denial", "nothing of it is in the tooltip")
        label = layout(desktop)[ALERTS_FROM + 1]["label"]
        print(label)
        check(HOSTILE not in label and "\x1b" not in label and "\u202e" not in label, "it is harmless")
        check("\\x1b" in label and "</b>" in label, "and literal, as labels have no markup")


if __name__ == "__main__":
    main(globals())
