/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants the memory at address zero: what attacks on the kernel need. */
#include <avocet-plugin.h>

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "mmap_zero",
	.match = {
		.manager = "kernel",
		.tclass = "memprotect",
		.any_permission = "mmap_zero",
		.source_type = "!wine_t !wine_*_t !vbetool_t",
	},
	.confidence = 92,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("{source} tried to place something at memory address zero, as attacks on the "
		      "kernel do."),
	.explanation = N_("The kernel sometimes stumbles over an empty address (a NULL pointer). A "
			  "program that put its own code there before would then rule the whole "
			  "system. Only very few old programs need that place for something "
			  "harmless: they run 16-bit Windows or DOS programs, or read the video "
			  "BIOS."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you do not know why {source} does this"),
		  .then = N_("treat it as an attack: stop the program, find out where it came from, "
			     "and install the newest kernel") },
		{ .when = N_("it was you who ran an old Windows or DOS program"),
		  .then = N_("leave it forbidden, and run that program in a virtual machine") }),
};
