/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants memory that it can write to and then run: compilers at run time, and attacks. */
#include <avocet-plugin.h>

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "execmem",
	.match = { .manager = "kernel", .tclass = "process", .any_permission = "execmem" },
	.confidence = 70,
	.risk = AVOCET_RISK_HIGH,
	.summary = N_("{source} asked for memory that it can both write to and run as a program."),
	.explanation = N_("Programs that make code while they work need such memory, for example "
			  "those with a Java or JavaScript engine. In all others it is dangerous: "
			  "what an attacker sends as data could be run."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} makes code while it works (often called JIT)"),
		  .then = N_("switch that off in its own settings, if it works without") },
		{ .when = N_("it does not, or you do not know"),
		  .then = N_("do not allow it: report it to the makers of the program") }),
};
