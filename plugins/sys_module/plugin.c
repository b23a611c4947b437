/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants to load or remove a kernel module itself, or only asked for a network card. */
#include <avocet-plugin.h>

#include <string.h>

/* Whoever asks about a network card that is not there makes the kernel look for a driver of that
 * name, and ask for this privilege. */
static bool only_asks(const struct avocet_denial *denial)
{
	return denial->syscall && strcmp(denial->syscall, "ioctl") == 0;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (only_asks(denial)) {
		host->word(host, "call", denial->syscall);
		host->ground(host, N_("It did not load a module: it asked about a device, most likely a "
				      "network card that is not there ({call}), and the kernel then "
				      "looks for a driver of that name."));
		host->risk(host, AVOCET_RISK_MEDIUM);
		host->confidence(host, 80);
	} else {
		host->word(host, "loads", "insmod");
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "sys_module",
	.match = {
		.manager = "kernel",
		.tclass = "capability cap_userns",
		.any_permission = "sys_module",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("{source} asked for the right to put modules into the kernel."),
	.explanation = N_("A kernel module may do everything, and nothing can stop it: whoever can "
			  "load one owns the computer, and intruders hide in one. Only few "
			  "programs of the system itself need this right."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} only wanted to know about a device ({call})"),
		  .then = N_("look in its settings for the name of a network card that does not "
			     "exist; without one nothing is missing, and you can leave it as it is") },
		{ .when = N_("you do not know why {source} does this"),
		  .then = N_("treat it as a possible attack: stop the program and find out what it "
			     "was doing") },
		{ .when = N_("it was you, with {loads} or a tool like it"),
		  .then = N_("do it as an administrator at a terminal, not from a service") }),
	.analyse = analyse,
};
