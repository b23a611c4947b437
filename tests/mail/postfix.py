#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A real Postfix of our own takes the mails, with STARTTLS, and delivers them to a folder of mails; what it
does not want it says in its own words. The machine's Postfix, if there is one, is not touched."""

import email
import email.policy
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from avocet_test import Avocet, NotRun, avc, check, end, main, wait_until
from mail import HOUR_S, Mailer, certificate, free_port

MASTER = "/usr/lib/postfix/sbin/master"
SERVICES = """127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
postlog unix-dgram n - n - 1 postlogd
"""
SETTINGS = """compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.org
mydestination =
mynetworks =
alias_maps =
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_security_level = encrypt
smtpd_tls_chain_files = {folder}/tls.pem
virtual_mailbox_domains = example.org
virtual_mailbox_base = {folder}/boxes
virtual_mailbox_maps = inline:{{ admin@example.org=admin/ , Über@example.org=x/ }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
"""


class Postfix:
    def __init__(self, folder):
        self.folder, self.port = pathlib.Path(folder) / "postfix", free_port()
        owner = pwd.getpwnam("postfix")
        for name in ("queue", "data", "log", "boxes"):
            (self.folder / name).mkdir(parents=True)
        self.folder.chmod(0o755)
        for name in ("data", "boxes"):
            os.chown(self.folder / name, owner.pw_uid, owner.pw_gid)
        self.certificate, _ = certificate(self.folder, "tls")
        key = (self.folder / "tls.key").read_text()
        (self.folder / "tls.pem").write_text(key + self.certificate.read_text())
        (self.folder / "tls.pem").chmod(0o600)
        (self.folder / "main.cf").write_text(SETTINGS.format(folder=self.folder, uid=owner.pw_uid, gid=owner.pw_gid))
        (self.folder / "master.cf").write_text(SERVICES.format(port=self.port))
        self.process = None

    def mails(self):
        return sorted((self.folder / "boxes" / "admin" / "new").glob("*"))

    def log(self):
        log = self.folder / "log" / "mail.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def __enter__(self):
        environment = dict(os.environ, MAIL_CONFIG=str(self.folder))
        subprocess.run(["postfix", "-c", self.folder, "check"], env=environment, stdout=subprocess.DEVNULL, check=False,
                       stderr=subprocess.DEVNULL)
        self.process = subprocess.Popen([MASTER, "-c", self.folder, "-d"], env=environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: self.listens() or self.process.poll() is not None, "Postfix listens", 30)
        if self.process.poll() is not None:
            raise NotRun(f"Postfix does not run here: {self.log()[-500:]}")
        return self

    def __exit__(self, *_):
        end(self.process)


def test_a_full_round():
    if not os.path.exists(MASTER) or not shutil.which("postfix"):
        raise NotRun("Postfix is not installed")
    if os.geteuid() != 0:
        raise NotRun("Postfix is started by root alone")
    with Avocet() as avocet, Postfix(avocet.folder) as postfix:
        mailer = Mailer(avocet)
        mailer.settings(postfix.port, "starttls", {"admin": "", "nobody": ""}, f"ca-file = {postfix.certificate}\n")
        path = "/srv/ü日本\r\nBcc: victim@example.org\r\n.\r\nRCPT TO:<victim@example.org>"
        coded = path.encode().hex().upper()
        records = avc(serial=1, path="/srv/HOSTILE").decode().replace('name="/srv/HOSTILE"', f"name={coded}")
        avocet.send(records.replace('name="HOSTILE"', f"name={coded[10:]}").encode())
        avocet.explained(1)
        got = mailer.must(1)
        check("550 5.1.1 <nobody@example.org>: Recipient address rejected" in got.stderr, "its own words on a stranger")
        wait_until(postfix.mails, "the mail is delivered", 30)
        raw = postfix.mails()[0].read_bytes()
        print(raw[:1800].decode("ascii"))
        mail = email.message_from_bytes(raw, policy=email.policy.strict)
        alert = avocet.get(1)
        check(not mail.defects and not any(part.defects for part in mail.walk()), "a strict reader finds no fault")
        check(mail["Delivered-To"] == "admin@example.org" and mail["Bcc"] is None, "for one recipient")
        check(mail["Message-ID"].startswith(f"<{alert['uuid']}.admin@"), "its Message-ID is ours")
        check("with ESMTPS" in str(mail["Received"]), "it came by TLS")
        text = " ".join(mail.get_body(("plain",)).get_content().split())
        check("ü日本" in text and " ".join(alert["summary"].replace("\r", "\\x0d").replace("\n", "\\x0a").split())
              in text, "all of it is there")
        mailer.later(HOUR_S)
        mailer.must(0)
        check(len(postfix.mails()) == 1 and "victim" not in postfix.log(), "once, and nowhere else")


if __name__ == "__main__":
    main(globals())
