/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The X server asks SELinux what programs may do with windows, keyboard and clipboard. */
#include <avocet-plugin.h>

#include "booleans.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	boolean_or_module_report(host, "*x*object_manager*",
		N_("The setting {boolean} is {boolean_now}; most systems have it off."));
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "x_server",
	.match = { .tclass = "x_*", .reason = "!allowed !unknown-class" },
	.confidence = 60,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("The display (the X server) keeps {source.type} apart from {target.type}."),
	.explanation = N_("On X every program can see the windows of all others, their keys and the "
			  "clipboard. This system has switched on that the X server asks SELinux "
			  "first. That is made for systems with secrets of several levels, and "
			  "ordinary desktops meet many refusals with it."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("this is an ordinary desktop"),
		  .then = N_("{boolean_changes}, as most systems have it, and log in again"),
		  .action = AVOCET_SET_BOOLEAN },
		{ .when = N_("the separation is wanted"),
		  .then = N_("leave it as it is: the two programs are meant to be kept apart") },
		{ .when = N_("a program does not work on such a desktop"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		FIX_ALLOW),
	.analyse = analyse,
};
