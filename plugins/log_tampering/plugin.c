/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that keeps no logs wants to change or to remove those of the system. */
#include <avocet-plugin.h>

#include "deeds.h"

/* The logs in which an intruder would be seen. Others in /var/log may be the program's own. */
static const char *const telling[] = { "messages*", "secure*", "syslog*", "auth.log*", "kern.log*",
	"audit.log*", "wtmp*", "btmp*", "utmp*", "lastlog*", "faillog*", "sudo.log*", "cron",
	"cron.log*", "daemon.log*", "user.log*", "dmesg*", "journal", "*.journal", NULL };

/* Labels that only such logs have. */
static const char *const telling_types[] = { "auditd_log_t", "wtmp_t", "lastlog_t", "faillog_t",
	"systemd_journal_t", NULL };

/* Of these even what is added matters: they are written by one program alone. */
static const char *const kept_by_one[] = { "auditd_log_t", "systemd_journal_t", NULL };

static bool is_telling(const struct avocet_denial *denial)
{
	return pattern_listed(telling_types, denial->target.type) ||
		pattern_listed(telling, deed_target_name(denial));
}

/* New entries in the folder of all logs are a program's own log that has no label yet. */
static bool takes_away(const struct avocet_denial *denial)
{
	static const char *const away[] = {
		"unlink", "rename", "remove_name", "rmdir", "setattr", NULL,
	};

	if (strcmp(denial->tclass, "dir") != 0 || pattern_listed(telling_types, denial->target.type))
		return true;
	for (const char *const *permission = denial->permissions; *permission; permission++)
		if (pattern_listed(away, *permission))
			return true;
	return false;
}

/* Adding to a log is what logs are for. */
static bool only_adds(const struct avocet_denial *denial)
{
	static const char *const adding[] = { "append", "open", "getattr", "lock", "ioctl", NULL };

	for (const char *const *permission = denial->permissions; *permission; permission++)
		if (!pattern_listed(adding, *permission))
			return false;
	return !pattern_listed(kept_by_one, denial->target.type);
}

/* Logs are what logrotate is there for, but the audit system sees to its own. */
static void tell_rotation(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!pattern_listed(kept_by_one, denial->target.type))
		return;
	host->word(host, "kept_type", denial->target.type);
	host->ground(host, N_("What is labelled {kept_type} is made and removed by the program that writes it, and by "
			      "no other."));
	host->risk(host, AVOCET_RISK_MEDIUM);
	host->confidence(host, 70);
	host->report(host);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (deed_is_mislabelled(host, denial) || !takes_away(denial) || only_adds(denial))
		return;
	if (pattern_fits("logrotate_t", denial->source.type)) {
		tell_rotation(host, denial);
		return;
	}
	deed_tell_who(host, denial);
	if (is_telling(denial)) {
		host->ground(host, N_("In this log the traces of an intruder would be found."));
	} else {
		host->word(host, "own_log", N_("log"));
		host->confidence(host, 40);
		host->risk(host, AVOCET_RISK_MEDIUM);
		host->ground(host, N_("By its name this could also be a log of {source} itself."));
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "log_tampering",
	.match = {
		.manager = "kernel",
		.source_type = "!auditd_t !syslogd_t !auditctl_t !init_t !systemd_* "
			       "!local_login_t !remote_login_t !sshd_t !xdm_t",
		.target_type = "auditd_log_t var_log_t wtmp_t lastlog_t faillog_t systemd_journal_t",
		.tclass = "file dir lnk_file",
		.any_permission = "write append unlink rename link setattr remove_name add_name rmdir "
				  "create relabelfrom",
	},
	.confidence = 88,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("{source} tried to change or remove a log of the system."),
	.explanation = N_("Logs tell what happened, so programs may at most add to them. Intruders "
			  "change or remove them to hide what they did."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the settings of {source} name these logs ({kept_type})"),
		  .then = N_("take them out: auditd sees to its logs itself (max_log_file_action= in "
			     "/etc/audit/auditd.conf), and journald to the journal (SystemMaxUse= in "
			     "/etc/systemd/journald.conf)") },
		{ .when = N_("{source} writes this {own_log} itself"),
		  .then = N_("give it a folder of its own in its settings, such as "
			     "/var/log/NAME-OF-THE-PROGRAM") },
		{ .when = N_("it was not you, nor a tool that you started"),
		  .then = N_("treat it as a possible attack: keep a copy of the logs elsewhere, "
			     "then find out who started {source}, and what else it did") },
		{ .when = N_("it was you, to make room"),
		  .then = N_("let logrotate do it, or do it from an administrator's own "
			     "session") }),
	.analyse = analyse,
};
