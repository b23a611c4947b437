#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A thousand new kinds of denial in less than a minute: three bubbles, and the tray counts them all."""

import time

from avocet_test import Avocet, avc, check, main, wait_until
from notify import Desktop, item


def kinds(count, first=1):
    """Denials of so many kinds, of many programs, none of which fold."""
    permissions = "read write append create unlink rename setattr link lock ioctl getattr execute".split()
    for n in range(count):
        program_, kind = f"p{n % 50}", n // 50
        yield avc(serial=first + n, comm=program_, exe=f"/usr/bin/{program_}", target=f"t{kind // 12}_t",
                  permission=permissions[kind % 12])


def test_a_thousand_kinds_in_a_minute():
    """With the pauses as they are without any settings."""
    with Avocet() as avocet, Desktop(avocet, settings=None) as desktop:
        began = time.monotonic()
        for records in kinds(1000):
            avocet.send(records)
        wait_until(lambda: len(desktop.calls.seen) >= 3, "the storm is told of", 60)
        check(desktop.displayed() <= 3, "and so it is on the screen")
        time.sleep(0.5)
        desktop.picture("notify-burst.png")
        avocet.explained(1000, timeout=120)
        alerts = avocet.property("Count")
        wait_until(lambda: item(desktop)[3].split(",")[0] == f"{alerts} new denials", "the tray counts", 60)
        check(alerts == 1000, f"{alerts} kinds, the tray counts them all")
        took = time.monotonic() - began
        time.sleep(max(0, 25 - took))
        print(*(call["title"] for call in desktop.calls.seen), f"after {took:.0f} s", sep="\n")
        check(len(desktop.calls.seen) <= 3 * (1 + took // 60), "at most three bubbles a minute")
        check("others" in desktop.calls.seen[2]["title"], "one of them is about many")
        avocet.call("Delete", "as", "2", "1", "1000")
        wait_until(lambda: item(desktop)[3].split(",")[0] == "998 new denials", "two were deleted", 20)


if __name__ == "__main__":
    main(globals())
