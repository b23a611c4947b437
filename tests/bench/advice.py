# SPDX-License-Identifier: GPL-2.0-or-later
"""What advice costs: `avocet explain` with policy and labels, next to audit2allow on the same log."""

import itertools
import json
import re
import shutil
import subprocess

from files import add_cpu, explain, medians
from table import progress

DISTINCT = 1000
POLICY = "/etc/selinux/default/policy/policy.33"
CONTEXTS = "/etc/selinux/default/contexts/files/file_contexts"

RECORDS = (
    'type=AVC msg=audit({ms}:{serial}): avc:  denied  {{ {perm} }} for  pid={pid} comm="{name}" name="f{serial}" '
    'dev="sda1" ino={serial} scontext=system_u:system_r:{source}:s0 tcontext=system_u:object_r:{target}:s0 '
    'tclass=file permissive=0\n'
    'type=SYSCALL msg=audit({ms}:{serial}): arch=c000003e syscall=257 success=no exit=-13 a0=ffffff9c a1=7f a2=0 a3=0 '
    'items=0 ppid=1 pid={pid} auid=4294967295 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) '
    'ses=4294967295 comm="{name}" exe="/usr/sbin/{name}" subj=system_u:system_r:{source}:s0 key=(null)\n'
    'type=PROCTITLE msg=audit({ms}:{serial}): proctitle="{name}"\n')


def event(serial, source, target, perm):
    return RECORDS.format(ms=f"{1760000000 + serial / 100:.3f}", serial=serial, pid=1000 + serial % 30000,
                          name=source[:-2][:15], source=source, target=target, perm=perm)


def candidates():
    """Domains and types of files by their names in the file contexts; some may not be."""
    types = sorted(set(re.findall(r":(\w+_t):", open(CONTEXTS).read())))
    domains = [t[:-len("_exec_t")] + "_t" for t in types if t.endswith("_exec_t")]
    # Neighbours in the list differ in all three.
    for turn in itertools.count():
        for number, domain in enumerate(domains):
            yield domain, types[(number * 7 + turn * 31) % len(types)], ("read", "write", "open")[turn % 3]


def denied(folder):
    """Those of them that rules are missing for."""
    log = folder / "candidates.log"
    log.write_text("".join(event(n, *c) for n, c in enumerate(itertools.islice(candidates(), 4 * DISTINCT))))
    lines = subprocess.run(explain("--json", "--policy", POLICY, log), stdout=subprocess.PIPE, check=True,
                           text=True).stdout.splitlines()
    log.unlink()
    for alert in map(json.loads, lines):
        if alert["reason"] == "type-enforcement":
            yield alert["source"]["type"], alert["target"]["type"], alert["permissions"][0]


def distinct_log(logs):
    log = logs.folder / f"distinct-{DISTINCT}.log"
    progress(f"writing {log.name}")
    log.write_text("".join(event(n, *c) for n, c in enumerate(itertools.islice(denied(logs.folder), DISTINCT))))
    return str(log)


def distinct(table, logs):
    log = distinct_log(logs)
    words = ["--policy", POLICY, "--file-contexts", CONTEXTS]
    kinds = json.loads(subprocess.run(explain("--count", "--json", log), stdout=subprocess.PIPE, check=True).stdout)
    table.must(kinds["alerts"] == DISTINCT, f"{log} holds {kinds['alerts']} kinds, not {DISTINCT}")
    what = f"explain {DISTINCT} distinct denials with policy and labels"
    if not shutil.which("audit2allow"):
        ours, = medians(explain(*words, log))
        table.add(f"{what}: CPU (no audit2allow here)", ours[0], None, "s")
    else:
        ours, peer = medians(explain(*words, log), ["audit2allow", "-p", POLICY, "-i", log])
        add_cpu(table, f"{what}: CPU / audit2allow", ours, peer, 0.125)
    table.add(f"{what}: peak RSS", ours[1], 60, "MB")


def identical(table, logs):
    several, one = logs.folder / f"identical-{DISTINCT}.log", logs.folder / "identical-1.log"
    what = ("httpd_t", "user_home_t", "read")
    one.write_text(event(1, *what))
    several.write_text("".join(event(n, *what).replace(f'name="f{n}"', 'name="f1"') for n in range(DISTINCT)))
    ours, peer = medians(explain(str(several)), explain(str(one)))
    add_cpu(table, f"explain {DISTINCT} identical denials: CPU / one", ours, peer, 1.2)


WORKS = {"distinct": distinct, "identical": identical}
