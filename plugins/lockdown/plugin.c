/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check that kernels from 5.6 to 5.15 had, and later ones do not. */
#include <avocet-plugin.h>

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "lockdown",
	.match = {
		.manager = "kernel",
		.tclass = "lockdown",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("This kernel asks about lockdown, a question that was dropped after Linux 5.15."),
	.explanation = N_("Lockdown keeps even root from changing the running kernel. For some time SELinux "
			  "was asked as well, but often at the wrong moment and for the wrong program, so "
			  "that was given up. Lockdown itself works without it. Mostly nothing is "
			  "missing but a measurement, or a look at the kernel's inside."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is; a newer kernel does not ask any more") },
		{ .when = N_("it does not"),
		  .then = N_("update the kernel, or the policy, which then leaves this out") }),
};
