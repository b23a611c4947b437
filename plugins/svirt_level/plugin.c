/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A virtual machine reaches for what belongs to another one. */
#include <avocet-plugin.h>

#include "levels.h"

static bool is_disk(const char *tclass)
{
	return strcmp(tclass, "file") == 0 || strcmp(tclass, "blk_file") == 0;
}

/* Content that many guests read, such as CDs: no harm is meant by it. */
static bool is_for_all(const struct avocet_denial *denial)
{
	return strcmp(denial->target.type, "virt_content_t") == 0;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!denial->target.type || !level_is_anothers(denial))
		return;
	host->ground(host, N_("This guest has the categories of {source.range}, what it wanted "
			      "those of {target.range}."));
	if (is_for_all(denial)) {
		host->word(host, "content", "s0");
		host->risk(host, AVOCET_RISK_MEDIUM);
	} else if (is_disk(denial->tclass)) {
		host->word(host, "shareable", "<shareable/>");
		host->word(host, "anew", N_("anew"));
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "svirt_level",
	.match = {
		.source_type = "svirt*_t qemu_t",
		.target_type = "svirt*_t qemu* virt_*",
		.tclass = "*",
		.reason = "constraint type-enforcement dontaudit no-policy",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("A virtual machine reached for what belongs to another guest."),
	.explanation = N_("Each guest runs with two numbers of its own, its categories, and its "
			  "disks carry the same two. So a guest that breaks out of its machine "
			  "still cannot touch the others. Nothing that weakens this is offered."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("both guests are meant to use this disk"),
		  .then = N_("say so in the definitions of both, with the line {shareable} in the "
			     "part of the disk (virsh edit); libvirt then labels it for all") },
		{ .when = N_("the disk belongs to this guest, and was given to another for a "
			     "while"),
		  .then = N_("stop both guests and start this one: libvirt labels its disks "
			     "{anew}") },
		{ .when = N_("this is something that all guests may read, such as an installation "
			     "disc"),
		  .then = N_("take the categories away, with chcon -l {content}") },
		{ .when = N_("you do not know why it does this"),
		  .then = N_("treat it as a possible attempt to break out: stop this guest, keep "
			     "its disk, and look what ran in it") }),
	.analyse = analyse,
};
