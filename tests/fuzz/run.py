# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds the fuzz targets with clang and lets libFuzzer look for what breaks them.

usage: run.py SOURCE BUILD TARGET:PATTERN[:PATTERN...]...

SOURCE is the tree, BUILD a folder for this build alone. The patterns name the files that each
target begins with. AVOCET_FUZZ_SECONDS is how long each target runs; without it all together take
about ten minutes. AVOCET_FUZZ_ONLY="hear list" runs just these. What was learnt is kept in
BUILD/corpus, what broke in BUILD/findings. Exits 1 when anything broke.
"""
import concurrent.futures
import glob
import os
import pathlib
import re
import shutil
import subprocess
import sys

ALL_SECONDS = 600
JOBS = min(2, os.cpu_count() or 1)
BUILD_OPTIONS = ["-Dfuzzers=true", "-Db_sanitize=address,undefined", "-Doptimization=1",
                 "-Dnotify=disabled"]
SANITIZERS = {"ASAN_OPTIONS": "detect_leaks=1:abort_on_error=1",
              "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1"}


def build(source, folder, names):
    if not (folder / "build.ninja").exists():
        subprocess.run(["meson", "setup", folder, source, *BUILD_OPTIONS], check=True,
                       stdout=subprocess.DEVNULL, env=dict(os.environ, CC="clang"))
    plugins = [f"plugins/{p.parent.name}.so" for p in source.glob("plugins/*/plugin.c")]
    targets = [f"tests/fuzz/fuzz-{name}" for name in names]
    made = subprocess.run(["ninja", "-C", folder, f"-j{JOBS}", *targets, *plugins],
                          capture_output=True, text=True)
    if made.returncode:
        sys.exit(made.stdout)


def seed(corpus, patterns):
    """Copies the fixtures to where libFuzzer adds what it learns."""
    corpus.mkdir(parents=True, exist_ok=True)
    for pattern in patterns:
        for path in map(pathlib.Path, glob.glob(pattern)):
            shutil.copy(path, corpus / f"{path.parent.name}-{path.name}")


def fuzz(folder, name, seconds):
    """Runs one target; returns whether it held, and libFuzzer's last words."""
    findings = folder / "findings"
    findings.mkdir(exist_ok=True)
    log = folder / f"fuzz-{name}.log"
    with open(log, "wb") as out:
        code = subprocess.run(
            [folder / f"tests/fuzz/fuzz-{name}", f"-max_total_time={seconds}", "-max_len=8192",
             "-rss_limit_mb=2048", "-timeout=25", f"-artifact_prefix={findings}/{name}-",
             folder / "corpus" / name],
            stdout=out, stderr=out, env={**SANITIZERS, **os.environ}, cwd=folder).returncode
    return code == 0, log


def figures(log):
    """What libFuzzer tells of its work: the last line with these figures, and the last speed."""
    text = log.read_text(errors="replace")
    runs, cov, ft = (re.findall(r"^#(\d+)\t.* cov: (\d+) ft: (\d+)", text, re.M) or [("0",) * 3])[-1]
    speed = (re.findall(r"exec/s: (\d+)", text) or ["0"])[-1]
    return f"{int(runs):>10} runs {int(speed):>7}/s {int(cov):>6} edges {int(ft):>6} features"


def main(source, folder, *plans):
    source, folder = pathlib.Path(source), pathlib.Path(folder)
    plans = {plan.split(":")[0]: plan.split(":")[1:] for plan in plans}
    only = os.environ.get("AVOCET_FUZZ_ONLY", "").split() or list(plans)
    seconds = int(os.environ.get("AVOCET_FUZZ_SECONDS", ALL_SECONDS * JOBS // len(only)))
    print(f"Building {len(only)} fuzz targets in {folder} ...", flush=True)
    build(source, folder, only)
    for name in only:
        seed(folder / "corpus" / name, plans[name])
    print(f"Fuzzing each for {seconds} s, {JOBS} at a time ...", flush=True)
    broken = []
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        results = pool.map(lambda name: (name, *fuzz(folder, name, seconds)), only)
        for name, held, log in results:
            print(f"{'ok    ' if held else 'BROKEN'} {name:<10} {figures(log)}", flush=True)
            if not held:
                broken.append(log)
    for log in broken:
        print(f"see {log} and {folder / 'findings'}")
    return 1 if broken else 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
