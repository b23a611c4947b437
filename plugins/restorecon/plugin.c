/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file whose label is not the one that belongs to its place, and that one would do. */
#include <avocet-plugin.h>

#include "label-choice.h"

/* The label that the file contexts give to the path, in its parts that matter here. */
struct wanted {
	char type[256];
	const char *range;	/* NULL: without levels */
};

/* False when context is none: user:role:type[:range]. */
static bool read_context(const char *context, struct wanted *ret)
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
	if (length == 0 || length >= sizeof(ret->type))
		return false;
	memcpy(ret->type, context, length);
	ret->type[length] = '\0';
	ret->range = context[length] ? context + length + 1 : NULL;
	return true;
}

/* Where one label holds for the whole file system nothing can be set right. */
static bool keeps_labels(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct avocet_mount *mount = host->mount(host, denial->path);

	return !label_is_of_mount(denial->target.type) && (!mount || (mount->labels && !mount->context));
}

/* How it may have come to its label; the usual ways are told. */
static void tell_origin(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char everybodys[] = "/etc/resolv.conf /etc/hosts /etc/localtime /etc/hostname "
					 "/etc/nsswitch.conf /etc/passwd /etc/group /etc/services "
					 "/etc/ld.so.cache /etc/machine-id";
	static const char moved[] = "user_home_t user_home_dir_t admin_home_t user_tmp_t tmp_t *_tmp_t";
	static const char personal[] = "/home/* /root/* /tmp/* /var/tmp/*";

	if (denial->target_raw) {
		host->word(host, "raw_label", denial->target_raw);
		host->ground(host, N_("On the disk its label is {raw_label}, which the policy does "
				      "not know."));
	}
	if (pattern_in(everybodys, denial->path))
		host->ground(host, N_("Nearly every program reads this file. Whoever puts a new one "
				      "in its place, made elsewhere, easily leaves it with a wrong "
				      "label."));
	if (strcmp(denial->tclass, "lnk_file") == 0)
		host->ground(host, N_("This is about the link itself, not about what it points to."));
	if (pattern_in(moved, denial->target.type) && !pattern_in(personal, denial->path))
		host->word(host, "moved_type", denial->target.type);
}

/* The type is right, but the levels (categories) are not: restorecon leaves those alone. */
static void check_level(struct avocet_host *host, const struct avocet_denial *denial,
	const struct wanted *wanted)
{
	if (!denial->constraint || strcmp(denial->constraint, "level") != 0 || !wanted->range)
		return;
	if (!denial->target.range || strcmp(wanted->range, denial->target.range) == 0)
		return;
	if (pattern_in("container_* svirt_* virt_*", denial->target.type))
		return; /* each guest has its own, and must not share them */
	host->word(host, "wanted_level", wanted->range);
	host->word(host, "level_now", denial->target.range);
	host->ground(host, N_("It is kept apart from others by the level {level_now}; the policy wants "
			      "{wanted_level} there."));
	host->confidence(host, 60);
	host->risk(host, AVOCET_RISK_MEDIUM);
	host->report(host);
}

/* The right label alone does not let the program in. */
static void say_useless(struct avocet_host *host, const struct wanted *wanted)
{
	host->word(host, "useless_type", wanted->type);
	host->confidence(host, 50);
	host->risk(host, AVOCET_RISK_MEDIUM);
}

static void say_chosen(struct avocet_host *host, const char *type)
{
	host->word(host, "chosen_type", type);
	host->ground(host, N_("{chosen_type} is a label that people give by hand, and restorecon "
			      "respects that."));
	host->confidence(host, 50);
	host->risk(host, AVOCET_RISK_MEDIUM);
}

/* Where the right label would not help, this is silent: a true remark that mends nothing misleads.
 * Only a file without any label is told of all the same, for nobody can use it as it is. */
static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *now = denial->target.type;
	bool is_folder = strcmp(denial->tclass, "dir") == 0, helps;
	struct wanted wanted;

	if (!read_context(host->default_context(host, denial->path, denial->tclass), &wanted))
		return;
	if (!now || label_is_inside(denial) || !keeps_labels(host, denial))
		return;
	if (label_wants_new(denial))
		return; /* what is not there yet gets its label from its folder: see restorecon_folder */
	if (!is_folder && label_is_kept(now) && !label_is_kept(wanted.type))
		return; /* a secret: with the label of its place others could read it, not only its name */
	if (strcmp(wanted.type, now) == 0) {
		check_level(host, denial, &wanted);
		return;
	}
	helps = host->allows_on(host, wanted.type);
	if (!helps && !label_is_missing(now))
		return;
	host->word(host, "default_type", wanted.type);
	host->ground(host, N_("Its label is {target.type}; the policy wants {default_type} "
			      "there."));
	tell_origin(host, denial);
	if (!helps)
		say_useless(host, &wanted);
	else if (host->is_customizable(host, now))
		say_chosen(host, now);
	else
		host->word(host, "given_type", wanted.type);
	if (is_folder && !label_is_kept(now) && !label_is_system_folder(denial->path))
		host->word(host, "whole_folder", denial->path);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "restorecon",
	.match = {
		.manager = "kernel",
		/* In a container paths are others: what they name here is another file. */
		.source_type = "!container_t !container_init_t !container_kvm_t !container_userns_t "
			       "!container_device*_t !container_log*_t !container_user_t "
			       "!svirt_lxc_net_t !*.process",
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
		{ .when = N_("other things are in {whole_folder}"),
		  .then = N_("run \"restorecon -Rv\" on it, which also sets the labels of all in it right") },
		{ .when = N_("nobody gave {target.path} the label {chosen_type} on purpose"),
		  .then = N_("run restorecon on it with the option -F, which also takes away labels "
			     "given by hand") },
		{ .when = N_("{target.path} is where it should be"),
		  .then = N_("give it the label that belongs there. That alone will not let {source} "
			     "in, for it may not use {useless_type} either"),
		  .action = AVOCET_RESTORE_LABEL },
		{ .when = N_("nobody set {level_now} on purpose"),
		  .then = N_("run restorecon on it with the option -F, which also sets the level "
			     "({wanted_level})") },
		{ .when = N_("you moved {target.path} there (its label {moved_type} is that of another "
			     "place)"),
		  .then = N_("move with \"mv -Z\" next time, or copy: then it gets the right label "
			     "at once") }),
	.analyse = analyse,
};
