/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A service reaches for what people keep in their homes. */
#include <avocet-plugin.h>

#include "domains.h"
#include "label-choice.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *source = denial->source.type;
	const char *usual = host->default_type(host, denial->path, denial->tclass);

	if (!source || label_is_inside(denial) || host->has_attribute(host, source, "userdomain"))
		return;
	if (label_was_moved(denial))
		return; /* it has the label of a home, but is none of its files */
	if (usual && strcmp(usual, denial->target.type) != 0 && host->allows_on(host, usual))
		return; /* restorecon is enough */
	condition(host, strcmp(denial->tclass, "sock_file") == 0 ? "if_socket" : "if_file");
	if (label_wants_write(denial))
		host->ground(host, N_("It was not only to be read."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "home_files",
	.match = {
		.manager = "kernel",
		.source_type = "!init_t !svirt* !user_t !staff_t !guest_t !xguest_t !sysadm_t !sshd_t "
			       "!unconfined_t",
		.target_type = "user_home_t user_home_dir_t admin_home_t",
		.tclass = "file dir lnk_file sock_file fifo_file",
		.any_permission = "* !relabelfrom !relabelto !mounton !execute !execute_no_trans "
				  "!entrypoint",
		.reason = "!allowed !constraint !invalid-context",
	},
	.confidence = 55,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} is a service, and it reached for something that belongs to a person's "
		      "home."),
	.explanation = N_("What people keep in their homes is nobody else's business, so services may "
			  "not use it. Often a service was only started while somebody was in that "
			  "folder, or its settings name a file there by convenience. An intruder would "
			  "look there for keys and passwords."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} is meant to call the program that listens there{if_socket}"),
		  .then = N_("have that program make its socket in a folder of its own below /run "
			     "(RuntimeDirectory= in its unit): a home is no place for what services share") },
		{ .when = N_("{source} is meant to use it{if_file}"),
		  .then = N_("move it out of the home, to the folder where {source} keeps its things, and "
			     "run restorecon on it there") },
		{ .when = N_("{source} works all the same"),
		  .then = N_("leave it as it is") },
		{ .when = N_("you do not know what {source} wanted there"),
		  .then = N_("do not allow it: it may have been broken into") }),
	.analyse = analyse,
};
