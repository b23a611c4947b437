# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures Avocet against what administrators use today, in the same run, and judges nothing.

usage: bench.py FOLDER

FOLDER keeps the generated logs. AVOCET_BENCH_MB (60) is the size of the server's log, of which one
event in 100 is a denial; the other log has as many denials as make 40,000 at that size. Each
command runs AVOCET_BENCH_RUNS (5) times; printed are the medians of its CPU time (user and
system), of its peak memory, and how these compare with the peer above it.
"""

import os
import pathlib
import statistics
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../integration"))
import generate  # noqa: E402
from avocet_test import BUILD, Avocet, program, wait_until  # noqa: E402

MEGABYTES = float(os.environ.get("AVOCET_BENCH_MB", 60))
DENIALS = max(1000, int(40_000 * MEGABYTES / 60))
RUNS = int(os.environ.get("AVOCET_BENCH_RUNS", 5))
PIECE = 500_000     # bytes given to avocet-dispatch at once: its queue holds 1 MB
TICK = os.sysconf("SC_CLK_TCK")


def logs(folder):
    """The paths of both logs, which are made once for each size."""
    folder.mkdir(parents=True, exist_ok=True)
    server = folder / f"server-{MEGABYTES:g}.log"
    denials = folder / f"denials-{DENIALS}.log"
    if not server.exists():
        print(f"Writing {server} ...", flush=True)
        generate.server(server, MEGABYTES)
    if not denials.exists():
        print(f"Writing {denials} ...", flush=True)
        generate.denials(denials, DENIALS)
    return str(server), str(denials)


def measure(command):
    """Medians of CPU seconds and of peak memory in MB."""
    runs = [subprocess.run([BUILD / "tests/bench/measure", *command], check=True, text=True,
                           capture_output=True).stdout.split() for _ in range(RUNS)]
    return tuple(statistics.median(map(float, column)) for column in zip(*runs))


def row(name, figures, peer=None):
    seconds, memory = figures
    line = f"  {name:<34} {seconds:8.3f} s CPU {memory:8.1f} MB"
    if peer:
        line += f"   {seconds / max(peer[0], 0.001):6.2f} x CPU {memory / peer[1]:6.2f} x memory"
    print(line, flush=True)
    return figures


def compare(title, peers, ours):
    """Peers and ours: name → command. Ours are compared with each peer."""
    print(f"\n{title}")
    measured = [(name, row(name, measure(command))) for name, command in peers.items()]
    for name, command in ours.items():
        figures = measure(command)
        for peer, peer_figures in measured:
            row(f"{name} / {peer.split()[0]}", figures, peer_figures)


def spent(pid):
    """CPU seconds of a process, and the most memory in MB that it had."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    peak, = (int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return (int(fields[11]) + int(fields[12])) / TICK, peak / 1024


def play(avocet, log):
    """The log through avocet-dispatch, no faster than avocetd stores it; figures of dispatch."""
    def done():
        return avocet.query("SELECT coalesce(sum(count), 0) FROM alert")[0][0]
    dispatch = subprocess.Popen([program("avocet-dispatch"), f"--socket={avocet.socket}"],
                                stdin=subprocess.PIPE, bufsize=0)
    sent, piece = 0, b""
    with open(log, "rb") as file:
        while True:
            piece = b"".join(file.readlines(PIECE))
            if not piece:
                break
            dispatch.stdin.write(piece)
            sent += piece.count(b"type=AVC ")
            # The last event of a piece waits for what follows it.
            wait_until(lambda: done() >= sent - 2, "the piece is stored", 120)
    figures = spent(dispatch.pid)
    dispatch.stdin.close()
    dispatch.wait()
    wait_until(lambda: done() == sent, "every denial is stored", 60)
    return figures


def store(denials):
    """One run only: what it costs to keep them all, each with its place in the history."""
    print(f"\n{DENIALS} denials of {generate.KINDS} kinds into the store")
    peer = row("ausearch -m avc", measure(["ausearch", "-m", "avc", "-if", denials]))
    with Avocet() as avocet:
        dispatch = play(avocet, denials)
        wait_until(lambda: avocet.status()["pending"] == 0, "all are explained", 120)
        daemon, worker = spent(avocet.process.pid), avocet.worker()
        row("avocet-dispatch", dispatch, peer)
        row("avocetd", daemon, peer)
        if worker:
            row("avocet-analyse", spent(worker), peer)
        print(f"  database: {avocet.database.stat().st_size / 1e6:.1f} MB for"
              f" {os.path.getsize(denials) / 1e6:.0f} MB of log")


def main(folder):
    server, denials = logs(pathlib.Path(folder))
    avocet = program("avocet")
    ausearch = ["ausearch", "-m", "avc", "-if"]
    compare(f"Counting the denials of {MEGABYTES:g} MB",
            {"grep -c": ["grep", "-c", "type=AVC", server],
             "ausearch --raw": [*ausearch, server, "--raw"]},
            {"explain --count": [avocet, "explain", "--count", server]})
    compare(f"Explaining the denials of {MEGABYTES:g} MB",
            {"ausearch -m avc": [*ausearch, server]},
            {"explain --summary": [avocet, "explain", "--summary", server]})
    compare(f"Explaining {DENIALS} denials of {generate.KINDS} kinds",
            {"ausearch -m avc": [*ausearch, denials]},
            {"explain --summary": [avocet, "explain", "--summary", denials]})
    store(denials)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
