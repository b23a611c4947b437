/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Something new could not be made, since it would get a wrong label from its folder, whose label is not
 * the one that belongs there. */
#include <avocet-plugin.h>

#include "label-choice.h"

/* The label that the new thing gets once its folder has the right one. */
static const char *type_made(struct avocet_host *host, const struct avocet_denial *denial,
	const char *folder_type)
{
	const char *type = host->transition(host, denial->source.type, folder_type, denial->tclass);

	return type ? type : folder_type;
}

static bool keeps_labels(struct avocet_host *host, const char *folder, const char *now)
{
	const struct avocet_mount *mount = host->mount(host, folder);

	return !label_is_of_mount(now) && (!mount || (mount->labels && !mount->context));
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	char folder[LABEL_MAX];
	const char *wanted, *made;

	if (!denial->source.type || !denial->target.type || label_is_inside(denial) ||
		!label_folder_of(denial->path, folder) || !keeps_labels(host, folder, denial->target.type))
		return;
	wanted = host->default_type(host, folder, "dir");
	if (!wanted || strcmp(wanted, denial->target.type) == 0)
		return; /* it was made under the folder's own label, which is the right one */
	made = type_made(host, denial, wanted);
	if (strcmp(made, denial->target.type) == 0 || !host->allows_on(host, made))
		return; /* nothing would change, or not enough */
	host->word(host, "label_path", folder);
	host->word(host, "default_type", wanted);
	host->word(host, "made_type", made);
	if (!label_is_system_folder(folder))
		host->word(host, "whole_folder", folder);
	host->ground(host, N_("What is made in {label_path} would get the label {target.type}; were the folder "
			      "labelled {default_type}, as the policy wants, it would get {made_type}."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "restorecon_folder",
	.match = {
		.manager = "kernel",
		.tclass = "file dir lnk_file sock_file fifo_file",
		.any_permission = "create",
		.path = "/* !/proc/* !/sys/* !/dev/pts/* !/memfd:* !*(deleted)",
		.reason = "!allowed !constraint",
	},
	.confidence = 93,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("The folder in which {target.path} was to be made has the wrong label."),
	.explanation = N_("Each file carries a label that says which programs may use it, and what is made "
			  "anew takes it over from its folder. A folder that was moved, unpacked or restored "
			  "from a backup often keeps the label of the place that it came from."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{label_path} is where it should be"),
		  .then = N_("give it the label that belongs there ({default_type})"),
		  .action = AVOCET_RESTORE_LABEL },
		{ .when = N_("other things are in {whole_folder}"),
		  .then = N_("run \"restorecon -Rv\" on it, which also sets the labels of all in it right") }),
	.analyse = analyse,
};
