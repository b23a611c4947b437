/* SPDX-License-Identifier: GPL-2.0-or-later */
/* systemd refused to start, stop or show a unit: the wrong role, a lost label, or none of its
 * business. */
#include <avocet-plugin.h>

#include <string.h>

#include "deeds.h"
#include "modules.h"

/* The label that the unit's file should have, if that one would do. */
static const char *lost_label(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *type;

	if (strcmp(denial->tclass, "service") != 0 || !denial->path || !denial->target.type)
		return NULL;
	type = host->default_type(host, denial->path, "file");
	if (!type || strcmp(type, denial->target.type) == 0)
		return NULL;
	return host->allows_on(host, type) ? type : NULL;
}

static bool only_asks(const struct avocet_denial *denial)
{
	for (const char *const *item = denial->permissions; *item; item++)
		if (strcmp(*item, "status") != 0)
			return false;
	return true;
}

/* What watches over the system: whoever breaks in stops it first. */
static bool is_guard(const struct avocet_denial *denial)
{
	static const char *const types[] = { "auditd_unit*_t", "syslogd_unit*_t", "firewalld_unit*_t",
		"iptables_unit*_t", "nftables_unit*_t", "clamd_unit*_t", "antivirus_unit*_t",
		"fail2ban_unit*_t", "aide_unit*_t", NULL };
	static const char *const units[] = { "*/auditd.service", "*/rsyslog.service", "*/syslog*.service",
		"*/systemd-journald*", "*/firewalld.service", "*/iptables.service", "*/nftables.service",
		"*/ufw.service", "*/fail2ban.service", "*/clamav-*.service", "*/avocet*", NULL };

	return pattern_listed(types, denial->target.type) || pattern_listed(units, denial->path);
}

static bool stops(const struct avocet_denial *denial)
{
	for (const char *const *item = denial->permissions; *item; item++)
		if (strcmp(*item, "stop") == 0 || strcmp(*item, "disable") == 0)
			return true;
	return false;
}

/* A label of units that have none of their own: a rule for one of them is a rule for all. */
static bool is_shared(const struct avocet_denial *denial)
{
	static const char *const shared[] = { "systemd_unit_t", "systemd_unit_file_t", "initrc_exec_t",
		"lib_t", "etc_t", "usr_t", "init_t", "unlabeled_t", NULL };

	return pattern_listed(shared, denial->target.type);
}

static void tell_unit(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (denial->target.type && strcmp(denial->target.type, "power_unit_t") == 0)
		host->ground(host, N_("The unit stops or restarts the whole computer."));
	if (denial->path && strcmp(denial->tclass, "system") == 0)
		host->ground(host, N_("systemd could not tell the label of the file of {unit}, so it asked "
				      "about itself instead."));
}

static void tell_role(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *role = denial->source.role;

	if (!role || strcmp(role, "system_r") == 0)
		host->word(host, "of_service", denial->source.type ? denial->source.type : "");
	else if (strcmp(role, "staff_r") == 0)
		host->word(host, "staff_role", role);
	else if (strcmp(role, "sysadm_r") == 0 || strcmp(role, "unconfined_r") == 0)
		host->word(host, "admin_role", role);
	else
		host->word(host, "people_role", role);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *type = lost_label(host, denial);

	if (type) {
		host->word(host, "default_type", type);
		host->ground(host, N_("The file's label is {target.type}; the policy wants {default_type} "
				      "there, and {source.type} may do this with such units."));
		host->confidence(host, 93);
		host->risk(host, AVOCET_RISK_LOW);
		host->report(host);
		return;
	}
	tell_unit(host, denial);
	if (is_guard(denial) && stops(denial) && deed_by_service(host, denial)) {
		host->word(host, "guard", denial->source.type);
		host->ground(host, N_("A service wanted to stop what watches over the system: {unit}."));
		host->confidence(host, 85);
		host->risk(host, AVOCET_RISK_ATTACK);
		host->report(host);
		return;
	}
	tell_role(host, denial);
	if (only_asks(denial) || !is_shared(denial))
		host->make_module(host, AVOCET_RULE_ALLOW);
	else if (deed_by_service(host, denial))
		host->ground(host, N_("{target.type} is the label of many units, or of systemd itself: a rule "
				      "for it would be one for all of them."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "systemd_unit",
	.match = {
		.manager = "systemd",
		.tclass = "service system",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 70,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("systemd refused what {source.type} asked of it."),
	.explanation = N_("systemd starts and stops the services of the system. It asks SELinux who may ask "
			  "for that, and for which service: the file that describes a service has a label "
			  "for this. Being root is not enough: it also takes the role of an "
			  "administrator."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the file of {unit} is where it should be"),
		  .then = N_("give it the label that belongs there ({default_type})"),
		  .action = AVOCET_RESTORE_LABEL },
		{ .when = N_("it was not you who had {guard} do this"),
		  .then = N_("treat it as a possible attack: intruders first stop what could see them. Find "
			     "out which program of that type it was, and what else it did") },
		{ .when = N_("it was you, with a script that runs as {guard}"),
		  .then = N_("do it yourself as an administrator instead (systemctl), not from a service") },
		{ .when = N_("you asked for it yourself, in the role {staff_role}"),
		  .then = N_("take the role of an administrator for it: \"sudo -r sysadm_r -t sysadm_t\" "
			     "before the command") },
		{ .when = N_("you asked for it yourself, in the role {people_role}"),
		  .then = N_("leave it to an administrator: this role is not meant to rule services") },
		{ .when = N_("you asked for it yourself, in the role {admin_role}"),
		  .then = N_("install the newest updates of the policy: an administrator should be able to "
			     "do this, but for units that are meant to be left alone") },
		{ .when = N_("it is the work of a service ({of_service}), which need not rule others"),
		  .then = N_("leave it as it is; if it serves the network, find out why it tried") },
		{ .when = N_("it is its work to do so ({of_service})"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		FIX_ALLOW),
	.analyse = analyse,
};
