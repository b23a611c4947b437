/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program puts something into the kernel, or changes what it is started from. */
#include <avocet-plugin.h>

#include "deeds.h"

/* What the kernel is started from, and what it loads later. */
static const char *const kernel_files[] = { "modules_object_t", "modules_dep_t", "modules_conf_t",
	"boot_t", "system_map_t", NULL };

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool loads = strcmp(denial->tclass, "system") == 0;

	if (!loads && !pattern_listed(kernel_files, denial->target.type))
		return;
	if (!loads)
		host->ground(host, N_("{target.type} is the label of the kernel, its modules or "
				      "their settings."));
	else if (strcmp(denial->target.type, "modules_object_t") == 0)
		host->ground(host, N_("The module has the label of those that came with the kernel "
				      "({target.type})."));
	else
		host->ground(host, N_("Modules that came with the kernel have the label "
				      "modules_object_t; this one has {target.type}, so it came "
				      "from elsewhere."));
	deed_tell_who(host, denial);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "kernel_modules",
	.match = {
		.manager = "kernel",
		.target_type = "*",
		.tclass = "system file dir lnk_file",
		.any_permission = "module_load write append create unlink rename link setattr "
				  "add_name remove_name rmdir",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("{source} tried to change the kernel, by a module or by its files."),
	.explanation = N_("What is inside the kernel can do anything and can hide itself: it is "
			  "what an intruder wants most. Only the system's own tools may do this, "
			  "and {source.type} is not the type of one. So no way to allow it is "
			  "offered here."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("it was not you, nor an update that you started"),
		  .then = N_("treat it as a possible attack: find out who started {source}, and "
			     "what else it did") },
		{ .when = N_("it was you, for a driver that you trust"),
		  .then = N_("install it as a package (or with dkms) from an administrator's own "
			     "session, so that it lies under /usr/lib/modules with the right "
			     "label") }),
	.analyse = analyse,
};
