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

/* The label of the device that this one stands for, where somebody copied /dev into a smaller world
 * (chroot): "/srv/jail/dev/null" for "/dev/null". NULL: none, or it would not do. */
static const char *type_of_copy(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *copy = denial->path && *denial->path == '/' ? strstr(denial->path + 1, "/dev/") : NULL;
	const char *type = copy && label_can_name(denial->path)
		? host->default_type(host, copy, denial->tclass) : NULL;

	if (!type || !host->has_attribute(host, type, "device_node") || !host->allows_on(host, type))
		return NULL;
	host->word(host, "like_device", copy);
	return type;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *type = host->default_type(host, denial->path, denial->tclass), *copied;

	if (!denial->source.type)
		return;
	if (type && strcmp(type, denial->target.type) != 0 && host->allows_on(host, type))
		return; /* restorecon is enough */
	copied = type_of_copy(host, denial);
	if (copied) {
		host->word(host, "copied_type", copied);
		host->ground(host, N_("{like_device} itself is labelled {copied_type}, which {source.type} may use."));
		host->confidence(host, 85);
		host->report(host);
		return;
	}
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
		{ .when = N_("{target.path} was made as a copy of {like_device}, for a program that sees only a "
			     "part of the system (chroot)"),
		  .then = N_("give it the same label, {copied_type}, with \"semanage fcontext\" and "
			     "restorecon") },
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
