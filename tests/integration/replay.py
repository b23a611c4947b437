# SPDX-License-Identifier: GPL-2.0-or-later
"""Nothing is lost and nothing is counted twice: a real avocet-dispatch and a real avocetd, a log that
grows and rotates, and both of them killed, stopped, slow or late."""

import os
import random
import re
import signal
import socket
import sqlite3
import time

from avocet_test import Avocet, Failed, Log, avc, check, main, wait_until

TYPES = ["etc_t", "var_t", "usr_t", "shadow_t", "user_home_t"]
BEGIN = 1_700_000_000_000


def denial(serial, **more):
    """The serial says what kind it is; half a second apart."""
    kind = TYPES[serial % len(TYPES)]
    return avc(serial=serial, ms=BEGIN + 500 * serial, target=kind, path=f"/srv/{kind}/file", **more)


def denials(first, last):
    return b"".join(denial(serial) for serial in range(first, last + 1))


def counts(avocet):
    return dict(avocet.query("SELECT target_type, sum(count) FROM alert GROUP BY 1"))


def truth(last):
    return {kind: len(range(number or len(TYPES), last + 1, len(TYPES)))
            for number, kind in enumerate(TYPES) if (number or len(TYPES)) <= last}


def exact(avocet, last, what, timeout=60):
    """Waits until as much is counted as is true, and a little longer: not one more."""
    wanted = truth(last)
    try:
        wait_until(lambda: sum(counts(avocet).values()) >= last, what, timeout)
    except Failed:
        print(f"wanted {wanted}, got {counts(avocet)}")
        raise
    time.sleep(0.5)
    got = counts(avocet)
    check(got == wanted, f"{what}: {sum(got.values())} of {last}"
          + ("" if got == wanted else f": {got} instead of {wanted}"))


def source(avocet, name="auditd"):
    return [one for one in avocet.status()["sources"] if one["name"] == name][0]


def test_the_first_start_takes_the_whole_history():
    with Avocet(start=False) as avocet, Log(avocet, start=False) as log:
        for part in range(3):
            log.write(denials(part * 1000 + 1, part * 1000 + 1000), stdin=False)
            log.rotate()
        log.write(denials(3001, 3100), stdin=False)
        avocet.start()
        log.start()
        exact(avocet, 3100, "all that the logs hold is counted")
        log.write(denials(3101, 3105))
        exact(avocet, 3105, "and what comes afterwards")
        status = source(avocet)
        print(status)
        check(status["connected"] and status["state"] == "live", "it is live")
        check(status["replayed"] == 3100 * 5 and status["records"] == 3105 * 5 + 5,
              "Status tells what was told again")
        check(status["denials"] == 3105 and status["skipped"] == 0 and status["lost"] == 0
              and status["damaged"] == 0 and not status["gaps"], "and that nothing was odd")
        newest = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime((BEGIN + 500 * 3105) / 1000))
        check(status["last_record"].startswith(newest), f"the last record: {status['last_record']}")


def test_the_daemon_is_killed_under_load():
    seed = int(os.environ.get("AVOCET_SEED", random.randrange(1 << 30)))
    print(f"AVOCET_SEED={seed}")
    chance = random.Random(seed)
    with Avocet(bus=False) as avocet, Log(avocet, keep=9) as log:
        serial = 0
        for life in range(8):
            for _ in range(chance.randrange(5, 40)):
                step = chance.randrange(1, 60)
                log.write(denials(serial + 1, serial + step),
                          first=chance.choice(["log", "stdin"]))
                serial += step
                time.sleep(chance.random() * 0.01)
            if chance.random() < 0.4:
                log.rotate()
            if chance.random() < 0.4:
                log.kill()
            avocet.kill()
            if not log.stdin:
                log.start()
            step = chance.randrange(1, 60)
            log.write(denials(serial + 1, serial + step))
            serial += step
            avocet.start()
        log.write(denials(serial + 1, serial + 1))
        exact(avocet, serial + 1, "after eight lives")


def test_dispatch_is_killed_under_load():
    with Avocet() as avocet, Log(avocet, keep=9, revive=True) as log:
        serial = 0
        for life in range(8):
            for _ in range(20):
                log.write(denials(serial + 1, serial + 30))
                serial += 30
            if life % 3 == 0:
                log.rotate()
            if life % 2:
                log.kill()
                log.write(denials(serial + 1, serial + 30))
                serial += 30
                log.start()
            else:
                log.process.kill()
        log.write(denials(serial + 1, serial + 1))
        exact(avocet, serial + 1, "after eight kills")
        check(log.starts >= 5, f"dispatch was started {log.starts} times")
        status = source(avocet)
        check(status["skipped"] > 0, f"{status['skipped']} events were passed over as done")


def test_in_the_middle_of_an_event():
    """Whoever breaks off in an event, it is told once, and whole."""
    def alerts(avocet):
        return avocet.query("SELECT count, exe FROM alert")

    records = denial(5).splitlines(keepends=True)
    for cut in range(1, 5):
        for victim in ("avocetd", "dispatch", "both", "avocetd, gently"):
            with Avocet(bus=False) as avocet, Log(avocet) as log:
                log.write(b"".join(records[:cut]))
                time.sleep(0.2)
                if victim in ("dispatch", "both"):
                    log.kill()
                if victim in ("avocetd", "both"):
                    avocet.kill()
                if victim == "avocetd, gently":
                    avocet.stop()
                log.write(b"".join(records[cut:]))
                if victim != "dispatch":
                    avocet.start()
                if not log.stdin:
                    log.start()
                log.write(denial(10))
                wait_until(lambda: sum(count for count, _ in alerts(avocet)) >= 2, "both", 30)
                time.sleep(0.2)
                check(alerts(avocet) == [(2, "/usr/sbin/apache2")],
                      f"{victim} broke off after {cut} records: {alerts(avocet)}")


def test_the_daemon_is_stopped():
    with Avocet() as avocet, Log(avocet, keep=9) as log:
        log.write(denials(1, 1))
        exact(avocet, 1, "one")
        avocet.process.send_signal(signal.SIGSTOP)
        serial = 1
        for part in range(30):
            log.write(denials(serial + 1, serial + 200))
            serial += 200
            if part % 8 == 7:
                log.rotate()
        avocet.process.send_signal(signal.SIGCONT)
        exact(avocet, serial, "what came while it slept, and was more than can wait")
        check(source(avocet)["replayed"] > 0, "some of it was told from the log")
        check(not source(avocet)["gaps"], "there is no gap")


def test_nothing_can_be_written():
    with Avocet() as avocet, Log(avocet, keep=9) as log:
        log.write(denials(1, 1))
        exact(avocet, 1, "one")
        lock = sqlite3.connect(avocet.database, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        log.write(denials(2, 100))
        wait_until(lambda: "writing fails" in avocet.output(), "it is said", 30)
        log.write(denials(101, 8000))
        check(source(avocet)["state"] == "behind", "Status says that it is behind")
        log.kill()
        log.start()
        log.rotate()
        log.write(denials(8001, 8100))
        lock.execute("ROLLBACK")
        lock.close()
        exact(avocet, 8100, "all of it, once it can be written again", 90)


def test_killed_while_nothing_can_be_written():
    with Avocet(bus=False) as avocet, Log(avocet, keep=9) as log:
        log.write(denials(1, 300))
        exact(avocet, 300, "a beginning")
        lock = sqlite3.connect(avocet.database, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        log.write(denials(301, 2000))
        wait_until(lambda: "writing fails" in avocet.output(), "it is said", 30)
        log.kill()
        log.start()
        time.sleep(0.2)
        avocet.kill()
        lock.execute("ROLLBACK")
        lock.close()
        avocet.start()
        log.write(denials(2001, 2010))
        exact(avocet, 2010, "what waited in memory is told again")


def test_the_mark_is_rotated_away():
    with Avocet() as avocet, Log(avocet, keep=1) as log:
        log.write(denials(1, 200))
        exact(avocet, 200, "a beginning")
        log.kill()
        log.rotate()
        log.write(denials(201, 300), stdin=False)
        log.rotate()
        log.write(denials(301, 400), stdin=False)
        log.rotate()
        log.write(denials(401, 500), stdin=False)
        log.start()
        wait_until(lambda: sum(counts(avocet).values()) >= 400, "what is left is counted")
        time.sleep(0.5)
        check(sum(counts(avocet).values()) == 400, "what is left is counted once")
        gaps = source(avocet)["gaps"]
        check(len(gaps) == 1 and gaps[0]["from"] < gaps[0]["until"], f"the gap is told: {gaps}")


def test_a_quiet_log_is_no_gap():
    """The last denial is rotated away, but avocetd was told that none came since."""
    def quiet(first, last):
        for n in range(first, last + 1):
            ms = BEGIN + 5_000_000 + 400_000 * n
            log.write(f"type=SERVICE_START msg=audit({ms // 1000}.{ms % 1000:03}:{10_000 + n}): pid=1 "
                      "uid=0 msg='unit=x res=success'\n".encode())
    with Avocet() as avocet, Log(avocet, keep=1) as log:
        log.write(denials(1, 200))
        exact(avocet, 200, "a beginning")
        for part in range(3):
            quiet(10 * part, 10 * part + 9)
            wait_until(lambda: avocet.query("SELECT seen > ? FROM bookmark",
                                            BEGIN + 5_000_000 + 4_000_000 * part) == [(1,)],
                       "avocetd was told that nothing came")
            log.rotate()
        log.kill()
        avocet.kill()
        avocet.start()
        log.start()
        log.write(denials(20_001, 20_010))
        exact(avocet, 210, "and it goes on")
        check(not source(avocet)["gaps"], "no gap is told of")


def test_without_a_log():
    with Avocet() as avocet, Log(avocet, log="none") as log:
        log.write(denials(1, 300))
        exact(avocet, 300, "without a log it hears")
        avocet.kill()
        log.write(denials(301, 400))
        avocet.start()
        log.write(denials(401, 402))
        exact(avocet, 402, "what dispatch remembers is told again")
        log.kill()
        log.start()
        log.write(denials(403, 410))
        exact(avocet, 410, "a dispatch that remembers nothing goes on")
        check(len(source(avocet)["gaps"]) == 1, "and says that something may be missing")


def test_a_policy_change_in_the_history():
    """However many there were, the alerts are explained anew once, when the history is over."""
    with Avocet(start=False) as avocet, Log(avocet, start=False) as log:
        for serial in range(1, 2001):
            if serial % 10 == 0:
                log.write(b"type=MAC_POLICY_LOAD msg=audit(%d.500:%d): auid=0 ses=1 lsm=selinux "
                          b"res=1\n" % ((BEGIN + 500 * serial) / 1000, 100_000 + serial), stdin=False)
            log.write(denial(serial), stdin=False)
        avocet.start()
        log.start()
        exact(avocet, 2000, "all is counted")
        status = avocet.explained(5)
        check(status["worker"]["analyses"] <= 10,
              f"five alerts were analysed {status['worker']['analyses']} times")


class Source:
    """A source of our own, or what claims to be one."""

    def __init__(self, avocet):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(avocet.socket))
        self.socket.settimeout(10)

    def hello(self, name):
        self.socket.sendall(b"#avocet source %s\n" % name)
        return self.socket.makefile("rb").readline()

    def send(self, data):
        self.socket.sendall(data)

    def ended(self):
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def close(self):
        self.socket.close()


def test_two_sources_at_once():
    with Avocet() as avocet, Log(avocet) as log:
        journal = Source(avocet)
        check(journal.hello(b"journal") == b"#avocet from start\n", "a new source begins anew")
        journal.send(b"#avocet replay\n#avocet live 0\n")
        for serial in range(1, 301):
            log.write(denial(serial)) if serial % 2 else journal.send(denial(serial))
        exact(avocet, 300, "both are heard")
        names = [one["name"] for one in avocet.status()["sources"]]
        check(names == ["auditd", "journal"], f"Status tells of {names}")
        check([source(avocet, name)["denials"] for name in names] == [150, 150], "each has its own")
        avocet.kill()
        avocet.start()
        again = Source(avocet)
        check(again.hello(b"journal") == b"#avocet from %d 300\n" % (BEGIN + 500 * 300),
              "each is told its own mark")
        again.send(b"#avocet replay\n" + denial(300) + b"#avocet live 6\n" + denial(302))
        log.write(denials(301, 301))
        exact(avocet, 302, "what was done is passed over")
        newest = Source(avocet)
        check(newest.hello(b"journal").startswith(b"#avocet from "), "a third one comes")
        check(again.ended(), "and the second is let go")
        wait_until(lambda: source(avocet)["connected"], "dispatch is another source")


def test_notes_that_are_none():
    with Avocet() as avocet:
        avocet.send(b"#avocet\n#avocet \n#avocet live 99\n#avocet gap 1 2\n#avocet lost 7\n"
                    b"#avocet source ../../etc/passwd\n#avocet source %s\n#avocet from start\n"
                    b"#avocet \xff\0\x1b[2J\n" % (b"x" * 1000) + b"#avocet " + b"y" * 200_000 + b"\n")
        avocet.send(denial(5))
        wait_until(lambda: avocet.status()["denials"] == 1, "a denial after it is heard")
        status = source(avocet)
        check(status["lost"] == 0 and status["replayed"] == 0 and not status["gaps"],
              "nobody's notes count for nothing")
        late = Source(avocet)
        late.send(denial(10))
        wait_until(lambda: avocet.status()["denials"] == 2, "it is heard")
        late.send(b"#avocet source auditd\n")
        check(late.ended(), "a name that comes too late ends the connection")
        twice = Source(avocet)
        twice.hello(b"journal")
        twice.send(b"#avocet source journal\n")
        check(twice.ended(), "a second name too")
        names = [Source(avocet) for _ in range(7)]
        for number, one in enumerate(names):
            heard = one.hello(b"source" + bytes([97 + number]))
            check(heard == (b"#avocet from start\n" if number < 6 else b""),
                  f"there may be eight: this is number {number + 3}")
        for one in names:
            one.close()
        good = Source(avocet)
        good.hello(b"journal")
        good.send(b"#avocet live 3\n#avocet live 18446744073709551615\n#avocet lost 5\n"
                  b"#avocet live -1\n#avocet gap 0 1700000000000\n"
                  + b"#avocet gap 1 253402300799999\n" * 30 + denial(15))
        wait_until(lambda: avocet.status()["denials"] == 3, "it is heard all the same")
        status = source(avocet, "journal")
        check(status["lost"] == 5 and len(status["gaps"]) == 10, "what it may say counts")


def test_asleep():
    with Avocet() as avocet, Log(avocet) as log:
        log.write(denials(1, 50))
        avocet.explained(5)
        time.sleep(6)

        def wakes(process):
            with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
                return int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", file.read(), re.M)[1])
        both = [log.process, avocet.process]
        before = [wakes(process) for process in both]
        time.sleep(5)
        now = [wakes(process) for process in both]
        check(now == before, f"neither dispatch nor avocetd wakes up: {before}, {now}")
        log.kill()
        time.sleep(4)
        before = wakes(avocet.process)
        time.sleep(3)
        check(wakes(avocet.process) == before, "nor does avocetd when its source is gone")


main(globals())
