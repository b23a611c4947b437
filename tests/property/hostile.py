#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Words that an attacker would choose, wherever records have room for words, through every command
and every way out. No control or bidirectional character reaches a terminal; JSON has each word
exactly; what is printed as a command is one for a shell, with just the arguments that JSON gives;
and no such word is ever an option.
"""
import base64
import codecs
import json
import os
import pathlib
import pty
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.environ["AVOCET_SOURCE_DIR"] + "/tests/integration")
from avocet_test import Avocet, check, main, program, wait_until  # noqa: E402

AVOCET = program("avocet")
WORDS = [
    b"$(reboot)", b"`reboot`", b"a'b\"c", b"'", b"\\", b"a\n       # reboot", b"</b><i>&amp;",
    "a\u202eb\u2066c\u2028".encode(), b"\x1b[2J\x1b]0;x\x07", b"\x9b31m", b"caf\xe9\xff\xed\xa0\x80",
    b"-rf", b"--help", b"{target.path}{permissions}{nothing", b"%s%n\\n\\033", b"; reboot #", b"!reboot",
    b"a  b       # reboot " + b"x " * 40, "\u00fc\u6f22".encode(), b"~root", b"*?[x]", b"\t", b"\x7f",
    b"# reboot " * 30, b"=x", b"(.*)+^$|", b"a" * 4000, b"end\n",
]
POLICY = """\
avocet-policy 1
type httpd_t domain
type httpd_sys_content_t file_type httpdcontent
type httpd_sys_rw_content_t file_type httpdcontent
allow httpd_t httpd_sys_content_t file read open getattr
allow httpd_t httpd_sys_rw_content_t file read write open getattr
boolean httpd_read_homes off : httpd_t user_home_t file read
label /var/www* * system_u:object_r:httpd_sys_content_t:s0
label /srv* * system_u:object_r:var_t:s0
port tcp 80 http_port_t
type http_port_t port_type
allow httpd_t http_port_t tcp_socket name_bind
"""
# Our own colours; whatever else begins with ESC is the attacker's.
COLOURS = re.compile("\033\\[(?:0|1|2|32|33|1;31)m")
HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
OPTIONS = {"-v", "-Rv", "-P", "-a", "-d", "-t", "-e", "-p", "-X", "-i", "-r", "-m"}
# Our UTF-8 puts one U+FFFD for each byte, as Python does not.
codecs.register_error("each", lambda error: ("\ufffd" * (error.end - error.start), error.end))


def event(serial, comm=b"httpd", exe=b"/usr/sbin/httpd", avc="", source="httpd_t", target="user_home_t",
          tclass="file", permission="read", cwd=b"/", path=None):
    stamp = f"audit(1780000{serial // 1000:03d}.{serial % 1000:03d}:{serial})"
    scontext, tcontext = f"system_u:system_r:{source}:s0", f"system_u:object_r:{target}:s0"
    records = [
        f"type=AVC msg={stamp}: avc:  denied  {{ {permission} }} for  pid=42 comm={comm.hex().upper()} {avc} "
        f'dev="vda1" ino=131 scontext={scontext} tcontext={tcontext} tclass={tclass} permissive=0',
        f"type=SYSCALL msg={stamp}: arch=c000003e syscall=257 success=no exit=-13 items={1 if path else 0} ppid=1 "
        f"pid=42 auid=1000 uid=48 tty=(none) ses=3 comm={comm.hex().upper()} exe={exe.hex().upper()} "
        f"subj={scontext} key=(null)",
        f"type=CWD msg={stamp}: cwd={cwd.hex().upper()}"]
    if path:
        records.append(f"type=PATH msg={stamp}: item=0 name={path.hex().upper()} inode=131 dev=fd:01 mode=0100644 "
                       f"ouid=0 ogid=0 rdev=00:00 obj={tcontext} nametype=NORMAL")
    return "\n".join([*records, f"type=EOE msg={stamp}: "]).encode() + b"\n"


def asked(serial, tclass, text, permission="send_msg"):
    """What D-Bus or systemd says; the word stands there as it is."""
    return (f"type=USER_AVC msg=audit(1780000{serial // 1000:03d}.{serial % 1000:03d}:{serial}): pid=1 uid=0 "
            "auid=4294967295 ses=4294967295 subj=system_u:system_r:init_t:s0 msg='avc:  denied  "
            f"{{ {permission} }} for ").encode() + text + (
            " scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:system_r:init_t:s0 "
            f"tclass={tclass} permissive=0 exe=\"/usr/lib/systemd/systemd\" sauid=0'\n").encode()


def everywhere(word, n):
    """The word in each place where records have one, as many events."""
    name = b"name=" + word.hex().upper().encode()
    flat = re.sub(rb"[\s'\"]", b"_", word)
    plain = re.sub(r"[^\x21-\x7e]|['\":{}]", "_", word.decode("latin1"))[:80]
    last = b"name=" + word.rsplit(b"/", 1)[-1].hex().upper().encode()
    yield event(n, avc=last.decode(), path=b"/var/www/" + word + b"/" + word)
    yield event(n + 1, avc='name="x"', target="var_t", path=b"/srv/" + word + b"/x")
    yield event(n + 2, avc=name.decode(), target="tmp_t")
    yield event(n + 3, avc=f"path={word.hex().upper()}", target="etc_t")
    yield event(n + 4, comm=word[:15], exe=b"/tmp/" + word, avc='name="x"', path=b"/var/www/x")
    yield event(n + 5, cwd=b"/var/www/" + word, avc=name.decode(), path=word)
    yield event(n + 6, avc=f"kmod={word.hex().upper()}", tclass="system", permission="module_request")
    yield event(n + 7, avc="src=7777", tclass="tcp_socket", target="port_t", permission="name_bind",
                comm=word[:15])
    yield event(n + 8, source=plain + "_t", target=plain + "_t", avc='name="x"', path=b"/var/www/y")
    yield event(n + 9, tclass=plain, permission=plain, avc='name="x"', path=b"/var/www/z")
    yield event(n + 10, tclass="process", permission="execmem", comm=word[:15], exe=b"/opt/" + word,
                target="httpd_t")
    yield asked(n + 11, "dbus", b"dest=" + flat + b" interface=" + flat + b" member=" + flat + b" spid=42")
    yield asked(n + 12, "service", b"auid=0 uid=0 path=\"" + flat + b"\" cmdline=\"" + flat + b"\"", "start")


def all_events():
    return b"".join(each for number, word in enumerate(WORDS, 1) for each in everywhere(word, number * 20))


def harmless(out, where):
    found = HARMFUL.search(COLOURS.sub("", out) if "terminal" in where else out)
    check(not found, f"{where}: {len(out)} characters, none of them harmful"
          + (f": {out[max(0, found.start() - 80):found.end() + 20]!r}" if found else ""))


class Explained:
    """The log and what commands make of it, once for all tests."""
    folder = tempfile.TemporaryDirectory()
    log = pathlib.Path(folder.name) / "hostile.log"
    policy = log.with_suffix(".policy")
    log.write_bytes(all_events())
    policy.write_text(POLICY)

    @classmethod
    def command(cls, *options):
        return [AVOCET, "explain", "--policy", cls.policy, *options, cls.log]

    @classmethod
    def run(cls, *options):
        done = subprocess.run(cls.command(*options), capture_output=True, timeout=300)
        if done.returncode:
            check(False, f"exit {done.returncode}: {done.stderr.decode(errors='replace')}")
        harmless(done.stderr.decode(), f"{' '.join(options)} stderr")
        return done.stdout

    @classmethod
    def alerts(cls):
        return [json.loads(line) for line in cls.run("--json").splitlines()]


def on_a_terminal(command, environment):
    """What a terminal of 80 columns would get."""
    main_end, other_end = pty.openpty()
    process = subprocess.Popen(command, stdout=other_end, stderr=subprocess.DEVNULL,
                               env={**os.environ, **environment, "TERM": "xterm", "AVOCET_PAGER": ""})
    os.close(other_end)
    out = b""
    while True:
        try:
            piece = os.read(main_end, 65536)
        except OSError:  # the other end is gone
            break
        if not piece:
            break
        out += piece
    os.close(main_end)
    check(process.wait() in (0, 1), f"{command[1]} on a terminal")
    return out.decode().replace("\r\n", "\n")


def test_ways_out():
    for options in ([], ["--summary"], ["--records"], ["--count"]):
        harmless(Explained.run(*options).decode(), f"explain {' '.join(options)}")
    for options in ([], ["--summary"]):
        harmless(on_a_terminal(Explained.command(*options), {}), f"explain {' '.join(options)} on a terminal")


def exactly(told, exact, path):
    """Whether JSON gives the bytes: as text, or in base64 beside it."""
    raw = base64.b64decode(exact) if exact else told.encode()
    return raw == path and told == raw.decode("utf-8", "each")


def test_json():
    lines = Explained.run("--json").splitlines()
    alerts = [json.loads(line) for line in lines]
    check(not any(re.search(rb"[\x00-\x1f]", line) for line in lines), "no control character in a line")
    shown = on_a_terminal(Explained.command("--json"), {})
    harmless(shown.replace("\x7f", ""), "explain --json on a terminal")
    check([json.loads(line) for line in shown.splitlines()] == alerts, "it means the same there")
    check(all(json.loads(json.dumps(alert)) == alert for alert in alerts), f"{len(alerts)} alerts")
    targets = [alert["target"] for alert in alerts]
    for word in WORDS:
        found = any(t["path"] and exactly(t["path"], t.get("path_bytes"), b"/var/www/" + word + b"/" + word) for t in targets)
        if not found:
            check(False, f"{word[:40]!r} is not in any path")
    check(True, "each word is there, exactly")


def printed():
    """The commands of the text, and the argument vectors of JSON, in the same order."""
    lines = re.findall(r"^       # (.*)$", Explained.run().decode(), re.M)
    vectors = [argv for alert in Explained.alerts() for verdict in alert["verdicts"]
               for fix in verdict["fixes"] for argv in fix["commands"]]
    return lines, vectors


def shell(name, text, *options):
    return subprocess.run([name, *options], input=text.encode(), capture_output=True, timeout=120)


def arguments(name, lines):
    """What a shell makes of the words of each line."""
    end = b"<the end of it>"
    script = "".join(f"printf '%s\\0' {line}\nprintf '{end.decode()}\\0'\n" for line in lines)
    done = shell(name, script)
    check((done.returncode, done.stderr) == (0, b""),
          f"{name} reads {len(lines)} lines{done.stderr[:200].decode(errors='replace')}")
    return [vector.split(b"\0")[:-1] for vector in done.stdout.split(end + b"\0")[:-1]]


def test_commands():
    lines, vectors = printed()
    check(len(lines) == len(vectors) > 4 * len(WORDS), f"{len(lines)} commands in the text, {len(vectors)} in JSON")
    check(shell("sh", "\n".join(lines), "-n").returncode == 0, "sh -n")
    for name in ("bash", "sh"):
        ends = re.compile(r"\\012'(?: |$)") if name == "sh" else None
        pairs = [(line, argv) for line, argv in zip(lines, vectors) if not (ends and ends.search(line))]
        got = arguments(name, [line for line, _ in pairs])
        for read, (line, argv) in zip(got, pairs):
            if [word.decode("utf-8", "each") for word in read] != argv:
                check(False, f"{name}: {line} is {read}, should be {argv}")
        check(len(got) == len(pairs), f"{name} finds the very arguments in all {len(got)}")


def test_undo():
    lines = re.findall(r"^       To take it back: (.*)$", Explained.run().decode(), re.M)
    check(len(lines) > len(WORDS) and shell("sh", "\n".join(lines), "-n").returncode == 0, f"sh -n, {len(lines)} undos")


def test_no_options():
    vectors = [argv for alert in Explained.alerts() for verdict in alert["verdicts"] for fix in verdict["fixes"]
               for argv in fix["commands"] + fix.get("undo", [])]
    options = {word for argv in vectors for word in argv if word.startswith("-")}
    check(options <= OPTIONS, f"options are ours only: {sorted(options)}")
    check({argv[0] for argv in vectors} <= {"restorecon", "chcon", "semanage", "setsebool", "semodule", "touch",
                                            "fixfiles", "rm"}, "so are the commands")


def test_lines_that_look_like_commands():
    """On a narrow terminal a word of a path may begin a line."""
    text = COLOURS.sub("", on_a_terminal(Explained.command(), {}))
    lines, _ = printed()
    check(sorted(re.findall(r"^ *# (.*)$", text, re.M)) == sorted(lines), "only our commands look like commands")


def test_daemon():
    with Avocet() as avocet:
        avocet.send(all_events())
        wait_until(lambda: avocet.list() and not any(a.get("pending") for a in avocet.list()), "all is explained", 300)
        ids = [str(alert["id"]) for alert in avocet.list()]
        check(len(ids) > 5 * len(WORDS), f"{len(ids)} alerts are stored")
        environment = dict(avocet.environment)
        for command in (["list"], ["show", *ids], ["list", "--json"], ["show", "--json", *ids], ["status"]):
            done = subprocess.run([AVOCET, *command], env=environment, capture_output=True, timeout=120)
            harmless(done.stderr.decode(), f"{command[0]} stderr")
            if "--json" not in command:
                harmless(done.stdout.decode(), command[0])
                continue
            got = [json.loads(line) for line in done.stdout.splitlines()]
            check(len(got) == len(ids), f"{command[0]} as JSON")
        for command in (["list"], ["show", *ids], ["show", "--raw", *ids]):
            out = on_a_terminal([AVOCET, *command], environment)
            harmless(out, f"{' '.join(command[:2])} on a terminal")
        check("\ufffd" not in avocet.output(), "the daemon's own messages are text")
        harmless(avocet.output(), "its messages")


if __name__ == "__main__":
    main(globals())
