/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Somebody wants to switch SELinux off, or to turn its settings. */
#include <avocet-plugin.h>

#include "deeds.h"

/* The files under /sys/fs/selinux that change something; to others programs write questions. */
static const char *const levers[] = { "enforce", "disable", "load", "checkreqprot",
	"commit_pending_bools", NULL };

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool asks = strcmp(denial->tclass, "security") != 0 &&
		strcmp(denial->target.type, "security_t") == 0 &&
		!pattern_listed(levers, deed_target_name(denial));

	if (asks)
		return;
	deed_tell_who(host, denial);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "setenforce",
	.match = {
		.manager = "kernel",
		.target_type = "security_t boolean_t *_boolean_t secure_mode*_t",
		.tclass = "security file",
		.any_permission = "setenforce setbool setsecparam setcheckreqprot write",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("{source} tried to switch SELinux off or to turn one of its settings."),
	.explanation = N_("Only the tools of an administrator may do this. An intruder does it "
			  "early, so that SELinux no longer stands in the way. That is why no way "
			  "to allow it is offered here."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("it was not you, nor a tool that you started"),
		  .then = N_("treat it as a possible attack: find out who started {source}, and "
			     "what else it did") },
		{ .when = N_("it was you"),
		  .then = N_("do it from an administrator's own session instead, for example with "
			     "sudo: programs of the type {source.type} are not meant to do it") }),
	.analyse = analyse,
};
