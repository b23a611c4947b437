# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers for Prometheus, as its own client library reads them: right, whole at any time, without names, and without
work while nothing happens."""
import pathlib
import re
import threading
import time

from prometheus_client.parser import text_string_to_metric_families

from avocet_test import Avocet, avc, check, main, wait_until


def read(path):
    """{name with its labels: value}; the parser refuses what Prometheus would."""
    text = path.read_text()
    families = list(text_string_to_metric_families(text))
    check(text.endswith("\n") and len({family.name for family in families}) == len(families), "it is well formed")
    return {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}


def configured(path):
    avocet = Avocet(start=False)
    target = path(avocet.folder)
    (avocet.folder / "avocet.conf").write_text(f"[metrics]\nfile = {target}\n")
    avocet.start()
    return avocet, target


def test_the_numbers():
    avocet, path = configured(lambda folder: folder / "avocet.prom")
    broken, stop = [], threading.Event()

    def watch():
        while not stop.is_set():
            try:
                if "avocet_build_info" not in path.read_text():
                    broken.append("half a file")
            except FileNotFoundError:
                pass
            time.sleep(0.002)
    with avocet:
        wait_until(path.exists, "the file is there soon after the start")
        first = read(path)
        check(first["avocet_denials_total", "green", "denied"] == 0 and first["avocet_alerts", "red"] == 0
              and first["avocet_database_writable",] == 1 and first["avocet_build_info", "0.1.0"] == 1,
              "before anything happened")
        check(path.stat().st_mode & 0o777 == 0o644, "others may read it")
        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            now = time.time()
            avocet.send(b"".join(avc(serial=n) for n in range(30)) + avc(serial=40, target="etc_t", path="/etc/secret",
                                                                        permissive=1))
            avocet.explained(2)
            levels = {alert["outcome"]: alert["level"] for alert in avocet.list()}
            wait_until(lambda: read(path)["avocet_pending_alerts",] == 0 and sum(
                value for key, value in read(path).items() if key[0] == "avocet_alerts") == 2, "it is written", 30, 0.5)
        finally:
            stop.set()
            watcher.join()
        got = read(path)
        check(not broken, "whoever reads it sees all of it, always")
        for outcome, count in (("denied", 30), ("permitted", 1)):
            seen = sum(value for key, value in got.items() if key[0] == "avocet_denials_total" and key[2] == outcome)
            check(got["avocet_denials_total", levels[outcome], outcome] >= count and seen >= count,
                  f"{count} denials with outcome {outcome}")
        check(abs(got["avocet_source_last_record_timestamp_seconds", "auditd"] - now) < 30
              and got["avocet_source_connected", "auditd"] == 1 and got["avocet_records_total", "auditd"] == 31 * 6,
              "when its source spoke last, and how much")
        check(got["avocet_worker_analyses_total",] == 2 and got["avocet_worker_crashes_total",] == 0, "the worker")
        check(not re.search("apache|secret|httpd|/", re.sub(r"(?m)^#.*", "", path.read_text())), "no names, no paths")
        check(len(list(path.parent.glob("avocet.prom*"))) == 1, "nothing is left beside it")
        stamp = path.stat().st_mtime_ns
        status = pathlib.Path(f"/proc/{avocet.process.pid}/status")

        def wakes():
            return re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status.read_text(), re.M)[1]
        wait_until(lambda: (wakes(), time.sleep(3))[0] == wakes(), "it is asleep", 30)
        check(path.stat().st_mtime_ns - stamp < 20e9, "and writes nothing while nothing happens")


def test_a_place_where_nothing_can_be_written():
    avocet, _ = configured(lambda folder: folder / "no-such-folder/avocet.prom")
    with avocet:
        wait_until(lambda: "cannot be written" in avocet.output(), "it says so")
        avocet.send(avc(serial=1))
        avocet.explained(1)
        check(avocet.output().count("cannot be written") == 1, "once, and goes on")
    with Avocet() as avocet:
        time.sleep(2)
        check(not list(avocet.folder.glob("*.prom*")), "without the setting there is none")


main(globals())
