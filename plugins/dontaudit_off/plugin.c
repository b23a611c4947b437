/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is only seen since somebody had the policy tell also what it otherwise keeps quiet about. */
#include <avocet-plugin.h>

#include <string.h>

/* Checked at each start of a program in another domain, and nearly always refused in silence. */
static bool is_noise(const struct avocet_denial *denial)
{
	static const char *const noise[] = { "noatsecure", "siginh", "rlimitinh" };

	if (!denial->tclass || strcmp(denial->tclass, "process") != 0 || !denial->permissions
		|| !denial->permissions[0])
		return false;
	for (const char *const *item = denial->permissions; item && *item; item++) {
		size_t i = 0;

		while (i < sizeof(noise) / sizeof(*noise) && strcmp(*item, noise[i]) != 0)
			i++;
		if (i == sizeof(noise) / sizeof(*noise))
			return false;
	}
	return true;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (is_noise(denial)) {
		host->ground(host, N_("It only says that {target.type} does not take over the environment of "
				      "{source.type}, which is as it should be."));
		host->confidence(host, 96);
		host->report(host);
	} else if (denial->reason && strcmp(denial->reason, "dontaudit") == 0) {
		host->ground(host, N_("The policy has a rule to refuse just this in silence; either that was "
				      "switched off, or the policy was another one then."));
		host->confidence(host, 35);
		host->report(host);
	}
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "dontaudit_off",
	.match = { .manager = "kernel", .reason = "!allowed" },
	.risk = AVOCET_RISK_NONE,
	.summary = N_("This is refused all the time, and only told now because somebody asked to see "
		      "everything."),
	.explanation = N_("The policy keeps quiet about what programs often try and do not need. These "
			  "silent rules (dontaudit) can be switched off to search for a fault, and then "
			  "the log fills with harmless refusals like this one."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you are done with searching"),
		  .then = N_("switch the silent rules on again: run \"semodule -B\"") },
		{ .when = N_("{source} lacks something, and this came at the same moment"),
		  .then = N_("it may be the reason after all: look at what it says besides") }),
	.analyse = analyse,
};
