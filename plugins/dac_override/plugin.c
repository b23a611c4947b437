/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program of root meets a file that its owner and mode close to root: it wants root's power to
 * ignore them. What must be mended is the file; the power is never given. */
#include <avocet-plugin.h>

#include <stdio.h>
#include <string.h>

/* One audit rule is enough to make the kernel add PATH records to every denial. */
#define PATH_RULE "auditctl -w /etc/shadow -p w -k path"

/* Bits of r, w and x that root has there when it counts as anybody else. */
static unsigned rights_of_root(const struct avocet_file *file)
{
	if (strcmp(file->owner, "root") == 0)
		return file->mode >> 6 & 7;
	if (strcmp(file->group, "root") == 0)
		return file->mode >> 3 & 7;
	return file->mode & 7;
}

/* How it was when it was refused; else how it is now. False: nobody knows. */
static bool find_file(struct avocet_host *host, const struct avocet_denial *denial,
	struct avocet_file *ret)
{
	const struct avocet_file *now;

	if (denial->owner && denial->group && denial->mode >= 0) {
		*ret = (struct avocet_file){ denial->owner, denial->group,
			(unsigned)denial->mode, NULL };
		return true;
	}
	now = host->file(host, denial->path);
	if (!now || !now->owner || !now->group)
		return false;
	*ret = *now;
	return true;
}

/* Returns how sure it is that this file is the one to mend. */
static int tell_file(struct avocet_host *host, const struct avocet_file *file, bool writes)
{
	unsigned wanted = writes ? 2 : 4;
	char mode[8];

	snprintf(mode, sizeof(mode), "%04o", file->mode & 07777);
	host->word(host, "owner", file->owner);
	host->word(host, "group", file->group);
	host->word(host, "mode", mode);
	if (!(rights_of_root(file) & wanted)) {
		host->ground(host, N_("{file} belongs to {owner}, group {group}, and has the permissions "
				      "{mode}: they leave nothing to root for this."));
		return 95;
	}
	host->ground(host, N_("{file} belongs to {owner}, group {group}, and has the permissions {mode}. "
			      "That should be enough for root: perhaps a folder above it is closed."));
	return 70;
}

static int tell_place(struct avocet_host *host, const struct avocet_denial *denial, bool writes)
{
	struct avocet_file file;

	if (!denial->path) {
		host->word(host, "path_rule", PATH_RULE);
		return 75;
	}
	host->word(host, "file", denial->path);
	if (find_file(host, denial, &file))
		return tell_file(host, &file, writes);
	host->word(host, "unseen", denial->path);
	return 85;
}

/* Of the two powers the kernel tries the smaller one first, if it is enough; so the greater one alone
 * was for writing. */
static bool only_reads(const struct avocet_denial *denial)
{
	const char *const *all = denial->also ? denial->also : denial->permissions;

	for (; all && *all; all++)
		if (strcmp(*all, "dac_read_search") == 0)
			return true;
	return false;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool reads = only_reads(denial);
	int confidence = tell_place(host, denial, !reads);

	host->ground(host, reads ? N_("Only reading was wanted: for that the kernel asks for the smaller "
				      "power dac_read_search first.")
				 : N_("It was about writing: for reading alone the kernel would have "
				      "asked for the smaller power dac_read_search first."));
	if (denial->success == 1 && !denial->permissive)
		host->ground(host, N_("It got in all the same, so nothing was missing this time."));
	host->confidence(host, confidence);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "dac_override",
	.match = {
		.manager = "kernel",
		.tclass = "capability",
		.any_permission = "dac_override dac_read_search",
		.reason = "!allowed !unknown-class",
	},
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("The owner and the permissions of a file keep {source} out."),
	.explanation = N_("Root can usually ignore who owns a file and what its permissions are. "
			  "SELinux takes that power from programs that should not need it, so "
			  "there {source} counts like anybody else. Most often a file or folder "
			  "has got the wrong owner or mode, for example after a copy made as "
			  "another user. Never give {source} the power itself: it would open every "
			  "file to it, as far as owners and permissions go."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} is meant to use {file}, which belongs to {owner}, group "
			     "{group}, with the permissions {mode}"),
		  .then = N_("change its owner, group or permissions (chown, chgrp, chmod) so that the "
			     "account {source.account} may use it") },
		{ .when = N_("{source} is meant to use {unseen}"),
		  .then = N_("look at its owner and permissions, and those of the folders above it "
			     "(\"namei -l\" shows all), and change them so that the account "
			     "{source.account} may use it") },
		{ .when = N_("you do not know which file it is"),
		  .then = N_("run \"{path_rule}\" as root and wait until it happens again: from then on "
			     "alerts of this kind name the file. Then look at its owner and "
			     "permissions") },
		{ .when = N_("{source} has no business with {file}"),
		  .then = N_("leave it as it is") },
		{ .when = N_("the owner and permissions are as the makers of {source} want them"),
		  .then = N_("report it to them: a program of root can open files under the account "
			     "that owns them") }),
	.analyse = analyse,
};
