/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A virtual machine reaches for a program of the host. */
#include <avocet-plugin.h>

#include "domains.h"

/* Other guests are told of by svirt_level. */
static bool is_guest(const char *type)
{
	static const char *const guests[] = { "svirt*_t", "qemu*_t", NULL };

	return pattern_listed(guests, type);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!denial->target.type || is_guest(denial->target.type))
		return;
	host->ground(host, N_("The other program runs as {target.type}, which is no type of a guest."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "svirt_process",
	.match = {
		.manager = "kernel",
		.source_type = "svirt*_t qemu_t !svirt_lxc_net_t",
		.tclass = "process",
		.any_permission = "ptrace signal sigkill sigstop transition dyntransition",
		.reason = "type-enforcement constraint dontaudit no-policy",
	},
	.confidence = 88,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("A virtual machine reached for {process}, which belongs to the host."),
	.explanation = N_("What runs a guest needs only the guest's own disks and devices. It neither "
			  "traces nor ends programs of the host. One that tries may have been taken over "
			  "from within, so nothing that allows it is offered."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you do not know why it does this"),
		  .then = N_("treat it as a possible attempt to break out: stop this guest, keep "
			     "its disk, and look what ran in it") },
		{ .when = N_("you were debugging the virtual machine"),
		  .then = N_("do it from an administrator's own session, not from within") }),
	.analyse = analyse,
};
