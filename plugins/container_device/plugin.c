/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A container reaches for a device of the host. */
#include <avocet-plugin.h>

#include "containers.h"

static const char *const settings[] = {
	"container_use_*", "container_*device*", "virt_sandbox_use_*", NULL,
};

/* Through these everything on the host can be read, whatever the container is for. */
static const char *const raw[] = { "fixed_disk_device_t", "memory_device_t", "nvram_device_t",
	"cpu_device_t", NULL };

static bool is_raw(const char *type)
{
	for (const char *const *name = raw; *name; name++)
		if (strcmp(*name, type) == 0)
			return true;
	return false;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (is_raw(denial->target.type)) {
		host->risk(host, AVOCET_RISK_ATTACK);
		host->ground(host, N_("Through {target.path} all files or the memory of the host "
				      "can be read, past all protection."));
		host->word(host, "raw", N_("device"));
	} else {
		choose_booleans_named(host, settings);
		host->word(host, "given", "--device");
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "container_device",
	.match = {
		.manager = "kernel",
		.source_type = CONTAINER_TYPES,
		.target_type = "device_t *_device_t !null_device_t !zero_device_t",
		.tclass = "chr_file blk_file",
		.any_permission = "read write open ioctl map append",
	},
	.confidence = 88,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("A container tried to use a device of the host, {target.path}."),
	.explanation = N_("Containers see only a few harmless devices. A graphics card, a USB "
			  "stick or a disk must be handed over by whoever starts the container, "
			  "and the policy must agree."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you do not know why it wants this {raw}"),
		  .then = N_("treat it as a possible attempt to break out: stop the container, "
			     "keep it, and look what ran in it") },
		{ .when = N_("containers on this machine are meant to use such devices"),
		  .then = N_("{boolean_changes}. It holds for all containers, for the devices that "
			     "are handed to them"),
		  .action = AVOCET_SET_BOOLEAN },
		{ .when = N_("only this container is meant to use it"),
		  .then = N_("hand it over with {given} {target.path}, and let udica make a policy "
			     "for this container alone: podman inspect CONTAINER | udica NAME") },
		{ .when = N_("it is not meant to"),
		  .then = N_("leave it as it is") }),
	.analyse = analyse,
};
