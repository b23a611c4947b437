/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A web server wants to change what it is only meant to show. */
#include <avocet-plugin.h>

#include "boolean-choice.h"

/* The label for content that may be changed; NULL when the policy has none that would do. */
static const char *writable_type(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char *const usual[] = { "httpd_sys_rw_content_t", "httpd_sys_script_rw_t" };
	const char *const *types = host->types_that_allow(host, NULL);

	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		if (host->has_type(host, usual[i]) && boolean_label_helps(host, usual[i], NULL))
			return usual[i];
	for (; *types; types++)
		if (pattern_fits("*_rw_content_t", *types) &&
			label_is_kin(denial->source.type, *types))
			return *types;
	return NULL;
}

/* Whether it is content to be shown, by its label or by the one that belongs to its place. */
static bool is_content(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char content[] = "httpd_*content_t", writable[] = "httpd_*rw_content_t";
	const char *type = denial->target.type;

	if (!pattern_in(content, type))
		type = host->default_type(host, denial->path, denial->tclass);
	return pattern_in(content, type) && !pattern_in(writable, type);
}

/* The whole site need not be writable for the sake of a part: its folder alone, or better one in it. */
static void offer_site(struct avocet_host *host, const struct avocet_denial *denial, const char *type)
{
	if (label_words_for_file(host, denial->path, type))
		host->word(host, "site_folder", denial->path);
	host->word(host, "lone_type", type);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *type;

	if (!label_wants_write(denial) || label_wants_to_speak(denial) || !is_content(host, denial))
		return;
	type = writable_type(host, denial);
	if (!type)
		return;
	host->word(host, "wanted_type", type);
	if (strcmp(denial->tclass, "dir") == 0 && denial->path && label_is_of_site(denial->path))
		offer_site(host, denial, type);
	else
		label_offer_narrow(host, denial, type);
	host->ground(host, N_("{wanted_type} is the label for what the web server may change."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "httpd_write_content",
	.match = {
		.manager = "kernel",
		.source_type = "httpd_* nginx_t phpfpm_t",
		.tclass = "file dir lnk_file sock_file fifo_file",
		.path = "!/memfd:* !*(deleted)",
		.reason = "!allowed !constraint",
	},
	.confidence = 88,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("The web server tried to change something that it is only meant to show."),
	.explanation = N_("Most of a web site never changes while it is shown, and its label says so: "
			  "whoever breaks into the site then cannot deface it. Caches, uploads and "
			  "the like must be writable. They get another label, and nothing else does."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the web site must be able to write to {own_folder}"),
		  .then = N_("make {wanted_type} the label of this folder and all in it"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("the web site must be able to write to {one_file}"),
		  .then = N_("make {wanted_type} the label of this file alone"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("the web site must be able to make new files in {site_folder} itself"),
		  .then = N_("make {wanted_type} the label of this folder alone: what is in it now stays as "
			     "it is"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("the web site must be able to make such things"),
		  .then = N_("give them a folder of their own, and make {lone_type} its label: what is made in "
			     "a folder gets the same label") },
		{ .when = N_("the web site must be able to write to {target.path}"),
		  .then = N_("find out where that is, and make {lost_type} its label, but not that of "
			     "the whole site") },
		{ .when = N_("it need not, or you do not know why it does"),
		  .then = N_("leave it as it is, and look into the logs of the web server: an intruder "
			     "may have tried to change your pages") }),
	.analyse = analyse,
};
