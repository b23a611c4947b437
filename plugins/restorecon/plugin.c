/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file whose label is not the one that belongs to its place, and that one would do. */
#include <avocet-plugin.h>

#include <string.h>

/* The type of user:role:type[:range], copied to type; false when there is none. */
static bool type_of(const char *context, char *type, size_t size)
{
	size_t length;

	for (int i = 0; i < 2; i++) {
		context = context ? strchr(context, ':') : NULL;
		if (context)
			context++;
	}
	if (!context)
		return false;
	length = strcspn(context, ":");
	if (length == 0 || length >= size)
		return false;
	memcpy(type, context, length);
	type[length] = '\0';
	return true;
}

/* Where the right label would not help, this is silent: a true remark that mends nothing misleads.
 * Only a file without any label is told of all the same, for nobody can use it as it is. */
static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *context = host->default_context(host, denial->path, denial->tclass);
	char type[256];
	bool helps;

	if (!type_of(context, type, sizeof(type)) || !denial->target.type)
		return;
	if (strcmp(type, denial->target.type) == 0)
		return;
	helps = host->allows_on(host, type);
	if (!helps && strcmp(denial->target.type, "unlabeled_t") != 0)
		return;
	host->word(host, "default_type", type);
	host->ground(host, N_("Its label is {target.type}; the policy wants {default_type} "
			      "there."));
	if (helps && host->is_customizable(host, denial->target.type)) {
		host->word(host, "chosen_type", denial->target.type);
		host->ground(host, N_("{chosen_type} is a label that people give by hand, and restorecon "
				      "respects that."));
		host->confidence(host, 50);
		host->risk(host, AVOCET_RISK_MEDIUM);
	} else if (helps) {
		host->word(host, "given_type", type);
	}
	if (!helps) {
		host->word(host, "useless_type", type);
		host->confidence(host, 50);
		host->risk(host, AVOCET_RISK_MEDIUM);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "restorecon",
	.match = {
		.manager = "kernel",
		.tclass = "file dir lnk_file chr_file blk_file sock_file fifo_file",
		.any_permission = "* !relabelfrom !relabelto",
		.path = "/* !/proc !/proc/* !/sys !/sys/* !/dev/pts/* !/memfd:* !*(deleted)",
		.reason = "!allowed",
	},
	.confidence = 95,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{target.path} has the wrong label."),
	.explanation = N_("Each file carries a label that says which programs may use it. A file "
			  "that was moved, unpacked or restored from a backup often keeps the "
			  "label of the place that it came from."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{target.path} is where it should be"),
		  .then = N_("give it the label that belongs there ({given_type})"),
		  .action = AVOCET_RESTORE_LABEL },
		{ .when = N_("nobody gave {target.path} the label {chosen_type} on purpose"),
		  .then = N_("run restorecon on it with the option -F, which also takes away labels "
			     "given by hand") },
		{ .when = N_("{target.path} is where it should be"),
		  .then = N_("give it the right label with restorecon. That alone will not let "
			     "{source} in: it may not use {useless_type} either") }),
	.analyse = analyse,
};
