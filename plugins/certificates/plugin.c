/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A service's certificate or its key is kept where services may not read it. */
#include <avocet-plugin.h>

#include "label-choice.h"

static bool is_theirs(const struct avocet_denial *denial)
{
	return label_is_generic(denial->target.type) || label_is_missing(denial->target.type) ||
		pattern_in("user_home_t admin_home_t user_tmp_t tmp_t *_etc_t *_conf_t",
			denial->target.type);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *usual = host->default_type(host, denial->path, denial->tclass);
	const char *type = label_certificate_type(host, denial);

	if (!type || !denial->target.type || !is_theirs(denial) || label_is_inside(denial))
		return;
	if (usual && strcmp(usual, denial->target.type) != 0 && host->allows_on(host, usual))
		return; /* restorecon is enough */
	host->word(host, "wanted_type", type);
	label_offer_narrow(host, denial, type);
	if (pattern_in("/home/* /root/*", denial->path))
		host->word(host, "home", denial->path);
	host->ground(host, N_("By its name it is a certificate or the key to one; {wanted_type} is the "
			      "label for these, and {target.type} is not."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "certificates",
	.match = {
		.manager = "kernel",
		.source_type = "!svirt* !init_t !kernel_t !unconfined_t !user_t !staff_t",
		.tclass = "file dir lnk_file",
		.path = "!/proc/* !/sys/* !/dev/*",
		.reason = "!allowed !constraint !invalid-context",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} tried to read a certificate, or the key to one, that is not labelled as "
		      "such."),
	.explanation = N_("Certificates prove who a service is. In the usual folders (/etc/pki, /etc/ssl) "
			  "services may read them by their label; elsewhere the system must be told. "
			  "Keep in mind that all services may read what has this label."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{home} is the one that {source} is meant to use"),
		  .then = N_("move it to /etc/pki or /etc/ssl, and run restorecon on it there: a home is "
			     "no place for it") },
		{ .when = N_("{one_file} is the one that {source} is meant to use"),
		  .then = N_("make {wanted_type} its label"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("{own_folder} holds certificates and nothing else"),
		  .then = N_("make {wanted_type} the label of this folder and all in it"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("{target.path} is the one that {source} is meant to use"),
		  .then = N_("find out where it is, and make {lost_type} its label") },
		{ .when = N_("{source} needs no such certificate"),
		  .then = N_("do not allow it: an intruder may want the key") }),
	.analyse = analyse,
};
