# SPDX-License-Identifier: GPL-2.0-or-later
"""The face on the bus is what its description says, for everybody: members, errors, who may what, how often
signals come, and what happens where no daemon can be started."""
import json
import os
import pathlib
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ElementTree

from avocet_test import (BUILD, BUS_CONFIG, INTERFACE, NAME, PATH, SOURCE, Avocet, NotRun, Refused, avc, check, end, main,
                         program, wait_until)

ROOT, NOBODY, DAEMON = os.geteuid() == 0, 65534, 1
DESCRIPTION = SOURCE / "data/org.avocet.Avocet1.xml"


def members(text):
    """{(kind, name): its arguments and annotations} of our interface."""
    interface = ElementTree.fromstring(text).find(f"interface[@name='{INTERFACE}']")
    found = {}
    for member in interface:
        inside = [tuple(sorted(inner.attrib.items())) for inner in member
                  if inner.get("name") != "org.freedesktop.systemd1.Privileged"]
        about = {key: value for key, value in member.attrib.items() if key != "name"}
        found[member.tag, member.get("name")] = (about, inside)
    return found


def refused(call, error, what):
    try:
        call()
    except Refused as why:
        check(error in str(why), f"{what}: {why}")
        return
    check(False, f"{what} is refused")


def test_introspection():
    with Avocet() as avocet:
        got = avocet.bus.busctl("call", NAME, PATH, "org.freedesktop.DBus.Introspectable", "Introspect")
        live, told = members(json.loads(got.stdout)["data"][0]), members(DESCRIPTION.read_text())
        check(set(live) == set(told) and len(live) == 13, "it has the members that are described")
        for key, what in told.items():
            check(live[key] == what, f"{key[1]}: {live[key]}")
        bare = [key for key in told if key[0] == "method" and f"      {key[1]}: " not in DESCRIPTION.read_text()
                and f"<!-- {key[1]}: " not in DESCRIPTION.read_text()]
        check(not bare, f"each method is described: {bare}")
        got = avocet.bus.busctl("set-property", NAME, PATH, INTERFACE, "Count", "t", "7")
        check(got.returncode != 0, f"properties cannot be set: {got.stderr.strip()}")


def test_signals_in_a_storm():
    """Three alerts, seen thousands of times for three seconds."""
    with Avocet() as avocet:
        kinds = [{"target": name} for name in ("etc_t", "tmp_t", "var_t")]
        avocet.send(b"".join(avc(serial=n, **kind) for n, kind in enumerate(kinds)))
        avocet.explained(3)
        begin, serial = time.monotonic(), 10
        while time.monotonic() - begin < 3:
            avocet.send(b"".join(avc(serial=serial + n, **kinds[n % 3]) for n in range(300)))
            serial += 300
            time.sleep(0.02)
        wait_until(lambda: avocet.status()["denials"] == serial - 10 + 3, "all are counted")
        time.sleep(1.5)
        for identity in (1, 2, 3):
            seen = [s for s in avocet.signals.seen if s.name == "AlertChanged" and s.args[0] == identity]
            gaps = [b.time - a.time for a, b in zip(seen, seen[1:])]
            # Our own clock has it that they came; a busy machine may hold one back, not both.
            span = seen[-1].time - seen[0].time
            check(len(seen) >= 2 and len(seen) - 1 <= span + 0.5, f"alert {identity}: {len(seen)} signals in "
                  f"{span:.1f} s, the nearest {min(gaps):.2f} s apart")
            check(seen[-1].args[1] == avocet.get(identity)["count"], "the last one tells the last count")


# Each method, with what makes it do something to alert 1, and whether it only reads.
CALLS = (("List", ("a{sv}", "0"), True), ("Get", ("s", "1"), True), ("Stats", ("a{sv}", "0"), True),
         ("Status", (), True), ("Mutes", (), False), ("Delete", ("as", "1", "1"), False),
         ("Mute", ("a{sv}", "1", "id", "s", "1"), False), ("Unmute", ("t", "1"), False))


def try_everything(avocet, user):
    for method, arguments, reads in CALLS:
        if method == "Get":
            refused(lambda: avocet.call("Get", "s", "1", user=user), "no alert", "another's alert")
        elif not reads:
            refused(lambda: avocet.call(method, *arguments, user=user), "only", f"{method} by {user}")
        else:
            told = str(avocet.call(method, *arguments, user=user))
            check("secret" not in told and "user_home_t" not in told and "/avocet.db" not in told,
                  f"{method} by {user}: {told[:60]}")


def test_others_with_polkit():
    """A real polkitd with the actions that we install, in a mount namespace: without a word from an administrator
    everybody sees their own and changes nothing, whatever they call."""
    polkitd, inner = "/usr/lib/polkit-1/polkitd", ["unshare", "--mount"]
    if not os.path.exists(polkitd) or not ROOT or \
       subprocess.run([*inner, "true"], capture_output=True, check=False).returncode:
        raise NotRun("needs polkitd, root and a mount namespace")
    described = {name for kind, name in members(DESCRIPTION.read_text()) if kind == "method"}
    check({name for name, _, _ in CALLS} == described, "every method is called")
    with tempfile.TemporaryDirectory() as name, Avocet() as avocet:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        for part in ("actions", "rules"):
            (folder / part).mkdir()
            (folder / part).chmod(0o755)
        (folder / "actions/org.avocet.policy").write_bytes((SOURCE / "data/org.avocet.policy").read_bytes())
        script = (f"mount --bind {folder}/actions /usr/share/polkit-1/actions && "
                  f"mount --bind {folder}/rules /etc/polkit-1/rules.d && exec {polkitd} --no-debug")
        avocet.send(avc(serial=1, auid=1000, path="/secret/of/others") +
                    avc(serial=2, auid=NOBODY, target="etc_t", path="/their/own"))
        avocet.explained(2)
        avocet.call("Mute", "a{sv}", "1", "path", "s", "/never*")
        authority = subprocess.Popen([*inner, "sh", "-c", script], env=avocet.environment,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda: avocet.bus.has("org.freedesktop.PolicyKit1"), "polkit is up")
            for user, sees in ((NOBODY, 1), (DAEMON, 0)):
                try_everything(avocet, user)
                check(len(avocet.list(user=user)) == sees, f"user {user} sees {sees}")
        finally:
            end(authority)
        check(len(avocet.list()) == 2 and len(avocet.call("Mutes")) == 1, "nothing has changed")


def test_errors():
    with Avocet() as avocet:
        avocet.send(avc(serial=1))
        avocet.explained(1)
        long = "x" * 100000
        many = [str(n) for n in range(1001)]
        for method, arguments, said in (("Get", ("s", "9"), "no alert"), ("Unmute", ("t", "9"), "no mute"),
                                        ("List", ("a{sv}", "1", "level", "s", "pink"), "red, yellow"),
                                        ("List", ("a{sv}", "2", "a", "s", long, "b", "s", long), "larger"),
                                        ("Delete", ("as", "1001", *many), "1000")):
            refused(lambda: avocet.call(method, *arguments), said, method)
        seen = [a["id"] for a in avocet.list(limit=1)]
        check(seen == [1], "it goes on")


def test_where_nobody_can_start_it():
    """A bus without systemd that knows our service file: callers are told at once, in a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder) / "bus.conf"
        config.write_text(BUS_CONFIG.format(socket=f"{folder}/bus").replace(
            "<type>system</type>", f"<type>session</type><servicedir>{BUILD}/data</servicedir>"))
        bus = subprocess.Popen(["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            address = bus.stdout.readline().strip()
            names = subprocess.run(["busctl", f"--address={address}", "list", "--activatable"],
                                   capture_output=True, text=True, check=False, timeout=20).stdout
            check(NAME in names, "the bus knows the service file")
            got = subprocess.run([program("avocet"), "status"], capture_output=True, text=True, check=False,
                                 timeout=20, env=dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS=address))
        finally:
            end(bus)
            bus.stdout.close()
        check(got.returncode == 3 and "systemctl start avocetd" in got.stderr, got.stderr.strip())


main(globals())
