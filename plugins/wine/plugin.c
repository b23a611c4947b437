/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wine, which runs Windows programs, wants address zero for those of 16 bits. */
#include <avocet-plugin.h>

#include "domains.h"

static bool is_called_wine(const struct avocet_denial *denial)
{
	static const char *const programs[] = { "*/wine*", "*/wine/*", NULL };

	return pattern_listed(programs, denial->exe);
}

/* The type is given by the policy and a package is put there by the administrator, but any program
 * may call itself wine: that is left to mmap_zero. */
static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char *const types[] = { "wine_t", "wine_*_t", NULL };

	if (pattern_listed(types, denial->source.type)) {
		host->ground(host, N_("It runs with the type {source.type}, which the policy made for "
				      "Wine."));
		host->report(host);
		return;
	}
	if (!is_called_wine(denial) || !domain_is_installed(denial->exe) ||
		!host->package(host, denial->exe))
		return;
	host->word(host, "wine_package", host->package(host, denial->exe));
	host->confidence(host, 60);
	host->ground(host, N_("{source.exe} belongs to the package {wine_package}."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "wine",
	.match = {
		.manager = "kernel",
		.tclass = "memprotect",
		.any_permission = "mmap_zero",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_HIGH,
	.summary = N_("Wine tried to use memory address zero, which only Windows programs of 16 bits "
		      "need."),
	.explanation = N_("Wine asks for this place each time it starts, and does without it when it "
			  "is refused: newer Windows programs run all the same. It stays forbidden, "
			  "since a program that has this place can use faults of the kernel to rule "
			  "the whole system."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("your Windows program works"),
		  .then = N_("leave it as it is: nothing is missing") },
		{ .when = N_("it is a program of 16 bits and does not start"),
		  .then = N_("run it in a virtual machine or in an emulator such as DOSBox") },
		{ .when = N_("nobody uses Wine here"),
		  .then = N_("treat it as an attack, and find out who started {source}") }),
	.analyse = analyse,
};
