#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs in the guest, as an administrator would: looks at the services, provokes denials, does what
Avocet advises and tries again. Prints a line for each check and what the guest said; the last line
counts. Logs are left in /root/out for run.py."""
import glob
import json
import os
import re
import shutil
import socket
import subprocess
import time
import traceback
import urllib.error
import urllib.request

OUT = "/root/out"
AUDIT_LOG = "/var/log/audit/audit.log"
checks, failures = 0, 0


def say(words):
    print(f"{time.monotonic():6.1f}  {words}")


def check(name, good, detail=""):
    """One line; the detail is what was seen."""
    global checks, failures
    checks += 1
    failures += not good
    say(f"{'ok  ' if good else 'FAIL'}  {name}{': ' + str(detail) if detail != '' else ''}")
    return good


def run(*command, timeout=60, **more):
    """Exit status, and stdout and stderr together."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace",
                              timeout=timeout, check=False, **more)
        return done.returncode, done.stdout
    except subprocess.TimeoutExpired:
        return 124, f"{command[0]} did not end within {timeout} s"


PATIENCE = 45  # seconds


def wait_for(question, seconds=None):
    """The first answer that is not empty, or the last one."""
    end = time.monotonic() + (seconds or PATIENCE)
    answer = question()
    while not answer and time.monotonic() < end:
        time.sleep(0.5)
        answer = question()
    return answer


def stored(*filters):
    """Alerts, explained or not."""
    code, words = run("avocet", "list", "--json", *filters)
    if code not in (0, 1):
        return []
    return [json.loads(line) for line in words.splitlines() if line.startswith("{")]


def listed(*filters):
    """Alerts that are explained, and for which something can be said."""
    return [alert for alert in stored(*filters) if alert["verdicts"]]


def status():
    code, words = run("avocet", "status", "--json", timeout=10)
    return json.loads(words) if code == 0 and words.startswith("{") else {}


def connected():
    return any(source.get("connected") for source in status().get("sources", []))


def prop(unit, name):
    return run("systemctl", "show", "--value", "-p", name, unit)[1].strip()


def fetch(url):
    """The HTTP status and the body; 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=20) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""
    except OSError as error:
        return 0, str(error)


def process_facts(name):
    """/proc/PID/status of the only process with that name, and its SELinux context."""
    code, pids = run("pidof", name)
    if code or len(pids.split()) != 1:
        return {}
    folder = "/proc/" + pids.strip()
    with open(folder + "/status", encoding="ascii", errors="replace") as file:
        facts = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    with open(folder + "/attr/current", encoding="ascii") as file:
        facts["Context"] = file.read().rstrip("\0\n")
    return facts


# ---- the services after a boot ----

def check_services():
    global PATIENCE
    check("SELinux enforces", run("getenforce")[1].strip() == "Enforcing")
    for unit in ("auditd.service", "avocetd.socket", "avocetd.service"):
        state = wait_for(lambda u=unit: prop(u, "ActiveState") == "active") and "active"
        check(f"{unit} is active", state == "active", prop(unit, "ActiveState"))
    check("avocetd did not have to be started again", prop("avocetd.service", "NRestarts") == "0")
    if not check("avocet status says connected", wait_for(connected)):
        PATIENCE = 3  # what follows will fail, too: come to the logs
    print(run("avocet", "status")[1])
    facts = process_facts("avocet-dispatch")
    sets = {name: int(facts.get(name, "1"), 16)
            for name in ("CapPrm", "CapEff", "CapInh", "CapBnd")}
    check("avocet-dispatch runs without capabilities", not any(sets.values()), sets)
    say(f"      its domain is {facts.get('Context')}")
    check("avocet-dispatch is confined",
          (facts.get("NoNewPrivs"), facts.get("Seccomp")) == ("1", "2"))
    facts = process_facts("avocetd")
    with open("/etc/passwd", encoding="ascii") as file:
        uid = next((line.split(":")[2] for line in file if line.startswith("avocet:")), None)
    check("avocetd runs as the user avocet", facts.get("Uid", "").split()[:1] == [uid],
          facts.get("Context"))


# ---- denials, and the advice about them ----

def advised(alert, plugin):
    """The command of the first fix of the first verdict, which must be this plugin's."""
    verdict = alert["verdicts"][0]
    check(f"the first verdict is {plugin}'s", verdict["plugin"] == plugin,
          f"{verdict['plugin']}, {verdict['confidence']} %: {verdict['summary']}")
    for fix in verdict["fixes"]:
        if fix["commands"]:
            check("the remedy was tried against the policy", fix["verified"] == "yes")
            return fix["commands"]
    return []


def carry_out(commands):
    """What an administrator who trusts the advice types."""
    for command in commands:
        code, words = run(*command, timeout=240)
        check(f"`{' '.join(command)}` works", code == 0, words.strip()[-200:])


def check_alert(filters, source, target, tclass):
    """The only alert that fits, or None."""
    alerts = wait_for(lambda: listed(*filters))
    if not check(f"one alert for {' '.join(filters)}", len(alerts) == 1, len(alerts)):
        return None
    alert = alerts[0]
    say("      " + alert["summary"])
    seen = (alert["source"]["type"], alert["target"]["type"], alert["target"]["class"])
    check("types and class are right", seen == (source, target, tclass), seen)
    return alert


def check_web_page():
    """A page moved from root's home keeps the label of that place: the classic."""
    page, url = "/var/www/html/page.html", "http://127.0.0.1/page.html"
    with open("/root/page.html", "w", encoding="ascii") as file:
        file.write("good morning\n")
    os.chmod("/root/page.html", 0o644)
    run("restorecon", "/root/page.html")
    code, words = run("mv", "/root/page.html", page)
    label = os.getxattr(page, "security.selinux").decode().split(":")[2]
    code, words = run("systemctl", "start", "apache2", timeout=120)
    check("apache2 starts", code == 0, words.strip())
    check("the page is denied", fetch(url)[0] == 403, f"it is labelled {label}")
    alert = check_alert(["--path", page], "httpd_t", label, "file")
    if not alert:
        return
    for _ in range(20):
        fetch(url)
    again = wait_for(lambda: [a for a in listed("--path", page) if a["count"] > 20])
    check("the same denials are counted, not told again", len(again) == 1,
          again and again[0]["count"])
    commands = advised(alert, "restorecon")
    check("the command is restorecon", commands == [["restorecon", "-v", page]], commands)
    carry_out(commands)
    check("now the page can be read", fetch(url) == (200, "good morning\n"))


def check_port():
    with open("/etc/apache2/conf-enabled/odd-port.conf", "w", encoding="ascii") as file:
        file.write("Listen 127.0.0.1:8099\n")
    code, _ = run("systemctl", "restart", "apache2", timeout=120)
    check("apache2 may not listen on port 8099", code != 0)
    alert = check_alert(["--class", "tcp_socket", "--permission", "name_bind"],
                        "httpd_t", "unreserved_port_t", "tcp_socket")
    if alert:
        check("the port is known", alert["target"]["port"] == 8099, alert["target"]["port"])
        carry_out(advised(alert, "bind_ports"))
        code, words = run("systemctl", "restart", "apache2", timeout=120)
        check("now apache2 starts", code == 0, words.strip())
        check("and answers there", fetch("http://127.0.0.1:8099/page.html")[0] == 200)
    if prop("apache2", "ActiveState") != "active":
        os.remove("/etc/apache2/conf-enabled/odd-port.conf")  # the next part is another matter


def check_boolean():
    """A web server that hands requests on to a database's port."""
    folder = "/etc/apache2/mods-enabled"
    for module in ("proxy", "proxy_http"):
        for path in glob.glob(f"/etc/apache2/mods-available/{module}.*"):
            os.symlink(path, os.path.join(folder, os.path.basename(path)))
    with open("/etc/apache2/conf-enabled/proxy.conf", "w", encoding="ascii") as file:
        file.write("ProxyPass /data http://127.0.0.1:5432 retry=0\n")
    os.makedirs("/srv/data")
    with open("/srv/data/index.html", "w", encoding="ascii") as file:
        file.write("data\n")
    with subprocess.Popen(["python3", "-m", "http.server", "--bind", "127.0.0.1", "5432"],
                          cwd="/srv/data", stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(lambda: fetch("http://127.0.0.1:5432/")[0] == 200)
            check("apache2 takes the new settings",
                  run("systemctl", "restart", "apache2", timeout=120)[0] == 0)
            url = "http://127.0.0.1/data/"
            check("apache2 may not call port 5432", fetch(url)[0] == 503)
            alert = check_alert(["--permission", "name_connect"], "httpd_t",
                                "postgresql_port_t", "tcp_socket")
            if alert:
                carry_out(advised(alert, "catchall_boolean"))
                check("now it may", fetch(url) == (200, "data\n"))
                reason = wait_for(lambda: [a for a in stored("--permission", "name_connect")
                                           if a["reason"] == "allowed"])
                check("the alert says now that the policy allows it", len(reason) == 1)
        finally:
            server.terminate()


def module_offered():
    """The alert on a web server that locks itself in, its verdict, and the fix that loads a module."""
    for alert in stored("--permission", "sys_chroot"):
        for verdict in alert["verdicts"]:
            for fix in verdict["fixes"]:
                if fix["action"] == "load-module" and fix["verified"] == "yes":
                    return alert, verdict, fix
    return None


def check_module():
    """The rule that is advised where nothing else helps is good CIL and does what it says."""
    settings = "/etc/apache2/conf-enabled/jail.conf"
    with open(settings, "w", encoding="ascii") as file:
        file.write("ChrootDir /\n")
    run("systemctl", "restart", "apache2", timeout=120)
    check("apache2 may not lock itself in",  # its children see it first, and then all end
          wait_for(lambda: run("systemctl", "is-active", "apache2")[0] != 0))
    offer = wait_for(module_offered)
    if check("a module is advised for it", bool(offer)):
        alert, verdict, fix = offer
        say("      " + alert["summary"])
        say("      " + verdict["words"]["module_cil"])
        os.chdir("/root")
        with open(verdict["words"]["module_name"] + ".cil", "w", encoding="ascii") as file:
            file.write(verdict["words"]["module_cil"] + "\n")
        carry_out(fix["commands"])
        run("systemctl", "restart", "apache2", timeout=120)
        check("now it may", wait_for(lambda: fetch("http://127.0.0.1/")[0] == 200))
        check("the alert says so", wait_for(lambda: [
            a for a in stored() if a["id"] == alert["id"] and a["reason"] == "allowed"]))
        carry_out(fix["undo"])
        check("and no more when it is taken back", wait_for(lambda: [
            a for a in stored() if a["id"] == alert["id"] and a["reason"] != "allowed"]))
    os.unlink(settings)
    run("systemctl", "restart", "apache2", timeout=120)


# ---- the other readers ----

def mailed(words):
    """Whether a mail says it, in whatever way its lines are broken."""
    with open(f"{OUT}/mails.txt", encoding="utf-8", errors="replace") as sink:
        return words in sink.read().replace("=\n", "").replace("\n ", " ")


def smtp_server(sink):
    server = subprocess.Popen(["python3", "-u", "-m", "aiosmtpd", "-n", "-l", "127.0.0.1:2525"],
                              stdout=sink, stderr=subprocess.STDOUT)
    wait_for(lambda: listens(2525))
    return server


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def check_mail_waits():
    """The server is away: avocet-mail.service stays, asleep, and says when it tries again."""
    check_mail_waits.path = deny_again()
    check("while the server is away, avocet-mail.service waits", wait_for(
        lambda: prop("avocet-mail.service", "ActiveState") == "active" and "the next attempt is at" in
        run("journalctl", "-b", "-u", "avocet-mail.service", "-o", "cat")[1]))


def check_mail_arrives():
    """… five minutes after it was refused, whatever happened to avocetd meanwhile."""
    path = check_mail_waits.path
    with open(f"{OUT}/mails.txt", "a", encoding="utf-8") as sink:
        server = smtp_server(sink)
        check("the mail arrives when the server is back", wait_for(lambda: mailed(path), 330), path)
        server.terminate()
    run("systemctl", "stop", "avocet-mail.path", "avocet-mail.timer", "avocet-mail.service")


def check_mail():
    """avocet-mail.service, in its sandbox, to a real SMTP server."""
    shutil.copy("/etc/avocet/mail.conf", OUT)
    with open("/etc/avocet/mail.conf", "a", encoding="ascii") as file:
        file.write("[mail]\nserver = smtp://127.0.0.1:2525\nsecurity = none\n"
                   "from = avocet@guest.example\n[recipient root]\naddress = root@guest.example\n")
    with open(f"{OUT}/mails.txt", "w", encoding="utf-8") as sink:
        server = smtp_server(sink)
        for unit in ("avocet-mail.path", "avocet-mail.timer", "avocet-mail.service"):
            code, words = run("systemctl", "start", unit, timeout=120)
            check(f"{unit} starts", code == 0, words.strip())
        path = deny_again()
        check("a new alert leaves as mail at once, by avocet-mail.path", wait_for(lambda: mailed(path)), path)
        check("avocet-mail.service ended well", prop("avocet-mail.service", "Result") == "success")
        server.terminate()
        server.wait()
    check_mail_waits()


def check_journal():
    code, words = run("journalctl", "-b", "-x", "--no-pager", "MESSAGE_ID=e2d9f2b47c0c4c54a8a3d1cf6f5ed80c")
    check("a new alert is an entry of the journal, with its catalog's words", code == 0 and
          "Processes of type" in words and "httpd" in words, words[:400])


def check_metrics():
    """As avocet.conf(5) says."""
    folder = "/var/lib/prometheus/avocet"
    run("install", "-d", "-o", "avocet", "-g", "avocet", folder)
    os.makedirs("/etc/systemd/system/avocetd.service.d", exist_ok=True)
    with open("/etc/systemd/system/avocetd.service.d/override.conf", "w", encoding="ascii") as file:
        file.write(f"[Service]\nReadWritePaths={folder}\n")
    os.makedirs("/etc/avocet/avocet.conf.d", exist_ok=True)
    with open("/etc/avocet/avocet.conf.d/metrics.conf", "w", encoding="ascii") as file:
        file.write(f"[metrics]\nfile = {folder}/avocet.prom\n")
    run("systemctl", "daemon-reload")
    run("systemctl", "restart", "avocetd.service")
    check("numbers for Prometheus are written, in the sandbox", wait_for(
        lambda: os.path.exists(f"{folder}/avocet.prom")), prop("avocetd.service", "ActiveState"))
    check("which other users may read", wait_for(
        lambda: run("runuser", "-u", "nobody", "--", "grep", "-c", "^avocet_", f"{folder}/avocet.prom")[0] == 0))


def check_other_user():
    code, words = run("runuser", "-u", "nobody", "--", "avocet", "list", "--json")
    check("a stranger sees no alert of others", code in (0, 1) and "httpd" not in words,
          f"exit {code}: {words.strip()}")


def check_same_without_daemon():
    """avocet explain, from the log that auditd wrote, finds what the daemon heard."""
    code, words = run("avocet", "explain", "--json", AUDIT_LOG, timeout=120)
    alone = {json.loads(line)["signature"] for line in words.splitlines() if line.startswith("{")}
    heard = {alert["signature"] for alert in stored()}
    check("avocet explain finds the same in audit.log", code == 0 and alone == heard,
          f"{len(alone)} and {len(heard)}; not heard: {len(alone - heard)}")


# ---- what happens when parts of it stop ----

def deny_again():
    """A denial of a new kind, for which there is no alert yet."""
    deny_again.count += 1
    place = f"/var/www/html/{'abcdefghijkl'[deny_again.count]}"
    os.makedirs(place)
    with open(f"{place}/new.html", "w", encoding="ascii") as file:
        file.write("new\n")
    run("chcon", "-t", "user_home_t", f"{place}/new.html")
    fetch(f"http://127.0.0.1/{os.path.basename(place)}/new.html")
    return f"{place}/new.html"


deny_again.count = 0


def check_restarts():
    before = {alert["id"] for alert in stored()}
    run("systemctl", "kill", "--signal=KILL", "avocetd.service")
    check("a killed avocetd comes back", wait_for(
        lambda: prop("avocetd.service", "ActiveState") == "active" and bool(status())))
    check("and knows what it knew", {alert["id"] for alert in stored()} >= before > set())
    say(f"      connected before the next denial: {connected()}")
    path = deny_again()
    check("and hears what is new", wait_for(lambda: listed("--path", path)))
    run("systemctl", "stop", "avocetd.service")
    path = deny_again()
    check("a question over D-Bus starts it", wait_for(status, 60),
          prop("avocetd.service", "ActiveState"))
    check("what was denied meanwhile is heard", wait_for(lambda: listed("--path", path)))
    run("pkill", "-HUP", "-x", "auditd")
    time.sleep(2)
    path = deny_again()
    check("after auditd read its settings again, too", wait_for(lambda: listed("--path", path)))


# ---- without auditd ----

def source(name):
    return next((one for one in status().get("sources", []) if one["name"] == name), {})


def relay_hears(name, words):
    """The unit runs, says so, and brings what is denied from now on."""
    unit = f"avocet-{name}.service"
    check(f"{unit} is connected", wait_for(lambda: source(name).get("connected")),
          prop(unit, "ActiveState"))
    if words:
        check(f"it says: {words}", words in run("journalctl", "-b", "-u", unit, "-o", "cat")[1])
    path = deny_again()
    check("what is denied is heard", wait_for(lambda: listed("--path", path)), source(name))


def check_without_auditd():
    run("systemctl", "start", "avocet-journal.service")
    check("beside auditd the journal's relay is connected",
          wait_for(lambda: source("journal").get("connected")))
    check("and reads only what session buses refuse", "only what session buses refuse" in
          run("journalctl", "-b", "-u", "avocet-journal.service", "-o", "cat")[1])
    run("pkill", "-TERM", "-x", "auditd")
    check("auditd ends", wait_for(lambda: prop("auditd.service", "ActiveState") != "active"))
    run("systemctl", "restart", "avocet-journal.service")
    relay_hears("journal", "no auditd runs here")
    run("systemctl", "stop", "avocet-journal.service")
    run("systemctl", "start", "avocet-netlink.service")
    relay_hears("netlink", "")
    pid = prop("avocet-netlink.service", "MainPID")
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        facts = file.read()
    check("avocet-relay keeps no capability", "CapPrm:\t0000000000000000" in facts
          and "CapEff:\t0000000000000000" in facts and "Seccomp:\t2" in facts)
    run("systemctl", "stop", "avocet-netlink.service")
    run("systemctl", "start", "auditd.service")
    check("auditd is back", wait_for(lambda: source("auditd").get("connected")))


# ---- what the system says of us ----

def check_own_denials():
    """Denials that name us: as the program, or as the thing that another one may not use."""
    with open(AUDIT_LOG, encoding="utf-8", errors="replace") as file:
        lines = file.read().splitlines()
    # While auditd was away only the journal has them.
    lines += run("journalctl", "-b", "--no-pager", "-o", "cat", "_TRANSPORT=audit")[1].splitlines()
    denied = [line for line in lines if "avocet" in line and
              re.match(r"(type=)?(AVC|USER_AVC|SELINUX_ERR|SECCOMP) ", line)]
    for line in denied[:20]:
        say("      " + line)
    check("nothing was denied to Avocet itself", not denied, len(denied))
    code, words = run("journalctl", "-b", "--no-pager", "-p", "warning", "-o", "json", "-u", "avocetd.service",
                      "-u", "avocetd.socket", "-u", "avocet-mail.service", "-u", "avocet-mail.path",
                      "-u", "avocet-journal.service", "-u", "avocet-netlink.service")
    entries = [json.loads(line) for line in words.splitlines() if line.startswith("{")]
    # What is told of new alerts has their level; that the test kills avocetd and takes the mail server away is meant.
    words = "\n".join(str(entry["MESSAGE"]) for entry in entries if "SELINUX_SOURCE_TYPE" not in entry
                      and not re.search(r"SIGKILL|status=9/KILL|result 'signal'|the next attempt is at",
                                        str(entry["MESSAGE"])))
    check("our units logged no warning", code == 0 and not words.strip(), words)
    failed = run("systemctl", "--failed", "--plain", "--no-legend")[1]
    check("no unit of ours failed", "avocet" not in failed, failed.strip())


def keep_logs():
    run("sh", "-c", f"""journalctl -b --no-pager >{OUT}/journal.log; cp -r /var/log/audit {OUT}/
        cp -r /var/lib/avocet {OUT}/; avocet list --json >{OUT}/list.json
        avocet status >{OUT}/status.txt; avocet show 1 2 >{OUT}/show.txt
        systemctl status 'avocet*' >{OUT}/units.txt; ps axZ >{OUT}/processes.txt
        ls -lZ /usr/sbin/avocet* /run/avocet /var/lib/avocet* >{OUT}/labels.txt""")


def main():
    os.makedirs(OUT, exist_ok=True)
    for part in (check_services, check_web_page, check_port, check_boolean, check_module,
                 check_mail, check_journal, check_metrics, check_other_user, check_same_without_daemon,
                 check_restarts, check_without_auditd, check_mail_arrives, check_own_denials):
        try:
            part()
        except Exception:  # one part that breaks must not hide the others
            check(part.__name__, False, traceback.format_exc())
    keep_logs()
    print(f"\n{checks} checks, {failures} failed")


if __name__ == "__main__":
    main()
