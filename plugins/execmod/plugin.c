/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program changed a file's code in memory and wants to run it: text relocations, or an attack. */
#include <avocet-plugin.h>

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "execmod",
	.match = { .manager = "kernel", .tclass = "file", .any_permission = "execmod" },
	.confidence = 90,
	.risk = AVOCET_RISK_HIGH,
	.summary = N_("{source} changed its copy of {target.path} in memory and tried to run it."),
	.explanation = N_("Libraries that were not built for sharing do this when they are loaded; "
			  "it is called text relocation. But code that was changed cannot be told "
			  "from code that an attacker put there."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the file is a library from a package (\"readelf -d\" shows TEXTREL)"),
		  .then = N_("update the package, or ask its makers to build it with -fPIC") },
		{ .when = N_("you do not know the file, or it is no library"),
		  .then = N_("do not allow it: find out where the file came from") }),
};
