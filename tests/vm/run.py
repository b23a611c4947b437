#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Boots a small Debian with an enforcing SELinux kernel and Avocet installed in it, provokes
denials there (job.py) and prints what was checked. The guest is made once and kept in BUILD/vm;
make-guest makes it. Logs of the last run are in BUILD/vm/out.

usage: run.py BUILD-FOLDER

AVOCET_VM_ACCEL=kvm makes it quicker where KVM works; else the processor is emulated.
"""
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.realpath(__file__))
PROGRAMS = {  # and the package of Debian that brings them
    "qemu-system-x86_64": "qemu-system-x86", "qemu-img": "qemu-utils", "mke2fs": "e2fsprogs",
    "debootstrap": "debootstrap", "cpio": "cpio",
}
# Those that run in the guest; avocet-notify needs a desktop.
OURS = ("usr/bin/avocet", "usr/sbin/avocetd", "usr/sbin/avocet-dispatch", "usr/sbin/avocet-mail",
        "usr/sbin/avocet-relay", "usr/libexec/avocet-analyse")
GUEST = ("root.img", "vmlinuz", "initrd.gz")
MAKE_SECONDS, RUN_SECONDS = 1800, 1200


def stop(words, code=1):
    print(f"check-vm: {words}", file=sys.stderr)
    sys.exit(code)


def look_around():
    """Names everything that is missing, at once."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    os.environ["PATH"] = path
    missing = sorted(package for program, package in PROGRAMS.items() if not shutil.which(program))
    if missing:
        stop("these packages are missing: apt-get install --no-install-recommends "
             + " ".join(missing))
    if os.geteuid() != 0:
        stop("making the guest needs root (chroot, file labels): run it with sudo")


def install(build, root):
    done = subprocess.run(["meson", "install", "-C", build, "--destdir", root, "--no-rebuild"],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
                          check=False)
    if done.returncode:
        stop(f"meson install: {done.stdout}")


def library_packages(root):
    """Those of this machine, and so of the guest, that hold the libraries of our programs."""
    names = set()
    for program in OURS:
        words = subprocess.run(["ldd", os.path.join(root, program)], capture_output=True, text=True,
                               check=True).stdout
        names.update(re.findall(r"=> (/\S+)", words))
    packages = set()
    for name in names:
        # What dpkg calls /lib may be reached through /usr/lib, and the other way round.
        for path in (name, os.path.realpath(name), name.removeprefix("/usr"), "/usr" + name):
            owner = subprocess.run(["dpkg-query", "-S", path], capture_output=True, text=True,
                                   check=False).stdout
            if owner:
                packages.add(owner.split(":")[0])
                break
        else:
            stop(f"{name}: no Debian package brings this library, so the guest cannot have it")
    return sorted(packages)


def make_guest(folder, packages):
    """Made anew when what it is made from has changed."""
    key = hashlib.sha256(" ".join(packages).encode())
    for name in ("make-guest", "../../data/selinux/avocet.cil"):
        with open(os.path.join(HERE, name), "rb") as file:
            key.update(file.read())
    key = key.hexdigest()
    stamp = os.path.join(folder, "stamp")
    present = all(os.path.exists(os.path.join(folder, name)) for name in GUEST)
    if present and os.path.exists(stamp):
        with open(stamp, encoding="ascii") as file:
            if file.read() == key:
                return
    print("check-vm: making the guest; this takes some minutes, once", flush=True)
    try:
        subprocess.run([os.path.join(HERE, "make-guest"), folder, *packages], check=True,
                       timeout=MAKE_SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        stop(f"the guest could not be made: {error}")
    with open(stamp, "w", encoding="ascii") as file:
        file.write(key)


def pack(root, path):
    """What the guest gets on its second disk: our installation, and what drives it there."""
    vm = os.path.join(root, "root/vm")
    units = os.path.join(root, "etc/systemd/system")
    os.makedirs(vm)
    os.makedirs(units)
    for name in ("install", "job.py"):
        shutil.copy(os.path.join(HERE, name), vm)
    shutil.copy(os.path.join(HERE, "guest-job.service"), units)
    # Folders belong to the guest already: --no-recursion keeps their modes and owners there.
    files = [os.path.relpath(os.path.join(where, name), root)
             for where, _, names in os.walk(root) for name in names]
    subprocess.run(["tar", "-C", root, "--owner=0", "--group=0", "--no-recursion", "-b", "64",
                    "-cf", path, *sorted(files)], check=True)


def follow(path, done):
    """Prints what is added to a file until it is done."""
    with open(path, encoding="utf-8", errors="replace") as file:
        while True:
            last = done.is_set()
            words = file.read()
            if words:
                sys.stdout.write(words.replace("\r", ""))
                sys.stdout.flush()
            elif last:
                return
            else:
                time.sleep(0.2)


def disk(path, more):
    return ["-drive", f"file={path},format=raw,if=virtio,{more}"]


def boot(folder, parcel, out):
    """Runs the guest until it powers off. False when it had to be stopped."""
    accel = os.environ.get("AVOCET_VM_ACCEL", "tcg")
    console, report, answer = (os.path.join(out, name)
                               for name in ("console.log", "report.log", "answer.tar"))
    with open(report, "wb"):
        pass
    with open(answer, "wb") as file:
        file.truncate(256 << 20)  # sparse
    command = [
        "qemu-system-x86_64", "-accel", accel if accel == "kvm" else "tcg,thread=multi,tb-size=256",
        "-cpu", "host" if accel == "kvm" else "max", "-machine", "pc,usb=off", "-smp", "2",
        "-m", "1024", "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
        "-monitor", "none", "-nic", "none", "-serial", f"file:{console}",
        "-serial", f"file:{report}",
        *disk(os.path.join(folder, "root.img"), "snapshot=on,cache=unsafe"),
        *disk(parcel, "readonly=on"), *disk(answer, "cache=unsafe"),
        "-kernel", os.path.join(folder, "vmlinuz"), "-initrd", os.path.join(folder, "initrd.gz"),
        "-append", "console=ttyS0 quiet panic=-1 rw mitigations=off security=selinux enforcing=1 "
                   "audit=1 audit_backlog_limit=8192 systemd.show_status=1",
    ]
    done = threading.Event()
    printer = threading.Thread(target=follow, args=(report, done))
    printer.start()
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, timeout=RUN_SECONDS, check=True)
        return True
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        print(f"check-vm: the guest did not end well: {error}", file=sys.stderr)
        return False
    finally:
        done.set()
        printer.join()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    look_around()
    build = os.path.abspath(sys.argv[1])
    folder = os.path.join(build, "vm")
    out = os.path.join(folder, "out")
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    with tempfile.TemporaryDirectory(prefix="avocet-vm-") as scratch:
        root, parcel = os.path.join(scratch, "root"), os.path.join(scratch, "parcel.tar")
        install(build, root)
        make_guest(folder, library_packages(root))
        pack(root, parcel)
        start = time.monotonic()
        well = boot(folder, parcel, out)
    answer = os.path.join(out, "answer.tar")
    subprocess.run(["tar", "-C", out, "-xf", answer], stderr=subprocess.DEVNULL, check=False)
    os.remove(answer)
    with open(os.path.join(out, "report.log"), encoding="utf-8", errors="replace") as file:
        result = re.findall(r"^(\d+) checks, (\d+) failed", file.read(), re.MULTILINE)
    print(f"check-vm: {time.monotonic() - start:.0f} s; logs are in {out}")
    if not well or not result:
        stop("the guest never came to its result; see console.log there")
    return 0 if result[-1][1] == "0" and int(result[-1][0]) > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
