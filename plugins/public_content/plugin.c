/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Several services are to use one folder: a web server what Samba shares, FTP what is on the web. */
#include <avocet-plugin.h>

#include "boolean-choice.h"
#include "shares.h"

/* Labels that are made for one service, and what it is called. */
static const struct {
	const char *types, *service;
} owners[] = {
	{ "httpd_*content_t", "the web server" }, { "samba_share_t", "Samba" },
	{ "rsync_data_t", "rsync" }, { "tftpdir_t tftpdir_rw_t", "TFTP" }, { "cvs_data_t", "CVS" },
	{ "nfsd_rw_t nfsd_ro_t", "NFS" }, { "git_sys_content_t gitosis_var_lib_t", "Git" },
};

/* NULL: it is nobody's, or the source's own. */
static const char *owner_of(const struct avocet_denial *denial)
{
	for (size_t i = 0; i < sizeof(owners) / sizeof(*owners); i++)
		if (pattern_in(owners[i].types, denial->target.type))
			return label_is_kin(denial->source.type, denial->target.type)
				? NULL : owners[i].service;
	return NULL;
}

static void share(struct avocet_host *host, const struct avocet_denial *denial, const char *owner)
{
	const struct avocet_mount *mount = host->mount(host, denial->path);

	if (mount && (!mount->labels || mount->context))
		return;
	host->word(host, "other_service", owner);
	host->ground(host, N_("{target.type} is the label for what {other_service} alone uses."));
	if (host->allows_on(host, "public_content_t")) {
		host->word(host, "wanted_type", "public_content_t");
		label_offer(host, denial, "public_content_t");
	} else if (label_wants_write(denial) &&
		boolean_label_helps(host, "public_content_rw_t", "*anon_write*")) {
		host->word(host, "wanted_type", "public_content_rw_t");
		label_offer_narrow(host, denial, "public_content_rw_t");
	} else {
		return;
	}
	host->report(host);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *owner = owner_of(denial);

	if (label_is_inside(denial))
		return;
	if (owner)
		share(host, denial, owner);
	else if (!pattern_fits("tftpdir*_t", denial->target.type) &&
		pattern_in("ftpd_t vsftpd_t tftpd_t", denial->source.type) &&
		!share_offer(host, denial, "public_content_t"))
		share_offer_writable(host, denial);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "public_content",
	.match = {
		.manager = "kernel",
		.source_type = "httpd_t nginx_t smbd_t ftpd_t vsftpd_t rsync_t tftpd_t nfsd_t cvs_t",
		.tclass = "file dir lnk_file",
		.any_permission = "* !relabelfrom !relabelto !mounton",
		.reason = "!allowed !constraint !invalid-context",
	},
	.confidence = 84,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{target.path} is not labelled as something that this service may share."),
	.explanation = N_("Web, FTP, Samba and rsync servers each have their own labels, so that none "
			  "shows by mistake what is meant for another. For folders that several of them "
			  "shall use there is a common one: all of them may then show it to "
			  "everybody."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{own_folder} and all in it is for everybody, through several services"),
		  .then = N_("make {wanted_type} the label of this folder"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("{one_file} is for everybody, through several services"),
		  .then = N_("make {wanted_type} the label of this file"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("{target.path} is for everybody, through several services"),
		  .then = N_("find out in which folder it is, and make {lost_type} the label of that "
			     "folder") },
		{ .when = N_("it is not for everybody"),
		  .then = N_("keep a copy for each service in a folder of its own") }),
	.analyse = analyse,
};
