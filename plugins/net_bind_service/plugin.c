/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program may not listen on ports below 1024, whatever the label of the port. */
#include <avocet-plugin.h>

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "net_bind_service",
	.match = {
		.manager = "kernel",
		.tclass = "capability",
		.only_permissions = "net_bind_service",
		.reason = "!allowed",
	},
	.confidence = 85,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted a port below 1024, which only system services may have."),
	.explanation = N_("Other computers trust that what answers on a low port is a service of the "
			  "system. This is not about one port and its label: {source.type} may use none "
			  "of the low ports at all."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} can do with another port"),
		  .then = N_("choose one from 1024 on in its settings") },
		{ .when = N_("it is a service and must have that port"),
		  .then = N_("let systemd open the port for it with a socket unit, if it can take it over; or "
			     "let a web server or proxy that may do it pass the calls on") },
		{ .when = N_("it was made for such a port"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") }),
};
