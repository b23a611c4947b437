# SPDX-License-Identifier: GPL-2.0-or-later
"""A hostile log: a new program in a new folder, or a new type, for each denial.

usage: storm.py AVOCET MEMORY_KB

`avocet explain` folds what is too much, counts every denial, and stays within MEMORY_KB (0: any).
"""
import random
import resource
import subprocess
import sys

ALERTS_MAX = 10_000 + 50  # FOLD_ALERTS, and one for each program that asks SELinux
LETTERS = "abcdefghijklmnopqrstuvwxyz"

EVENT = (
    'type=AVC msg=audit({s}.{ms:03}:{n}): avc:  denied  {{ read }} for  pid={pid} comm="{word}" '
    'path="/srv/{word}{filler}/{other}/x" dev="vda" ino={n} scontext=system_u:system_r:{source}:s0 '
    'tcontext=system_u:object_r:{target}:s0 tclass=file permissive=0\n'
    'type=SYSCALL msg=audit({s}.{ms:03}:{n}): arch=c000003e syscall=257 success=no exit=-13 items=0 '
    'ppid=1 pid={pid} auid=1000 uid=0 tty=(none) ses=1 comm="{word}" exe="/tmp/{other}/{word}" '
    'subj=system_u:system_r:{source}:s0 key=(null)\n'
    'type=PROCTITLE msg=audit({s}.{ms:03}:{n}): proctitle="x"\n')


def events(number, types, filler):
    chance = random.Random(7)
    for n in range(1, number + 1):
        word, other = ("".join(chance.choices(LETTERS, k=8)) for _ in "ab")
        yield EVENT.format(
            n=n, s=1_760_000_000 + n // 900, ms=n % 900, pid=1 + n % 30_000, word=word, other=other,
            source=f"{word}_t" if types else "httpd_t", filler=filler,
            target=chance.choice(["etc_t", "var_t", "user_home_t"])).encode()


def explain(avocet, log):
    process = subprocess.Popen([avocet, "explain", "--summary"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    for event in log:
        process.stdin.write(event)
    process.stdin.close()
    counts = [int(line.split()[0]) for line in process.stdout]
    assert process.wait() == 0, "avocet failed"
    return counts


def check(what, avocet, number, alerts_max, types=False, filler=""):
    counts = explain(avocet, events(number, types, filler))
    print(f"{what}: {sum(counts)} denials in {len(counts)} alerts")
    assert sum(counts) == number, "some were not counted"
    assert 1 < len(counts) <= alerts_max, f"no more than {alerts_max} alerts were to be"


def main(avocet, memory_kb):
    check("new programs and folders", avocet, 100_000, 3 * 65)
    check("new types as well", avocet, 300_000, ALERTS_MAX, types=True)
    check("and long paths", avocet, 50_000, ALERTS_MAX, types=True, filler="/y" * 900)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"{used} kB of memory at most")
    assert not memory_kb or used <= memory_kb, f"more than {memory_kb} kB"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]))
