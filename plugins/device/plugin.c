/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A device whose file has only the label that any device has. */
#include <avocet-plugin.h>

#include "label-choice.h"

/* Sets {device_type} when there is a label for such a device that is made for the program. */
static void look_for_type(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *const *types = host->types_that_allow(host, "device_node");

	for (; *types; types++) {
		if (!label_is_kin(denial->source.type, *types))
			continue;
		host->word(host, "device_type", *types);
		host->ground(host, N_("By its name {device_type} is made for {source.type}."));
		return;
	}
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *type = host->default_type(host, denial->path, denial->tclass);

	if (!denial->source.type)
		return;
	if (type && strcmp(type, denial->target.type) != 0 && host->allows_on(host, type))
		return; /* restorecon is enough */
	if (type && !pattern_listed((const char *const[]){ "device_t", "default_t", NULL }, type)) {
		host->word(host, "usual_type", type);
		host->ground(host, N_("The policy wants {usual_type} there, which {source.type} may not "
				      "use either."));
	}
	look_for_type(host, denial);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "device",
	.match = {
		.manager = "kernel",
		.target_type = "device_t",
		.source_type = "!container* !svirt*",
		.tclass = "chr_file blk_file",
		.reason = "!allowed !constraint",
	},
	.confidence = 75,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{target.path} is a device without a label of its own."),
	.explanation = N_("Devices get their labels when they appear. A new kind of device that the "
			  "policy does not know, or one that a program made itself, has a label that "
			  "nobody may use: allowing that would open all unknown devices, disks among "
			  "them."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} is meant to use this device"),
		  .then = N_("have udev label it whenever it appears: a rule with "
			     "SECLABEL, and the type {device_type}") },
		{ .when = N_("{source} is meant to use this device"),
		  .then = N_("install the newest updates of the policy; if they do not help, have udev "
			     "give the device the label of a similar one, by a rule with SECLABEL") },
		{ .when = N_("a program made the file itself (with mknod)"),
		  .then = N_("have it leave that to udev, or run restorecon afterwards") }),
	.analyse = analyse,
};
