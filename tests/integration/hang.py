#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""avocet-notify beside a daemon, or a notification server, that is halted: the tray goes on answering, and what
was new meanwhile is told once when they go on."""

import fcntl
import os
import signal
import subprocess
import time

from avocet_test import Avocet, avc, check, end, main, wait_until
from notify import Desktop, item, layout, remembered, told

# Who waits for who is halted does not answer for as long as a call over D-Bus may take, which is 25 s.
ANSWER_SECONDS = 8


def denial(serial, name):
    return avc(serial=serial, comm=name, exe=f"/usr/sbin/{name}", source=f"{name}_t", path=f"/srv/{name}/index")


def answers(desktop):
    """The menu and the item, as a panel asks for them."""
    begin = time.monotonic()
    menu, (_, _, _, text) = layout(desktop), item(desktop)
    took = time.monotonic() - begin
    check(menu and took < ANSWER_SECONDS, f"the tray answers: {text!r}")
    return text


def press_all_seen(desktop):
    desktop.busctl("call", f"org.kde.StatusNotifierItem-{desktop.notify.pid}-1", "/MenuBar",
                   "com.canonical.dbusmenu", "Event", "isvu", "4", "clicked", "i", "0", "0")


def told_once(desktop, count, written):
    wait_until(lambda: f"told {written}\n" in remembered(desktop), f"{count} are told of", 30)
    time.sleep(1)  # one too many would come now
    check(told(desktop) == count, f"each of {count} once")


def two_denials(avocet):
    for n, name in enumerate(("httpd", "sshd")):
        avocet.send(denial(n + 1, name))
    avocet.explained(2)


def test_a_halted_daemon():
    with Avocet() as avocet, Desktop(avocet, notify=False) as desktop:
        two_denials(avocet)
        avocet.process.send_signal(signal.SIGSTOP)
        try:
            desktop.start_notify()
            check(answers(desktop) == "No new denials", "nothing is known yet")
            press_all_seen(desktop)
            answers(desktop)
        finally:
            avocet.process.send_signal(signal.SIGCONT)
        wait_until(lambda: item(desktop)[3] == "2 new denials", "it goes on: both are counted")
        told_once(desktop, 2, "1-2")
        avocet.send(denial(3, "named"))
        told_once(desktop, 3, "1-3")


def test_a_daemon_that_is_killed_while_it_is_asked():
    with Avocet() as avocet, Desktop(avocet, notify=False) as desktop:
        two_denials(avocet)
        avocet.process.send_signal(signal.SIGSTOP)
        desktop.start_notify()
        answers(desktop)
        avocet.kill()
        answers(desktop)
        avocet.start()
        told_once(desktop, 2, "1-2")
        check(answers(desktop) == "2 new denials", "both are counted")


def test_a_daemon_that_is_halted_in_mid_storm():
    with Avocet() as avocet, Desktop(avocet) as desktop:
        avocet.send(denial(1, "httpd"))
        told_once(desktop, 1, "1")
        avocet.send(b"".join(denial(n, f"service{n}") for n in range(2, 32)))
        avocet.signals.wait("AlertAdded")
        avocet.process.send_signal(signal.SIGSTOP)
        try:
            answers(desktop)
        finally:
            avocet.process.send_signal(signal.SIGCONT)
        avocet.explained(31)
        wait_until(lambda: item(desktop)[3] == "31 new denials", "all are counted", 60)
        wait_until(lambda: "told 1-31\n" in remembered(desktop), "and told of", 60)


def test_a_halted_server():
    with Avocet() as avocet, Desktop(avocet) as desktop:
        avocet.send(denial(1, "httpd"))
        told_once(desktop, 1, "1")
        desktop.dunst.send_signal(signal.SIGSTOP)
        try:
            for n, name in enumerate(("sshd", "named")):
                avocet.send(denial(n + 2, name))
                wait_until(lambda: answers(desktop) == f"{n + 2} new denials", "the tray counts on")
            check("told 1\n" in remembered(desktop), "nothing is said to be told that was not")
        finally:
            desktop.dunst.send_signal(signal.SIGCONT)
        told_once(desktop, 3, "1-3")


def test_a_server_that_is_killed_while_it_is_asked():
    with Avocet() as avocet, Desktop(avocet) as desktop:
        desktop.dunst.send_signal(signal.SIGSTOP)
        avocet.send(denial(1, "httpd"))
        wait_until(lambda: answers(desktop) == "1 new denial", "it is counted")
        end(desktop.dunst, signal.SIGKILL)
        answers(desktop)
        desktop.start_dunst()
        wait_until(lambda: "told 1\n" in remembered(desktop), "the next server tells of it", 60)
        wait_until(lambda: desktop.displayed() == 1, "and shows it")


def test_another_session_that_holds_the_memory():
    with Avocet() as avocet, Desktop(avocet) as desktop:
        avocet.send(denial(1, "httpd"))
        told_once(desktop, 1, "1")
        folder = os.open(desktop.folder / "state/avocet", os.O_RDONLY)
        fcntl.flock(folder, fcntl.LOCK_EX)
        press_all_seen(desktop)
        wait_until(lambda: answers(desktop) == "No new denials", "the click counts")
        wait_until(lambda: "read 1\n" in remembered(desktop), "and is written down")
        os.close(folder)


if __name__ == "__main__":
    main(globals())
