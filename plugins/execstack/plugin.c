/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants its stack executable, mostly since a library lacks the mark that it need not. */
#include <avocet-plugin.h>

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "execstack",
	.match = { .manager = "kernel", .tclass = "process", .any_permission = "execstack" },
	.confidence = 90,
	.risk = AVOCET_RISK_HIGH,
	.summary = N_("{source} tried to make its stack executable."),
	.explanation = N_("The stack holds a program's data while it works. Running it as a "
			  "program is what many attacks try to do. More often the reason is "
			  "harmless: the program, or a library that it uses, was built in an old "
			  "way."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("a library of {source} asks for it (the GNU_STACK line of \"readelf "
			     "-lW\" says RWE)"),
		  .then = N_("update that library, or have it built again with \"-z "
			     "noexecstack\"") },
		{ .when = N_("you do not know why {source} does this"),
		  .then = N_("treat it as a fault or an attack, and report it") }),
};
