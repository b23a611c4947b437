/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whatever was refused: a service's program that itself lies where anybody may put files. */
#include <avocet-plugin.h>

#include "deeds.h"
#include "domains.h"
#include "services.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!denial->source.type || !deed_by_service(host, denial) ||
		!service_is_one(host, denial->source.type))
		return;
	host->ground(host, N_("It runs with the type of a service, {source.type}."));
	deed_tell_who(host, denial);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "temporary_program",
	.match = {
		.manager = "kernel",
		.source_type = NO_CONTAINERS " !svirt*",
		.exe = "/tmp/* /var/tmp/* /dev/shm/* /memfd:*",
	},
	.confidence = 80,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("The program {source.exe} itself lies where anybody may put files."),
	.explanation = N_("Programs of the system are installed into folders that only the administrator "
			  "can write to. One that runs from a temporary folder, or from memory, and with the "
			  "rights of a service, was most likely put there by somebody who found a hole in "
			  "that service."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you do not know {source.exe}"),
		  .then = N_("treat it as a possible attack: keep a copy of it, stop it, and find out who put "
			     "it there and what else it did") },
		{ .when = N_("you put {source.exe} there yourself"),
		  .then = N_("move it to where programs belong, such as /usr/local/bin, and give it the label "
			     "of that place with restorecon") }),
	.analyse = analyse,
};
