/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Somebody wants to load another policy, or to change the files that it is made of. */
#include <avocet-plugin.h>

#include "deeds.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool loads = strcmp(denial->tclass, "security") == 0;

	/* Files of security_t are the kernel's, not the policy's. */
	if (!loads && strcmp(denial->target.type, "security_t") == 0)
		return;
	deed_tell_who(host, denial);
	if (loads)
		host->ground(host, N_("A policy that is loaded counts at once, for all programs."));
	else
		host->ground(host, N_("{target.type} is the label of what SELinux's rules are made "
				      "of."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "selinuxpolicy",
	.match = {
		.manager = "kernel",
		.source_type = "!semanage_t !load_policy_t !setfiles_t",
		.target_type = "security_t selinux_config_t semanage_store_t semanage_var_lib_t "
			       "policy_config_t policy_src_t default_context_t file_context_t",
		.tclass = "security file dir lnk_file",
		.any_permission = "load_policy write append create unlink rename link setattr "
				  "add_name remove_name rmdir relabelfrom relabelto",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("{source} tried to change the rules of SELinux, its policy."),
	.explanation = N_("The policy says what each program may do. Only the tools made for it "
			  "may change it. With another one loaded, anything can be allowed, so no "
			  "way to allow this is offered here."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("it was not you, nor an update that you started"),
		  .then = N_("treat it as a possible attack: find out who started {source}, and "
			     "what else it did") },
		{ .when = N_("it was you"),
		  .then = N_("use the tools that are made for it (semodule, semanage, setsebool) "
			     "from an administrator's own session") },
		{ .when = N_("an update was being installed at that time"),
		  .then = N_("install the package with the policy again, and see whether it comes "
			     "back") }),
	.analyse = analyse,
};
