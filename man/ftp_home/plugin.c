/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An FTP server may not use people's home directories. */
#include <avocet-plugin.h>

static void analyse(struct avocet_host *host,
	const struct avocet_denial *denial)
{
	const struct avocet_boolean *boolean = host->booleans_that_allow(host);

	if (!boolean->name || boolean->on)
		return;
	host->word(host, "boolean", boolean->name);
	host->word(host, "boolean_value", "on");
	host->ground(host, N_("{boolean} is off; turned on, it allows this."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "ftp_home",
	.match = {
		.manager = "kernel",
		.source_type = "ftpd_t",
		.target_type = "user_home_t user_home_dir_t",
		.tclass = "file dir lnk_file",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} may not use people's home directories."),
	.explanation = N_("A server that is open to the network should "
		"only reach what it is there for."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("people shall reach their homes with FTP"),
		  .then = N_("turn {boolean} {boolean_value}"),
		  .action = AVOCET_SET_BOOLEAN },
		{ .when = N_("they shall not"),
		  .then = N_("move {target.path} to a folder of the server") }),
	.analyse = analyse,
};
