/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Are you a terminal?" is asked of what is none: programs do so with all that they open. */
#include <avocet-plugin.h>

#include "domains.h"
#include "modules.h"

/* TCGETS, TIOCGWINSZ, TCGETS2 */
static const char *const questions[] = { "0x5401", "0x5413", "0x542a", NULL };

/* Of devices only these are sure to be no terminals. */
static bool is_no_terminal(const struct avocet_denial *denial)
{
	static const char *const devices[] = {
		"null_device_t", "zero_device_t", "random_device_t", "urandom_device_t", NULL,
	};

	return strcmp(denial->tclass, "chr_file") != 0 || pattern_listed(devices, denial->target.type);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!pattern_listed(questions, denial->ioctlcmd) || !is_no_terminal(denial))
		return;
	host->ground(host, N_("It is no terminal, so the answer would have been no in any case."));
	module_report(host, AVOCET_RULE_DONTAUDIT);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "terminal_question",
	.match = {
		.manager = "kernel",
		.tclass = "file dir fifo_file sock_file chr_file *socket",
		.only_permissions = "ioctl",
		.reason = "!allowed",
	},
	.confidence = 92,
	.risk = AVOCET_RISK_NONE,
	.summary = N_("{source} only asked whether it has a terminal before it, a window with text."),
	.explanation = N_("Many programs, and the languages that they are written in, ask this of "
			  "everything that they open, to know how to write to it. It is harmless, and "
			  "refusing it changes nothing."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same, as is to be expected"),
		  .then = N_("leave it as it is") },
		FIX_SILENCE,
		{ .when = N_("{source} does not work"),
		  .then = N_("look at its other denials: this is not the reason") }),
	.analyse = analyse,
};
