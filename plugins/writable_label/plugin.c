/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A service wants to change what by its label it may only read, and there is a label of the same name for
 * what it may change: tftpdir_rw_t besides tftpdir_t, openvpn_etc_rw_t besides openvpn_etc_t. */
#include <avocet-plugin.h>

#include "label-choice.h"

#define NAME_MAX_TYPE 128

/* How such a label is made of the other one: the ending that is replaced, and by what. */
static const struct {
	const char *ending, *instead;
} twins[] = {
	{ "_ro_t", "_rw_t" }, { "_etc_t", "_etc_rw_t" }, { "_etc_t", "_rw_etc_t" }, { "_t", "_rw_t" },
};

static bool name_twin(const char *type, size_t i, char twin[NAME_MAX_TYPE])
{
	size_t length = strlen(type), ending = strlen(twins[i].ending);

	if (length <= ending || strcmp(type + length - ending, twins[i].ending) != 0)
		return false;
	return (size_t)snprintf(twin, NAME_MAX_TYPE, "%.*s%s", (int)(length - ending), type,
		twins[i].instead) < NAME_MAX_TYPE;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct avocet_mount *mount = host->mount(host, denial->path);
	char twin[NAME_MAX_TYPE];

	if (!denial->source.type || !denial->target.type || label_is_generic(denial->target.type) ||
		label_is_inside(denial) || (mount && (!mount->labels || mount->context)))
		return;
	for (size_t i = 0; i < sizeof(twins) / sizeof(*twins); i++) {
		if (!name_twin(denial->target.type, i, twin) || !host->has_type(host, twin) ||
			!host->allows_on(host, twin))
			continue;
		host->word(host, "wanted_type", twin);
		label_offer_narrow(host, denial, twin);
		host->ground(host, N_("{wanted_type} is the label for the same kind of things, where they may be "
				      "changed."));
		host->report(host);
		return;
	}
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "writable_label",
	.match = {
		.manager = "kernel",
		.source_type = "!container* !svirt*",
		/* What these are for is known better: public_content, httpd_write_content. */
		.target_type = "* !public_content_t !httpd_*content_t !*_exec_t",
		.tclass = "file dir lnk_file",
		.any_permission = "write append create unlink link rename setattr add_name remove_name rmdir",
		.reason = "!allowed !constraint !invalid-context",
	},
	.confidence = 82,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to change something that it may only read, by its label."),
	.explanation = N_("There are two labels for such things: one for what a service only reads, and one for "
			  "what it may change, too. So somebody who breaks into it can change no more than "
			  "is needed."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} is meant to change what is in {own_folder}"),
		  .then = N_("make {wanted_type} the label of this folder and all in it"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("{source} is meant to change {one_file}"),
		  .then = N_("make {wanted_type} the label of this file"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("{source} is meant to make such things"),
		  .then = N_("give them a folder of their own, and make {lone_type} its label: what is made in "
			     "a folder gets the same label") },
		{ .when = N_("{source} is meant to change {target.path}"),
		  .then = N_("find out where that is, and make {lost_type} its label") },
		{ .when = N_("it is not meant to, or you do not know why it does"),
		  .then = N_("leave it as it is, and look into the settings of {source}") }),
	.analyse = analyse,
};
