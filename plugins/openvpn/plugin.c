/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A VPN wants a key or certificate that lies somewhere in a home folder. */
#include <avocet-plugin.h>

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char certificate[] = "home_cert_t";

	if (host->has_type(host, certificate)) {
		if (!host->allows_on(host, certificate))
			return;
		host->word(host, "home_cert_type", certificate);
		host->confidence(host, 92);
		host->ground(host, N_("{source.type} may do this with files labelled {home_cert_type}, "
				      "which is the label of the folder .cert in each home."));
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "openvpn",
	.match = {
		.manager = "kernel",
		.source_type = "openvpn_t ipsec_t ipsec_mgmt_t vpnc_t NetworkManager_t",
		.target_type = "user_home_t user_home_dir_t home_root_t admin_home_t",
		.tclass = "file lnk_file",
		.any_permission = "read open getattr map",
		.reason = "!allowed",
	},
	.confidence = 65,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("The VPN wants a file from a home folder, probably its key or certificate."),
	.explanation = N_("A VPN program talks to the whole world, so it may not look into people's "
			  "files. Only the folder .cert in a home is open to it. When a certificate "
			  "came by mail and was saved elsewhere, the VPN cannot read it."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{target.path} is a key or certificate for the VPN"),
		  .then = N_("make a folder .cert in that home, move the file there, run \"restorecon "
			     "-Rv\" on the folder, and tell the VPN's settings about it") },
		{ .when = N_("it is anything else"),
		  .then = N_("leave it forbidden, and look into the settings of the VPN") }),
	.analyse = analyse,
};
