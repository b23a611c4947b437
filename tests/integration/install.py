#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Installs a build into a folder and looks at every file there: the list, the modes, and whether
those who will read the files (systemd, D-Bus, polkit, auditd, bash, desktops) understand them.

usage: install.py BUILD-FOLDER
"""
import configparser
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

BUILD = FOLDER = ROOT = None

# Every file that is installed, by mode. What is added to the build is added here.
PROGRAM, PUBLIC, PRIVATE = 0o755, 0o644, 0o640
# Each folder of plugins/ that holds one.
LANGUAGES = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../po/LINGUAS")).read().split()
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "plugins")
PLUGINS = [name for name in os.listdir(SOURCE) if os.path.exists(os.path.join(SOURCE, name, "plugin.c"))]
EXPECTED = {
    "etc/audit/plugins.d/avocet.conf": PUBLIC,
    "etc/avocet/avocet.conf": PUBLIC,
    "etc/avocet/mail.conf": PRIVATE,
    "etc/xdg/autostart/org.avocet.Notify.desktop": PUBLIC,
    "usr/share/applications/org.avocet.Details.desktop": PUBLIC,
    "usr/bin/avocet": PROGRAM,
    "usr/bin/avocet-notify": PROGRAM,
    "usr/include/avocet-client.h": PUBLIC,
    "usr/include/avocet-plugin.h": PUBLIC,
    **{f"usr/lib/avocet/plugins/{name}.so": PROGRAM for name in PLUGINS},
    "usr/lib/systemd/catalog/avocet.catalog": PUBLIC,
    "usr/lib/systemd/system/avocet-journal.service": PUBLIC,
    "usr/lib/systemd/system/avocet-mail.service": PUBLIC,
    "usr/lib/systemd/system/avocet-mail.path": PUBLIC,
    "usr/lib/systemd/system/avocet-mail.timer": PUBLIC,
    "usr/lib/systemd/system/avocet-netlink.service": PUBLIC,
    "usr/lib/systemd/system/avocetd.service": PUBLIC,
    "usr/lib/systemd/system/avocetd.socket": PUBLIC,
    "usr/lib/systemd/user/avocet-notify.service": PUBLIC,
    "usr/lib/sysusers.d/avocet.conf": PUBLIC,
    "usr/lib/tmpfiles.d/avocet.conf": PUBLIC,
    "usr/libexec/avocet-analyse": PROGRAM,
    "usr/sbin/avocet-dispatch": PROGRAM,
    "usr/sbin/avocet-mail": PROGRAM,
    "usr/sbin/avocet-relay": PROGRAM,
    "usr/sbin/avocetd": PROGRAM,
    "usr/share/avocet/avocet-alert.schema.json": PUBLIC,
    "usr/share/avocet/selinux/avocet.cil": PUBLIC,
    "usr/share/bash-completion/completions/avocet": PUBLIC,
    "usr/share/dbus-1/interfaces/org.avocet.Avocet1.xml": PUBLIC,
    "usr/share/dbus-1/system-services/org.avocet.Avocet1.service": PUBLIC,
    "usr/share/dbus-1/system.d/org.avocet.Avocet1.conf": PUBLIC,
    "usr/share/fish/vendor_completions.d/avocet.fish": PUBLIC,
    **{f"usr/share/icons/hicolor/scalable/apps/avocet{state}.svg": PUBLIC
       for state in ("", "-attention", "-red", *(f"-count-{n}" for n in (*range(1, 10), "more")))},
    **{f"usr/share/icons/hicolor/symbolic/apps/avocet{state}-symbolic.svg": PUBLIC
       for state in ("", "-attention", "-red")},
    "usr/share/man/man1/avocet-notify.1": PUBLIC,
    "usr/share/man/man1/avocet.1": PUBLIC,
    "usr/share/man/man3/avocet-client.3": PUBLIC,
    "usr/share/man/man5/avocet-mail.conf.5": PUBLIC,
    "usr/share/man/man5/avocet-plugin.5": PUBLIC,
    "usr/share/man/man5/avocet.conf.5": PUBLIC,
    "usr/share/man/man7/avocet.7": PUBLIC,
    "usr/share/man/man8/avocet-analyse.8": PUBLIC,
    "usr/share/man/man8/avocet-dispatch.8": PUBLIC,
    "usr/share/man/man8/avocet-mail.8": PUBLIC,
    "usr/share/man/man8/avocet-relay.8": PUBLIC,
    "usr/share/man/man8/avocetd.8": PUBLIC,
    "usr/share/polkit-1/actions/org.avocet.policy": PUBLIC,
    "usr/share/zsh/site-functions/_avocet": PUBLIC,
}
# Not there when the build has no libnotify.
OF_THE_DESKTOP = {
    "etc/xdg/autostart/org.avocet.Notify.desktop",
    "usr/share/applications/org.avocet.Details.desktop",
    "usr/bin/avocet-notify",
    "usr/lib/systemd/user/avocet-notify.service",
    "usr/share/man/man1/avocet-notify.1",
}
# Below the distribution's own folder of libraries.
LIBRARY = {
    "libavocet-client.so": 0o777,
    "libavocet-client.so.0": 0o777,
    "libavocet-client.so.0.1.0": PROGRAM,
    "pkgconfig/avocet-client.pc": PUBLIC,
}
UNITS = "usr/lib/systemd/system"
SYSTEM_UNITS = ["avocetd.service", "avocetd.socket", "avocet-journal.service", "avocet-mail.path",
                "avocet-mail.service", "avocet-mail.timer", "avocet-netlink.service"]


def run(*command, **more):
    """What a command says on stdout and stderr together, and how it exits."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False, timeout=120, **more)
    return done.stdout, done.returncode


def libdir():
    """Where libraries go, seen from the root."""
    words, _ = run("meson", "introspect", "--buildoptions", BUILD)
    options = {option["name"]: option["value"] for option in json.loads(words)}
    return os.path.join(options["prefix"], options["libdir"]).lstrip("/")


def setUpModule():
    global FOLDER, ROOT
    FOLDER = tempfile.TemporaryDirectory(prefix="avocet-install-")
    unittest.addModuleCleanup(FOLDER.cleanup)
    ROOT = os.path.join(FOLDER.name, "root")
    words, code = run("meson", "install", "-C", BUILD, "--destdir", ROOT, "--no-rebuild")
    if code:
        raise AssertionError(words)


class InstallTest(unittest.TestCase):
    def setUp(self):
        self.root = ROOT
        self.desktop = os.path.exists(self.path("usr/bin/avocet-notify"))

    @staticmethod
    def scratch():
        return tempfile.mkdtemp(dir=FOLDER.name)

    def path(self, name):
        return os.path.join(self.root, name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def expect_silence(self, *command, **more):
        words, code = run(*command, **more)
        self.assertEqual((words, code), ("", 0), command)


def listed(folder, ending):
    return [name for name in os.listdir(folder) if name.endswith(ending)] if os.path.isdir(folder) else []


class TheList(InstallTest):
    def test_each_file_is_in_its_place_and_nothing_else(self):
        found = {}
        for where, _, names in os.walk(self.root):
            for name in names:
                path = os.path.join(where, name)
                found[os.path.relpath(path, self.root)] = stat.S_IMODE(os.lstat(path).st_mode)
        expected = dict(EXPECTED, **{f"{libdir()}/{name}": mode for name, mode in LIBRARY.items()})
        # What booleans mean is made where the distribution's descriptions are.
        expected.update({f"usr/share/avocet/booleans/{name}": PUBLIC
                         for name in listed(os.path.join(BUILD, "data/booleans"), ".tsv")})
        expected.update({f"usr/share/locale/{language}/LC_MESSAGES/avocet.mo": PUBLIC for language in LANGUAGES})
        if not self.desktop:
            for name in OF_THE_DESKTOP:
                del expected[name]
        self.maxDiff = None
        self.assertEqual(dict(sorted(found.items())), expected)

    def test_templates_are_filled_in(self):
        for name, mode in EXPECTED.items():
            if mode != PROGRAM and os.path.exists(self.path(name)):
                self.assertNotRegex(self.read(name), r"@[A-Z]+@", name)

    def test_paths_that_files_name_exist(self):
        """A program that a unit or a plugin file starts is one that we install."""
        pattern = r"^(?:ExecStart|Exec|path)\s*=\s*(\S+)$"
        named = [program for name, mode in EXPECTED.items()
                 if mode != PROGRAM and os.path.exists(self.path(name))
                 for program in re.findall(pattern, self.read(name), re.MULTILINE)]
        self.assertGreaterEqual(len(named), 4)
        for program in set(named) - {"/bin/false"}:         # where systemd is to start it
            self.assertTrue(os.access(self.root + program, os.X_OK), program)


class ForSystemd(InstallTest):
    def copy(self, name, change=lambda text: text):
        """A copy whose programs are found in our folder; only there do they exist."""
        folder = self.scratch()
        for unit in SYSTEM_UNITS:
            text = self.read(f"{UNITS}/{unit}").replace("ExecStart=/", f"ExecStart={self.root}/")
            with open(os.path.join(folder, unit), "w", encoding="utf-8") as file:
                file.write(change(text) if unit == name else text)
        return os.path.join(folder, name)

    def test_verify_says_nothing(self):
        for unit in SYSTEM_UNITS:
            self.expect_silence("systemd-analyze", "verify", self.copy(unit))

    def test_verify_would_say_something(self):
        """Its exit status is 0 for most mistakes; its words are what counts."""
        mistakes = [("[Service]", "[Service]\nProtectSytem=strict"), ("Type=notify", "Type=notifi"),
                    ("sbin/avocetd", "sbin/avocet-daemon"), ("[Install]", "[Instal]")]
        for right, wrong in mistakes:
            unit = self.copy("avocetd.service", lambda text, r=right, w=wrong: text.replace(r, w))
            self.assertNotEqual(run("systemd-analyze", "verify", unit)[0], "", wrong)

    def test_verify_of_the_user_unit(self):
        if not self.desktop:
            self.skipTest("built without libnotify")
        folder = self.scratch()
        text = self.read("usr/lib/systemd/user/avocet-notify.service")
        unit = os.path.join(folder, "avocet-notify.service")
        environment = dict(os.environ, XDG_RUNTIME_DIR=folder, HOME=folder)
        for change, silent in ((("ExecStart=/", f"ExecStart={self.root}/"), True),
                               (("Slice=", "Slise="), False)):
            text = text.replace(*change)
            with open(unit, "w", encoding="utf-8") as file:
                file.write(text)
            words, _ = run("systemd-analyze", "--user", "verify", unit, env=environment)
            self.assertEqual(words == "", silent, words)

    def test_little_is_exposed(self):
        for unit, limit in (("avocetd.service", 2.0), ("avocet-mail.service", 2.0),
                            ("avocet-journal.service", 2.0), ("avocet-netlink.service", 2.0)):
            words, _ = run("systemd-analyze", "security", "--offline=true", "--no-pager",
                           self.path(f"{UNITS}/{unit}"))
            exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", words)
            self.assertIsNotNone(exposure, words)
            print(f"{unit}: exposure {exposure[1]}")
            self.assertLessEqual(float(exposure[1]), limit)

    def test_only_the_mailer_has_network(self):
        daemon = self.read(f"{UNITS}/avocetd.service")
        self.assertIn("\nRestrictAddressFamilies=AF_UNIX\n", daemon)
        self.assertIn("\nPrivateNetwork=yes\n", daemon)
        self.assertIn("AF_INET", self.read(f"{UNITS}/avocet-mail.service"))

    def test_who_gets_at_the_socket(self):
        """root, who owns it, and the units that are given its group, which has no members."""
        socket = self.read(f"{UNITS}/avocetd.socket")
        for line in ("SocketUser=root", "SocketGroup=avocet-relay", "SocketMode=0660"):
            self.assertIn(f"\n{line}\n", socket)
        given = [unit for unit in SYSTEM_UNITS
                 if re.search(r"^SupplementaryGroups=.*\bavocet-relay\b", self.read(f"{UNITS}/{unit}"),
                              re.MULTILINE)]
        self.assertEqual(given, ["avocet-journal.service", "avocet-netlink.service"])

    def test_accounts_are_made(self):
        root = self.scratch()
        os.mkdir(os.path.join(root, "etc"))
        words, code = run("systemd-sysusers", f"--root={root}",
                          self.path("usr/lib/sysusers.d/avocet.conf"))
        self.assertEqual(code, 0, words)
        with open(os.path.join(root, "etc/passwd"), encoding="ascii") as file:
            users = {line.split(":")[0]: line.split(":")[5] for line in file}
        self.assertEqual(users.get("avocet"), "/var/lib/avocet")
        self.assertEqual(users.get("avocet-mail"), "/var/lib/avocet-mail")
        with open(os.path.join(root, "etc/group"), encoding="ascii") as file:
            groups = {line.split(":")[0]: line.split(":")[3].strip() for line in file}
        self.assertEqual(groups.get("avocet"), "avocet-mail")
        self.assertEqual(groups.get("avocet-relay"), "")
        self.make_folders(root)

    def make_folders(self, root):
        """tmpfiles.d, with the accounts that sysusers.d has just made there."""
        if os.geteuid() != 0:
            return
        os.makedirs(os.path.join(root, "etc/avocet"))
        with open(os.path.join(root, "etc/avocet/mail.conf"), "w", encoding="ascii"):
            pass
        words, code = run("systemd-tmpfiles", "--create", f"--root={root}",
                          self.path("usr/lib/tmpfiles.d/avocet.conf"))
        self.assertEqual((words, code), ("", 0))
        modes = {name: stat.S_IMODE(os.stat(os.path.join(root, name)).st_mode) for name in
                 ("run/avocet", "var/lib/avocet", "var/lib/avocet-mail", "etc/avocet/mail.conf")}
        self.assertEqual(list(modes.values()), [0o755, 0o750, 0o700, 0o640])
        self.assertEqual(os.stat(os.path.join(root, "run/avocet")).st_uid, 0)
        self.assertNotEqual(os.stat(os.path.join(root, "var/lib/avocet")).st_uid, 0)
        self.assertNotEqual(os.stat(os.path.join(root, "etc/avocet/mail.conf")).st_gid, 0)


class ForOthers(InstallTest):
    def test_bus_policy_and_activation(self):
        policy = ElementTree.parse(self.path("usr/share/dbus-1/system.d/org.avocet.Avocet1.conf"))
        owners = [rule.get("user") for rule in policy.getroot().findall("policy")
                  if rule.find("allow[@own='org.avocet.Avocet1']") is not None]
        self.assertEqual(sorted(owners), ["avocet", "root"])
        everybody = policy.getroot().find("policy[@context='default']")
        for rule in everybody:
            self.assertEqual(rule.get("send_destination"), "org.avocet.Avocet1")
        self.assertEqual({rule.get("send_interface") for rule in everybody}, {
            "org.avocet.Avocet1", "org.freedesktop.DBus.Introspectable",
            "org.freedesktop.DBus.Peer", "org.freedesktop.DBus.Properties"})
        service = configparser.ConfigParser()
        service.read(self.path("usr/share/dbus-1/system-services/org.avocet.Avocet1.service"))
        self.assertEqual(service["D-BUS Service"]["Name"], "org.avocet.Avocet1")
        self.assertIn(f"{UNITS}/" + service["D-BUS Service"]["SystemdService"], EXPECTED)

    def test_a_real_bus_reads_the_policy(self):
        """The bus lets root own our name, others not, and nobody another name."""
        folder = self.scratch()
        os.chmod(FOLDER.name, 0o755)
        os.chmod(folder, 0o755)
        config = os.path.join(folder, "bus.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(f"""<busconfig><type>custom</type><listen>unix:path={folder}/bus</listen>
                <policy context="default"><allow user="*"/><deny own="*"/>
                <allow send_destination="org.freedesktop.DBus"/>
                <allow receive_sender="org.freedesktop.DBus"/></policy>
                <include>{self.path("usr/share/dbus-1/system.d/org.avocet.Avocet1.conf")}</include>
                </busconfig>""")

        def own(name, **more):
            return run("busctl", f"--address=unix:path={folder}/bus", "call", "org.freedesktop.DBus",
                       "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName", "su", name,
                       "4", **more)

        with subprocess.Popen(["dbus-daemon", f"--config-file={config}", "--nofork",
                               "--print-address=1"], stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.DEVNULL) as bus:
            try:
                self.assertTrue(bus.stdout.readline().startswith("unix:"))
                ours, other = own("org.avocet.Avocet1"), own("org.avocet.Other")
                if os.geteuid() == 0:
                    self.assertEqual(ours, ("u 1\n", 0))
                    ours = own("org.avocet.Avocet1", user=65534, group=65534, extra_groups=[])
            finally:
                bus.terminate()
        self.assertIn("Access denied", ours[0])
        self.assertIn("Access denied", other[0])

    def test_polkit_actions(self):
        root = ElementTree.parse(self.path("usr/share/polkit-1/actions/org.avocet.policy")).getroot()
        self.assertEqual([action.get("id") for action in root.findall("action")],
                         ["org.avocet.read", "org.avocet.manage"])
        for action in root.findall("action"):
            answers = [action.findtext(f"defaults/{who}")
                       for who in ("allow_any", "allow_inactive", "allow_active")]
            self.assertEqual(answers, ["auth_admin", "auth_admin", "auth_admin_keep"])
            # Without it polkit answers avocetd, which is not root, about itself alone.
            self.assertEqual(action.findtext("annotate[@key='org.freedesktop.policykit.owner']"),
                             "unix-user:avocet")
            for words in ("description", "message"):
                self.assertTrue(action.findtext(words))

    def test_the_catalog(self):
        """journalctl makes its database of it, and has a text for each id that avocetd sends."""
        words, code = run("journalctl", "--update-catalog", f"--root={self.root}")
        database = self.path("var/lib/systemd/catalog/database")
        self.assertEqual(code, 0, words)
        text, _ = run("journalctl", "--dump-catalog", f"--root={self.root}")
        shutil.rmtree(self.path("var/lib/systemd"))
        self.assertFalse(os.path.exists(database))
        with open(os.path.join(SOURCE, "../src/daemon/journal.c"), encoding="utf-8") as file:
            ids = re.findall(r'#define ID_\w+ "([0-9a-f]{32})"', file.read())
        self.assertEqual(len(ids), 2)
        for one in ids:
            self.assertIn(f"-- {one}", text)

    def test_auditd_plugin_file(self):
        name = "etc/audit/plugins.d/avocet.conf"
        self.assertLessEqual(os.path.basename(name).count("."), 1)
        lines = [line for line in self.read(name).splitlines() if not line.startswith("#")]
        settings = dict(re.fullmatch(r"(\w+) = (\S+)", line).groups() for line in lines)
        self.assertEqual(settings, {
            "active": "yes", "direction": "out", "path": "/usr/sbin/avocet-dispatch",
            "type": "always", "format": "string"})

    def test_desktop_file(self):
        if not self.desktop:
            self.skipTest("built without libnotify")
        name = "etc/xdg/autostart/org.avocet.Notify.desktop"
        self.expect_silence("desktop-file-validate", self.path(name))
        self.assertIn("\nX-systemd-skip=true\n", self.read(name))
        details = "usr/share/applications/org.avocet.Details.desktop"
        self.expect_silence("desktop-file-validate", self.path(details))
        self.assertIn("\nExec=/usr/bin/avocet-notify --details %u\n", self.read(details))

    def test_icons(self):
        for name in EXPECTED:
            if name.endswith(".svg"):
                root = ElementTree.parse(self.path(name)).getroot()
                self.assertEqual(root.tag, "{http://www.w3.org/2000/svg}svg")

    def complete(self, *words):
        """What bash offers for the last word."""
        path = self.path("usr/share/bash-completion/completions/avocet")
        script = f'PATH="$0:$PATH"; source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD={len(words) - 1}; _avocet; ' \
                 'echo "${COMPREPLY[*]}"'
        words, code = run("bash", "-c", script, self.path("usr/bin"), path, *words)
        self.assertEqual(code, 0, words)
        return words.split()

    def test_completion(self):
        self.expect_silence("bash", "-n", self.path("usr/share/bash-completion/completions/avocet"))
        for words, wanted in ((["avocet", "statu"], ["status"]), (["avocet", "explain", "--pol"], ["--policy"]),
                              (["avocet", "show", "--r"], ["--raw"]), (["avocet", "help", "sh"], ["show"]),
                              (["avocet", "list", "--since", "yes"], ["yesterday"]),
                              (["avocet", "list", "--level", "=", "r"], ["red"]),
                              (["avocet", "export", "--format", ""], ["json", "csv", "html", "sarif"])):
            self.assertEqual(self.complete(*words), wanted)

    def test_completion_of_others(self):
        if shutil.which("zsh"):
            self.expect_silence("zsh", "-n", self.path("usr/share/zsh/site-functions/_avocet"))
        if shutil.which("fish"):
            path = self.path("usr/share/fish/vendor_completions.d/avocet.fish")
            for line, wanted in (("avocet statu", ["status"]), ("avocet show --ra", ["--raw"]),
                                 ("avocet list --level r", ["red"]), ("avocet list --level=r", ["--level=red"])):
                words, code = run("fish", "--no-config", "-c", f"set PATH {self.path('usr/bin')} $PATH; source {path}; "
                                  f"complete -C '{line}'")
                self.assertEqual(([word.split("\t")[0] for word in words.splitlines()], code), (wanted, 0), line)

    def test_options_that_completion_offers_exist(self):
        """Each is in the command's own --help, and each of those is offered."""
        for command in ("explain", "list", "show", "status", "mute", "export"):
            help_text, code = run(self.path("usr/bin/avocet"), command, "--help")
            self.assertEqual(code, 0, help_text)
            real = set(re.findall(r"^ +(?:-[\w?], )?(--[a-z-]+)", help_text, re.MULTILINE))
            self.assertEqual(set(self.complete("avocet", command, "--")), real, command)


class TheLibrary(InstallTest):
    """What is installed is enough to build against it and to run."""
    EXAMPLE = os.path.join(SOURCE, "../doc/examples/follow.c")

    def flags(self):
        environment = dict(os.environ, PKG_CONFIG_PATH=self.path(f"{libdir()}/pkgconfig"),
                           PKG_CONFIG_SYSROOT_DIR=self.root, PKG_CONFIG_ALLOW_SYSTEM_CFLAGS="1",
                           PKG_CONFIG_ALLOW_SYSTEM_LIBS="1")
        words, code = run("pkg-config", "--cflags", "--libs", "avocet-client", env=environment)
        self.assertEqual(code, 0, words)
        self.assertIn("-lavocet-client", words)
        library, _ = run("ldd", self.path(f"{libdir()}/libavocet-client.so"))
        return words.split() + (["-fsanitize=address,undefined"] if "libasan" in library else [])

    def test_the_example_follows(self):
        """Compiled with what pkg-config says and nothing else, and run beside a real avocetd."""
        program = os.path.join(self.scratch(), "follow")
        self.expect_silence("cc", "-std=c11", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror",
                            "-o", program, self.EXAMPLE, *self.flags())
        environment = dict(os.environ, LD_LIBRARY_PATH=self.path(libdir()),
                           DBUS_SYSTEM_BUS_ADDRESS="unix:path=/nonexistent")
        words, code = run(program, env=environment)
        self.assertEqual(code, 1)
        self.assertIn("the system bus cannot be reached", words)
        os.environ["AVOCET_BUILD_DIR"] = BUILD
        from avocet_test import Avocet, avc  # looks for the build when it is read
        with Avocet() as avocet:
            avocet.send(avc(serial=1))
            avocet.explained(1)
            with subprocess.Popen([program], env={**environment, **avocet.environment,
                                                  "LD_LIBRARY_PATH": self.path(libdir())},
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as follow:
                try:
                    self.assertRegex(follow.stdout.readline(), r"^1 \w+ apache2 may not read .*index.html")
                    avocet.send(avc(serial=2, target="etc_t", path="/etc/x"))
                    self.assertRegex(follow.stdout.readline(), r"^2 \w+ apache2 .*/etc/x")
                    avocet.bus.stop()
                    self.assertIn("bus is lost", follow.stdout.readline())
                finally:
                    follow.kill()

    def test_the_header_is_for_anybody(self):
        folder = self.scratch()
        for compiler, name, options in (("cc", "x.c", ["-std=c99", "-pedantic"]), ("c++", "x.cc", ["-std=c++98"])):
            if not shutil.which(compiler):
                continue
            path = os.path.join(folder, name)
            with open(path, "w", encoding="ascii") as file:
                file.write("#include <avocet-client.h>\n" * 2 + "int main() { return avocet_client_open == 0; }\n")
            done, code = run(compiler, *options, "-Wno-address", "-c", "-o", path + ".o", path, *self.flags())
            self.assertEqual(code, 0, done)
        words = re.sub(r"/\*.*?\*/", "", self.read("usr/include/avocet-client.h"), flags=re.S)
        self.assertEqual(re.findall(r"#include .*", words), ["#include <stdint.h>"])
        self.assertNotRegex(words, "json_t|sd_bus|arena")

    def test_what_it_exports(self):
        """All that the header has, of one version, and nothing else."""
        words, code = run("nm", "-D", "--defined-only", self.path(f"{libdir()}/libavocet-client.so"))
        self.assertEqual(code, 0, words)
        symbols = {line.split()[-1] for line in words.splitlines() if line.split()[-2] != "A"}
        header = set(re.findall(r"^AVOCET_PUBLIC [^;(]*?(\w+)\(", self.read("usr/include/avocet-client.h"), re.M))
        self.assertGreater(len(header), 25)
        self.assertEqual(symbols, {f"{name}@@AVOCET_CLIENT_0" for name in header})
        words, _ = run("readelf", "-d", self.path(f"{libdir()}/libavocet-client.so"))
        self.assertIn("[libavocet-client.so.0]", words)
        words, _ = run("ldd", self.path("usr/bin/avocet"))
        self.assertNotIn("libavocet", words)


class ExampleSettings(InstallTest):
    """All is commented out, and all of it is right when it is not."""

    def uncommented(self, name):
        text = self.read(name)
        for line in text.splitlines():
            self.assertRegex(line, r"^$|^#|^\[", f"{name} sets something")
        path = os.path.join(self.scratch(), "example.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(re.sub(r"^#(?=[\[a-z])", "", text, flags=re.MULTILINE))
        return path

    def test_daemon(self):
        path = self.uncommented("etc/avocet/avocet.conf")
        self.expect_silence(self.path("usr/sbin/avocetd"), "--check-config", "--config", path)
        with open(path, "a", encoding="utf-8") as file:
            file.write("[daemon]\nnonsense = 1\n")
        self.assertIn("nonsense", run(self.path("usr/sbin/avocetd"), "--check-config", "--config",
                                      path)[0])

    def test_mail(self):
        path = self.uncommented("etc/avocet/mail.conf")
        password = os.path.join(os.path.dirname(path), "mail.password")
        with open(password, "w", encoding="ascii", opener=lambda p, f: os.open(p, f, 0o600)) as file:
            file.write("secret\n")
        with open(path, "r+", encoding="utf-8") as file:
            text = file.read().replace("/etc/avocet/mail.password", password)
            file.seek(0)
            file.write(text)
            file.truncate()
        words, code = run(self.path("usr/sbin/avocet-mail"), "--config", path, "--state",
                          path + ".state", "--print",
                          env=dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS="unix:path=/nonexistent"))
        # The settings are read first: what is missed then is the daemon.
        self.assertEqual(code, 3, words)
        self.assertNotIn(path, words)


if __name__ == "__main__":
    BUILD = sys.argv.pop()
    unittest.main(verbosity=2)
