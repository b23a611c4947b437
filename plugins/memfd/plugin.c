/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program runs another one that exists in memory only: no file, so nothing to find later. */
#include <avocet-plugin.h>

#include "domains.h"

/* These copy themselves into memory before they enter a container, for safety. */
static const char *const runtimes[] = {
	"*/runc", "*/crun", "*/youki", "*/snap-exec", "*/snap-confine", "*/containerd-shim*",
	"*/conmon", "*/lxc-attach", "*/lxc-start", NULL,
};

static bool is_in_memory(const struct avocet_denial *denial)
{
	if (denial->tclass && strcmp(denial->tclass, "memfd_file") == 0)
		return true;
	return denial->path && strncmp(denial->path, "/memfd:", strlen("/memfd:")) == 0;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!is_in_memory(denial))
		return;
	if (pattern_listed(runtimes, denial->exe) && domain_is_installed(denial->exe)) {
		host->word(host, "runtime", denial->exe);
		host->word(host, "runtime_package", host->package(host, denial->exe));
		host->risk(host, AVOCET_RISK_MEDIUM);
		host->confidence(host, 85);
		host->ground(host, N_("{runtime} starts containers, and is known to run a copy of itself from "
				      "memory so that a container cannot change it."));
	} else {
		host->word(host, "unknown_program", denial->comm);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "memfd",
	.match = {
		.manager = "kernel",
		.tclass = "memfd_file file",
		.any_permission = "execute execute_no_trans entrypoint execmod",
		.reason = "!allowed",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("{source} tried to run a program that is in no file, only in memory."),
	.explanation = N_("A program in memory leaves no trace on the disk, and no scanner sees it. "
			  "Intruders like that. Only a few programs do it for a good reason, such as "
			  "those that start containers."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{runtime} is newer than the policy"),
		  .then = N_("install the newest updates of the policy and of its part for containers "
			     "(container-selinux)") },
		{ .when = N_("you did not start {runtime}"),
		  .then = N_("find out who did") },
		{ .when = N_("you do not know why {unknown_program} does this"),
		  .then = N_("treat it as an attack: keep a copy of its memory if you can (gcore), stop it, and "
			     "find out who started it") },
		{ .when = N_("it was you, trying something out"),
		  .then = N_("put the program of {unknown_program} into a file, and run that") }),
	.analyse = analyse,
};
