/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nothing better is known of it, but by its label a file has an owner: the program itself, or another
 * service. */
#include <avocet-plugin.h>

#include "domains.h"
#include "logs.h"

/* What is told of elsewhere: changes to logs, and to web pages. */
static bool is_told_elsewhere(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char logs[] = "wtmp_t lastlog_t faillog_t systemd_journal_t";
	const char *type = denial->target.type;

	if (log_is_kept_from_its_writer(host, denial))
		return true;
	if (label_wants_write(denial) && pattern_in("httpd_*content_t", type) &&
		label_is_kin(denial->source.type, type))
		return true;
	return label_wants_write(denial) && pattern_in(logs, type);
}

/* Types of what belongs to nobody in particular. */
static bool is_everybodys(const char *type)
{
	static const char *const shared[] = {
		"lib_t", "bin_t", "tmpfs_t", "user_tmp_t", "root_t", "shell_exec_t", "user_home_t",
		"admin_home_t", "*_home_dir_t", "proc_*", "sysctl_*", "sysfs_t", "security_t", "*_fs_t",
		"fs_t", "boot_t", "locale_t", "*_device_t", "public_content*_t", NULL,
	};

	return label_is_generic(type) || label_is_missing(type) || label_is_of_mount(type) ||
		pattern_listed(shared, type);
}

/* The domain that the type is named after, as the policy has it: httpd_t of httpd_sys_content_t. */
static bool find_owner(struct avocet_host *host, const char *type, char *owner, size_t size)
{
	size_t length = strlen(type);

	while (length > 0) {
		while (length > 0 && type[--length] != '_')
			;
		if (length == 0 || length + sizeof("_t") > size)
			continue;
		memcpy(owner, type, length);
		memcpy(owner + length, "_t", sizeof("_t"));
		if (host->has_attribute(host, owner, "domain"))
			return true;
	}
	return false;
}

static void tell_owner(struct avocet_host *host, const struct avocet_denial *denial)
{
	char owner[128];

	if (!find_owner(host, denial->target.type, owner, sizeof(owner))) {
		host->word(host, "no_owner", denial->target.type);
	} else if (strcmp(owner, denial->source.type) == 0 ||
		label_shares_stem(denial->source.type, denial->target.type)) {
		host->word(host, "own_label", denial->target.type);
		host->ground(host, N_("By its name {own_label} is made for {source.type}, but not for this."));
	} else {
		host->word(host, "owner", owner);
		host->ground(host, N_("By its name {target.type} is made for programs of the type {owner}."));
	}
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char *const objects[] = { "object_r", NULL };

	if (!denial->source.type || !denial->target.type || is_everybodys(denial->target.type) ||
		!pattern_listed(objects, denial->target.role) || is_told_elsewhere(host, denial))
		return;
	tell_owner(host, denial);
	if (!label_is_kept(denial->target.type))
		host->make_module(host, AVOCET_RULE_ALLOW);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "whose_files",
	.match = {
		.manager = "kernel",
		.source_type = NO_CONTAINERS " !svirt* !guest_t !xguest_t !user_t !staff_t",
		.tclass = "file dir lnk_file sock_file fifo_file",
		.any_permission = "* !relabelfrom !relabelto !mounton !execute !execute_no_trans !entrypoint "
				  "!execmod !map !associate",
		.reason = "!allowed !constraint !unknown-class",
	},
	.confidence = 20,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{target.path} is labelled {target.type}, and the policy does not expect {source} to use "
		      "that so."),
	.explanation = N_("The label of a file says whose it is, and what for. Two programs may be set up to "
			  "work together in a way that the policy does not know, or something was put in the "
			  "wrong place. It is less likely, but a program that was broken into reaches for "
			  "what is another's, too."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is") },
		{ .when = N_("{source} does not work without it (it is for its own files, {own_label})"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		{ .when = N_("{source} is meant to work together with programs of the type {owner}"),
		  .then = N_("look whether one of the two has a package with policy for that (its name often "
			     "ends in -selinux), and install the newest updates") },
		{ .when = N_("{source} is not meant to use what belongs to {owner}"),
		  .then = N_("mend its settings, so that it keeps its things in a folder of its own; if they do "
			     "not explain it, find out why it did this") },
		{ .when = N_("{source} is meant to use what is labelled {no_owner}"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		{ .when = N_("nothing in the settings of {source} explains it (what is labelled {no_owner} is not "
			     "for it)"),
		  .then = N_("do not allow it, and find out why it did this") },
		{ .when = N_("you know why {source} needs this, and updates do not help"),
		  .then = N_("allow just this with a small module of your own, and remove it when the policy "
			     "knows it"),
		  .action = AVOCET_LOAD_MODULE }),
	.analyse = analyse,
};
