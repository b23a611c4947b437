#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What avocet-notify never says twice, in the next login or in another session; and what the button
"Mute for a day" does, for those who may and those who may not."""

import os
import pwd
import subprocess
import time

from avocet_test import Avocet, NotRun, avc, check, end, main, program, wait_until
from notify import Desktop, item, remembered
from presence import PROGRAMS, SERVER_NAME, SERVER_PATH, denial, rich


def press(desktop, action, number=1):
    desktop.busctl("call", SERVER_NAME, SERVER_PATH, SERVER_NAME, "Press", "us", str(number), action)


def test_the_next_login_and_other_sessions():
    with Avocet() as avocet, Desktop(avocet) as desktop:
        for n, name in enumerate(PROGRAMS[:2]):
            avocet.send(denial(n + 1, name))
        wait_until(lambda: item(desktop)[3].startswith("2 new"), "two are counted")
        wait_until(lambda: "told 1-2\n" in remembered(desktop), "both are told of")
        said = len(desktop.calls.seen)
        end(desktop.notify)
        for n, name in enumerate(PROGRAMS[2:]):
            avocet.send(denial(n + 3, name))
        avocet.explained(4)
        desktop.start_notify()
        call = desktop.calls.wait(said + 1)[said]
        check(call["title"].startswith("2 new denials by "), f"after the next login: {call['title']}")
        check(item(desktop)[3] == "4 new denials", "nobody looked at any of them yet")

        with Session(desktop) as other:
            time.sleep(1)
            check(not other.calls.seen, "another session of the same user is told nothing again")
            check(item(other)[3] == "4 new denials", "it counts the same")
            other.busctl("call", f"org.kde.StatusNotifierItem-{other.notify.pid}-1", "/MenuBar",
                         "com.canonical.dbusmenu", "Event", "isvu", "4", "clicked", "i", "0", "0")
            wait_until(lambda: item(desktop)[3] == "No new denials", "what is seen there is seen here")
            said = len(desktop.calls.seen)
            avocet.send(denial(9, "httpd"))
            wait_until(lambda: item(other)[3] == item(desktop)[3] == "1 new denial", "both count on")
            time.sleep(2)
            check(len(desktop.calls.seen) - said + len(other.calls.seen) == 1, "one of them says it")
        second = subprocess.run([program("avocet-notify")], env=desktop.environment, timeout=20,
                                capture_output=True, text=True)
        check(second.returncode == 0 and "runs already" in second.stderr, "twice in one session: no")


class Session(Desktop):
    """Another session of the same user: all its own but for the memory."""

    def __init__(self, desktop):
        self.home = desktop.folder
        avocet = type("", (), {"folder": desktop.folder / "other", "environment": desktop.avocet.environment})
        avocet.folder.mkdir()
        super().__init__(avocet, notify=False)
        self.environment["XDG_STATE_HOME"] = desktop.environment["XDG_STATE_HOME"]
        self.start_notify()


def test_history_began_anew():
    with Avocet() as avocet, Desktop(avocet) as desktop:
        for n, name in enumerate(PROGRAMS):
            avocet.send(denial(n + 1, name))
        wait_until(lambda: "told 1-4\n" in remembered(desktop), "four are told of")
        end(desktop.notify)
        said = len(desktop.calls.seen)
        avocet.stop()
        for file in avocet.folder.glob("avocet.db*"):
            file.unlink()
        avocet.start()
        avocet.send(denial(50, "httpd"))
        avocet.explained(1)
        desktop.start_notify()
        check(desktop.calls.wait(said + 1)[said]["title"] == "SELinux stopped httpd", "alert 1 is another one")


def test_mute_for_a_day():
    with Avocet() as avocet, Desktop(avocet, dunst=False) as desktop:
        rich(desktop)
        avocet.send(denial(1, "sshd"))
        call = desktop.calls.wait(1)[0]
        check(call["actions"][2:] == ["details", "Details", "mute", "Mute for a day"], "two buttons")
        press(desktop, "mute")
        mutes = wait_until(lambda: avocet.call("Mutes"), "it is muted")
        print(mutes)
        wait_until(lambda: item(desktop)[0] == "Passive", "and not counted any more")
        check(len(desktop.calls.seen) == 1, "nothing more is said")


def test_mute_is_refused():
    user = pwd.getpwnam("nobody")
    if os.geteuid():
        raise NotRun("this test runs avocet-notify as another user: run it as root")
    with Avocet() as avocet, Desktop(avocet, dunst=False, notify=False) as desktop:
        state = desktop.folder / "state"
        state.mkdir()
        os.chown(state, user.pw_uid, user.pw_gid)
        rich(desktop)
        desktop.start_notify(user=user.pw_uid)
        avocet.send(denial(1, "sshd", auid=user.pw_uid))
        avocet.send(denial(2, "cupsd", auid=1000))
        avocet.explained(2)
        desktop.calls.wait(1)
        check(item(desktop)[3] == "1 new denial", "a user is told of what is his own")
        press(desktop, "mute")
        call = desktop.calls.wait(2)[1]
        print(call["title"], call["body"], sep=": ")
        check(call["title"] == "Not muted" and "administrator" in call["body"], "the refusal is told")
        check(avocet.call("Mutes") == [], "and nothing was muted")
        check(item(desktop)[3] == "1 new denial", "it still counts")


if __name__ == "__main__":
    main(globals())
