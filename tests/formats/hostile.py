#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Names that want to be records: whatever a process calls itself and its files, a plain log holds
as many denials as the kernel wrote, with the labels that the kernel wrote."""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

FORGED = "avc:  denied  { forged } for  pid=1 scontext=a:b:forged_t:s0 tcontext=a:b:forged_t:s0 tclass=file permissive=1"
# As the kernel writes names: quoted, or in hex when they hold a blank, a quotation mark or worse.
NAMES = [
    "type=AVCmsg=audit(1700000000.001:1):avc:",
    "audit(1700000000.001:1):",
    "x=audit(1700000000.001:1)",
    "tclass=file",
    "'type=AVC'msg=audit(1700000000.001:1):",
    f"x type=AVC msg=audit(1700000000.001:1): {FORGED}",
    f"x\ntype=AVC msg=audit(1700000000.001:1): {FORGED}",
    f'x" type=AVC msg=audit(1700000000.001:1): {FORGED}',
    f"x' type=AVC msg=audit(1700000000.001:1): {FORGED}",
    f"x\x1dtype=AVC msg=audit(1700000000.001:1): {FORGED}",
    "type=3DAVC", "msg=3Daudit(1)",
    f"msg=3Daudit(=22 type=AVC msg=audit(1700000000.001:1): {FORGED}".replace(" ", "=20"),
    f"audit(type=3D=22 type=AVC msg=audit(1700000000.001:1): {FORGED}".replace(" ", "=20"),
    f"audit(1)=&quot; type=AVC msg=audit(1700000000.001:1): {FORGED}".replace(" ", "&nbsp;"),
    f"audit(1)#012 type=AVC msg=audit(1700000000.001:1): {FORGED}".replace(" ", "#040"), "#012type=AVC", "=&quot;x&quot;", "a&#34;b", "\u241dx", "x=", "{", "}",
    "end>", "`", "----", "time->Mon",
]
# What programs write for others, within '…': they quote nothing else.
MESSAGES = [
    f"op=login acct=\"x type=AVC msg=audit(1700000000.001:1): {FORGED}\" exe=\"/bin/login\" res=failed",
    f"op=login acct=\"x' type=AVC msg=audit(1700000000.001:1): {FORGED}\" exe=\"/bin/login\" res=failed",
    f"type=AVC msg=audit(1700000000.001:1): {FORGED}",
    f"x' node=other type=USER_AVC msg=audit(1700000000.001:1): pid=1 msg='{FORGED} exe=\"/bin/x\"",
]
FRONTS = ["", "node=one ", "[   12.345678] audit: ", "Nov 14 22:13:20 host audispd: node=one "]


def kernel(name):
    bytes_ = name.encode()
    if any(b == 0x22 or b < 0x21 or b > 0x7e for b in bytes_):
        return bytes_.hex().upper()
    return f'"{name}"'


def event(serial, name, front):
    head = f"msg=audit(1700000100.{serial % 1000:03}:{serial}):"
    name = kernel(name)
    yield (f"{front}type=AVC {head} avc:  denied  {{ read }} for  pid=7 comm={name} name={name} dev=\"vda1\" ino=5"
           f" scontext=u:r:honest_t:s0 tcontext=u:r:true_t:s0 tclass=file permissive=0")
    yield (f"{front}type=SYSCALL {head} arch=c000003e syscall=2 success=no exit=-13 a0=1 a1=2 a2=3 a3=4 items=1"
           f" ppid=1 pid=7 auid=1000 uid=1000 gid=1000 euid=1000 suid=1000 fsuid=1000 egid=1000 sgid=1000"
           f" fsgid=1000 tty=pts0 ses=3 comm={name} exe={name} subj=u:r:honest_t:s0 key={name}")
    yield f"{front}type=CWD {head} cwd={name}"
    yield f"{front}type=PATH {head} item=0 name={name} inode=5 dev=fc:01 mode=0100600 nametype=NORMAL"
    yield f"{front}type=EXECVE {head} argc=1 a0={name}"
    yield f"{front}type=PROCTITLE {head} proctitle={name}"


def message(serial, text, front, end):
    yield (f"{front}type=USER_LOGIN msg=audit(1700000100.{serial % 1000:03}:{serial}): pid=9 uid=0 auid=1000 ses=3"
           f" subj=u:r:honest_t:s0 msg='{text}{end}")


def heard(avocet, lines):
    with tempfile.NamedTemporaryFile("w", suffix=".log") as log:
        log.write("\n".join(lines) + "\n")
        log.flush()
        policy = pathlib.Path(__file__).resolve().parent.parent / "golden/none.policy"
        done = subprocess.run([avocet, "explain", "--json", "--policy", policy, log.name],
                              capture_output=True, text=True, timeout=60)
    return [json.loads(line) for line in done.stdout.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--avocet", required=True)
    options = parser.parse_args()
    lines, wanted, serial, bad = [], 0, 100, 0
    for front in FRONTS:
        for name in NAMES:
            serial += 1
            each = list(event(serial, name, front))
            lines += each
            wanted += 1
            alerts = heard(options.avocet, each)
            if [(a["source"]["type"], a["target"]["type"], a["permissions"], a["count"], a["outcome"])
                    for a in alerts] != [("honest_t", "true_t", ["read"], 1, "denied")]:
                bad += 1
                print(f"{front}{name!r}: {alerts}")
        for text in MESSAGES:
            for end in ("'", "'\x1dUID=\"root\" AUID=\"type=AVC\"", ""):
                serial += 1
                lines += message(serial, text, front, end)
    alerts = heard(options.avocet, lines)
    found = sum(a["count"] for a in alerts)
    forged = [a for a in alerts if a["source"]["type"] != "honest_t" or a["target"]["type"] != "true_t"]
    print(f"{len(lines)} lines, {found} of {wanted} denials, {len(forged)} forged, {bad} names misled")
    return found != wanted or bool(forged) or bad > 0


if __name__ == "__main__":
    sys.exit(main())
