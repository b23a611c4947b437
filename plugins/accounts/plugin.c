/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants to change who may log in, or who may become an administrator. */
#include <avocet-plugin.h>

#include "deeds.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (deed_is_mislabelled(host, denial))
		return;
	deed_tell_who(host, denial);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "accounts",
	.match = {
		.manager = "kernel",
		.target_type = "etc_t passwd_file_t sudoers_t",
		.tclass = "file lnk_file",
		.any_permission = "write append create unlink rename link setattr relabelfrom",
		.path = "/etc/passwd /etc/passwd- /etc/group /etc/group- /etc/shadow* "
			"/etc/gshadow* /etc/sudoers /etc/sudoers.d/* /etc/pam.d/* /etc/security/* "
			"/etc/subuid /etc/subgid /etc/ld.so.preload /etc/crontab /etc/cron.d/*",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("{source} tried to change {target.path}, by which accounts or powers are "
		      "given."),
	.explanation = N_("This file helps to decide who may log in, with which password, or as "
			  "whom programs run. Whoever can change it can become an administrator. "
			  "Only a few tools may, and {source.type} is not the type of one. So no "
			  "way to allow it is offered here."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you do not know why {source} does this"),
		  .then = N_("treat it as a possible attack: find out what {source} was doing and "
			     "who could make it do so") },
		{ .when = N_("it was you"),
		  .then = N_("use the tools made for it, such as useradd, passwd or visudo, from "
			     "an administrator's own session") }),
	.analyse = analyse,
};
