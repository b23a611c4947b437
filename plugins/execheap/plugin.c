/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants heap memory that is both writable and executable. */
#include <avocet-plugin.h>

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "execheap",
	.match = { .manager = "kernel", .tclass = "process", .any_permission = "execheap" },
	.confidence = 95,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("{source} tried to make its heap executable."),
	.explanation = N_("The heap is where a program keeps its data. If data can be run as a "
			  "program, an attacker only has to send some. Well-made programs never "
			  "need this."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you do not know why {source} does this"),
		  .then = N_("treat it as a possible attack: stop the program and find out what it "
			     "was doing") },
		{ .when = N_("it always did this, also when it was new"),
		  .then = N_("it is a fault of the program: report it to its makers") }),
};
