# SPDX-License-Identifier: GPL-2.0-or-later
"""Why something is denied, as we say it and as audit2why does, asking the same policy.

usage: why.py AVOCET

Random denials between types, users, roles and levels of Debian's policy; AVOCET_SEED repeats a run. Where the two
differ the row is printed, and the test fails."""
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

from selinux import audit2why

POLICY = "/etc/selinux/default/policy/policy.33"
CONTEXTS = "/etc/selinux/default/contexts/files/file_contexts"
COUNT = 1000

# What audit2why says, in our words. It names a boolean before it looks for a rule to be silent.
SAME = {
    audit2why.ALLOW: ["allowed"], audit2why.DONTAUDIT: ["dontaudit"], audit2why.TERULE: ["type-enforcement"],
    audit2why.BOOLEAN: ["type-enforcement", "dontaudit"], audit2why.CONSTRAINT: ["constraint"],
    audit2why.RBAC: ["role"], audit2why.BOUNDS: ["bounds"],
}
FILES = {
    "file": "read write open getattr execute append create unlink relabelto", "dir": "search write add_name mounton",
    "sock_file": "write", "lnk_file": "read", "chr_file": "read write", "fifo_file": "write",
}
PROGRAMS = {
    "process": "signal transition transition ptrace sigkill", "fd": "use", "unix_stream_socket": "connectto",
    "dbus": "send_msg", "key": "view read", "shm": "read write", "dir": "search", "file": "read",
}
ITSELF = {
    "capability": "sys_admin dac_override net_admin setuid chown", "tcp_socket": "create listen accept",
    "netlink_route_socket": "create read", "process": "execmem execstack setrlimit setexec", "capability2": "bpf syslog",
}
WHO = [("system_u", "system_r"), ("unconfined_u", "unconfined_r"), ("staff_u", "staff_r"), ("user_u", "user_r")]
# They may do so much that constraints and roles come into play.
MIGHTY = ("init_t initrc_t crond_t sshd_t local_login_t setfiles_t unconfined_t staff_t sysadm_t user_t svirt_t passwd_t "
          "dpkg_t useradd_t xdm_t newrole_t").split()
LEVELS = ["s0", "s0", "s0", "s0:c1", "s0:c1,c2", "s0-s0:c0.c1023", "s0:c7"]


def known_types():
    """Domains and types of files, by their names; the policy may lack some."""
    types = sorted(set(re.findall(r":(\w+_t):", pathlib.Path(CONTEXTS).read_text())))
    domains = [name[:-len("_exec_t")] + "_t" for name in types if name.endswith("_exec_t")]
    return domains, types


def question(chance, domains, types):
    """Source, target, class and permission."""
    user, role = chance.choice(WHO[:1] * 4 + WHO)
    source = f"{user}:{role}:{chance.choice(chance.choice([domains, MIGHTY]))}:{chance.choice(LEVELS)}"
    classes = chance.choice([FILES, FILES, PROGRAMS, ITSELF])
    if classes is ITSELF:
        target = source
    else:
        user, role = chance.choice(WHO)
        target = (f"{user}:object_r:{chance.choice(types)}" if classes is FILES
                  else f"{user}:{role}:{chance.choice(chance.choice([domains, MIGHTY]))}") + ":" + chance.choice(LEVELS)
    tclass = chance.choice(list(classes))
    return source, target, tclass, chance.choice(classes[tclass].split())


def name_of(number):
    """A program's name: denials of others are never one alert, but digits do not tell names apart."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def record(number, row):
    source, target, tclass, permission = row
    return (f"type=AVC msg=audit({1760000000 + number}.000:{number}): avc:  denied  {{ {permission} }} for  "
            f'pid={number} comm="{name_of(number)}" scontext={source} tcontext={target} tclass={tclass} permissive=0\n')


def ours(avocet, rows):
    """The reasons, by the program's name."""
    with tempfile.NamedTemporaryFile("w", suffix=".log") as log:
        log.writelines(record(number, row) for number, row in enumerate(rows, 1))
        log.flush()
        command = [avocet, "explain", "--json", "--policy", POLICY, log.name]
        lines = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()
    return {alert["source"]["comm"]: alert["reason"] for alert in map(json.loads, lines)}


def theirs(row):
    """audit2why's constant."""
    return audit2why.analyze(*row[:3], [row[3]])[0]


def with_other_owner(chance, row):
    """The same of another user, role or level: a rule allows it, so that a constraint or a role decides."""
    source, target, tclass, permission = row
    user, role = chance.choice(WHO)
    parts = target.split(":", 3)
    if parts[1] != "object_r":
        parts[1] = role
    return source, ":".join([user, *parts[1:3], chance.choice(LEVELS)]), tclass, permission


def ask(chance):
    """Questions that audit2why understands, and its answers; it complains of all others."""
    loud, quiet = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)
    audit2why.init(POLICY)
    domains, types = known_types()
    rows, answers = [], []
    while len(rows) < COUNT:
        row = question(chance, domains, types)
        answer = theirs(row)
        for _ in range(8):
            if answer == audit2why.ALLOW and row[0] != row[1]:
                row = with_other_owner(chance, row)
                answer = theirs(row)
        if answer in SAME and (answer != audit2why.ALLOW or chance.random() < 0.1):
            rows.append(row)
            answers.append(SAME[answer])
    os.dup2(loud, 2)
    return rows, answers


def main():
    seed = int(os.environ.get("AVOCET_SEED", random.SystemRandom().randrange(2**32)))
    print(f"AVOCET_SEED={seed}")
    rows, answers = ask(random.Random(seed))
    said = ours(sys.argv[1], rows)
    differ = 0
    for number, (row, answer) in enumerate(zip(rows, answers), 1):
        mine = said.get(name_of(number))
        if mine not in answer:
            differ += 1
            print(*row, f"audit2why: {answer[0]}, we: {mine}", sep="  ")
    print({mine: list(said.values()).count(mine) for mine in sorted(set(said.values()))}, f"{differ} differ")
    return differ > 0


if __name__ == "__main__":
    sys.exit(main())
