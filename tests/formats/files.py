#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Log files as they lie about: packed by gzip or xz whatever they are called, in several archives one
after the other, damaged, as a pipe, large ones on a terminal; and what changed the policy in them."""
import argparse
import bz2
import gzip
import json
import lzma
import os
import pathlib
import pty
import subprocess
import sys
import tempfile
import unittest
import zlib

NO_POLICY = pathlib.Path(__file__).resolve().parent.parent / "golden/none.policy"
AVOCET = None


def avc(serial, seconds=1700000000, comm="reader"):
    return (f"type=AVC msg=audit({seconds + serial // 1000}.{serial % 1000:03}:{serial}): avc:  denied  {{ read }} for  "
            f'pid=7 comm="{comm}" name="f" dev="vda1" ino=5 scontext=u:r:reader_t:s0 tcontext=u:r:file_t:s0 '
            f"tclass=file permissive=0\n").encode()


LOG = b"".join(avc(serial) for serial in range(5000))


class Files(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def explain(self, *arguments, **options):
        return subprocess.run([AVOCET, "explain", "--policy", NO_POLICY, *arguments], capture_output=True,
                              timeout=120, env={**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"}, **options)

    def count(self, path, code=0, says=b"", **options):
        done = self.explain("--count", "--json", path, **options)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(says, done.stderr)
        self.assertEqual(bool(says), bool(done.stderr))
        return json.loads(done.stdout)["denials"]

    def test_packed(self):
        for name, content in (("audit.log", LOG), ("audit.log.1", gzip.compress(LOG)), ("a.gz", lzma.compress(LOG)),
                              ("a.xz", gzip.compress(LOG)), ("a.txt", lzma.compress(LOG, preset=0)),
                              ("stored.gz", gzip.compress(LOG, 0)),
                              ("checked.xz", lzma.compress(LOG, check=lzma.CHECK_SHA256))):
            self.assertEqual(self.count(self.write(name, content)), 5000, name)

    def test_several_archives_in_one(self):
        half = len(LOG) // 2  # in the midst of a line
        for pack in (gzip.compress, lzma.compress):
            path = self.write("two", pack(LOG[:half]) + pack(b"") + pack(LOG[half:]))
            self.assertEqual(self.count(path), 5000)
        self.assertEqual(self.count(self.write("padded", gzip.compress(LOG) + bytes(512))), 5000)
        self.assertEqual(self.count(self.write("padded", lzma.compress(LOG) + bytes(512))), 5000)

    def test_small_pieces(self):
        for content in (LOG[:2000], gzip.compress(LOG[:2000]), lzma.compress(LOG[:2000])):
            reader = subprocess.Popen([AVOCET, "explain", "--count", "--json", "-"], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE)
            for byte in content:
                reader.stdin.write(bytes([byte]))
                reader.stdin.flush()
            out = reader.communicate(timeout=60)[0]
            self.assertEqual(json.loads(out)["denials"], LOG[:2000].count(b"avc:"))

    def test_damaged_archives_tell_what_they_hold(self):
        says = b"is a damaged archive; what could be unpacked was read"
        for pack in (gzip.compress, lzma.compress):
            whole = pack(os.urandom(300000) + b"\n" + LOG)  # so that the archive has a middle
            for damaged in (whole[:-30], whole + b"what?", whole[:290000] + b"\0" * 64 + whole[290064:]):
                self.assertLessEqual(self.count(self.write("bad", damaged), 1, says), 5000)
            self.assertGreater(self.count(self.write("bad", pack(LOG)[:-8]), 1, says), 4000)

    def test_what_is_not_read(self):
        self.count(self.write("a.bz2", bz2.compress(LOG)), 1, b"unpack it first")
        self.count(self.write("a.zst", b"\x28\xb5\x2f\xfd rest"), 1, b"unpack it first")
        self.count(self.write("empty", b""), 1, b"no audit records in it")
        self.count(self.folder, 1, b"is a folder")
        self.count(self.folder / "missing", 1, b"No such file")

    def test_an_archive_that_wants_all_memory(self):
        packed = bytearray(lzma.compress(LOG))
        header = 12  # of the stream; then that of the block: size, flags, filter, its properties, padding, CRC
        size = (packed[header] + 1) * 4
        self.assertEqual(packed[header + 2:header + 4], b"\x21\x01")
        packed[header + 4] = 36  # a dictionary of 1 GB
        packed[header + size - 4:header + size] = zlib.crc32(packed[header:header + size - 4]).to_bytes(4, "little")
        self.count(self.write("greedy.xz", packed), 1, b"too much memory")

    def test_no_progress_but_on_a_terminal(self):
        large = self.write("large", LOG * 30)
        self.assertEqual(self.explain("--count", large).stderr, b"")
        for path, expected in ((large, b" %  "), (self.write("small", LOG), None),
                               (self.write("large.gz", gzip.compress(os.urandom(20_000_000) + b"\n" + LOG, 1)), b" %  ")):
            leader, follower = pty.openpty()
            reader = subprocess.Popen([AVOCET, "explain", "--count", path], stdout=subprocess.DEVNULL, stderr=follower)
            os.close(follower)
            said = b""
            while True:
                try:
                    said += os.read(leader, 65536)
                except OSError:  # the other end is closed
                    break
            os.close(leader)
            self.assertEqual(reader.wait(timeout=60), 0)
            if expected:
                self.assertIn(expected, said)
                self.assertIn(b" denials", said)
                self.assertTrue(said.endswith(b"\r\033[K"), said[-80:])
            else:
                self.assertEqual(said, b"")

    def test_changes_of_the_policy(self):
        changes = [b"type=MAC_CONFIG_CHANGE msg=audit(%d.000:%d): bool=use_%d val=1 old_val=0 auid=1000 ses=3\n"
                   % (1700000000 + 10 * i, 9000 + i, i) for i in range(13)]
        changes.append(b"type=MAC_STATUS msg=audit(1700000500.000:9100): enforcing=0 old_enforcing=1 auid=0 ses=3\n")
        path = self.write("changes", b"".join(LOG.splitlines(True)[:4]) + b"".join(changes[::-1]))
        text = self.explain(path).stdout.decode()
        paragraph = text[text.index("Changes of the policy in these logs:"):].split("\n\n")[0].splitlines()
        self.assertEqual(paragraph[1], "  2023-11-14 22:14:00  the boolean use_4 was switched on, by the login 1000")
        self.assertEqual(paragraph[10], "  2023-11-14 22:21:40  SELinux was switched to permissive, by the login 0")
        self.assertEqual(paragraph[11:], ["  and 4 more before these"])
        self.assertIn("4 denials of 1 kind", text.rsplit("\n\n", 1)[1])
        for option in ("--json", "--summary", "--count"):
            self.assertNotIn(b"Changes of", self.explain(option, path).stdout)
        self.assertNotIn(b"Changes of", self.explain(self.write("none", LOG)).stdout)
        late = self.explain("--since", "2023-11-14 22:20", path).stdout
        self.assertIn(b"No SELinux denials in that time", late)
        self.assertIn(b"SELinux was switched to permissive", late)
        self.assertNotIn(b"use_4", late)

    def test_nothing_of_selinux(self):
        path = self.write("others", b'[1.5] audit: type=1400 audit(1700000000.123:77): apparmor="DENIED" operation="open" '
                          b'profile="x" name="/a" pid=3 comm="b"\n')
        said = self.explain(path)
        self.assertEqual(said.returncode, 0)
        self.assertIn(b"No SELinux denials in 0 audit records.\n1 message is of other security modules", said.stdout)

    def test_a_time_that_is_not_there(self):
        said = self.explain(self.write("timeless", b'type=AVC msg=audit(x.y:1): avc:  denied  { read } for  pid=2 '
                                       b'comm="c" name="f" scontext=u:r:s_t:s0 tcontext=u:r:t_t:s0 tclass=file\n'))
        self.assertIn(b"  Seen      an unknown time\n", said.stdout)

    def test_losses_are_told(self):
        said = self.explain(self.write("lossy", b"[1.5] audit: audit_lost=7 audit_rate_limit=0 audit_backlog_limit=64\n" + LOG))
        self.assertIn(b"the kernel says that it lost 7 records", said.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--avocet", required=True)
    options, rest = parser.parse_known_args()
    AVOCET = options.avocet
    unittest.main(argv=[sys.argv[0], *rest])
