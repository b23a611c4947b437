/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel was to take in firmware, another kernel, certificates or rules. */
#include <avocet-plugin.h>

#include "deeds.h"

/* What each is, and which kinds of program the system uses for it. */
static const struct {
	const char *permission, *ground;
	const char *const own[5];
} loads[] = {
	{ "firmware_load", N_("It was firmware, a program for a device. The system's own program for that "
			      "is udev."), { "udev_t", "kernel_t", "fwupd_t", "init_t" } },
	{ "kexec_*", N_("It was another kernel, to be started in place of this one. The system's own "
			"program for that is kexec."), { "kdump_t", "kexec_t", "init_t" } },
	{ "x509_certificate_load", N_("It was a certificate that says whose signatures the kernel trusts."),
		{ "kernel_t", "init_t" } },
	{ "policy_load", N_("They were rules of IMA, by which the kernel checks the files that it runs."),
		{ "init_t" } },
};

/* Index into loads, or -1. */
static int find(const struct avocet_denial *denial)
{
	for (size_t i = 0; i < sizeof(loads) / sizeof(*loads); i++)
		for (const char *const *p = denial->permissions; *p; p++)
			if (pattern_fits(loads[i].permission, *p))
				return (int)i;
	return -1;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	int load = find(denial);

	if (load < 0)
		return;
	host->ground(host, loads[load].ground);
	if (pattern_listed(loads[load].own, denial->source.type)) {
		host->word(host, "own", denial->source.type);
		host->ground(host, N_("{own} is the type of a program that the system uses for this, so the "
				      "file may only have a wrong label: {target.type}."));
		host->risk(host, AVOCET_RISK_HIGH);
		host->confidence(host, 70);
	} else {
		deed_tell_who(host, denial);
		host->word(host, "foreign", denial->source.type ? denial->source.type : "");
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "kernel_load",
	.match = {
		.manager = "kernel",
		.tclass = "system",
		.any_permission = "firmware_load kexec_image_load kexec_initramfs_load policy_load "
				  "x509_certificate_load",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("{source} tried to put something into the kernel that it would then run or trust."),
	.explanation = N_("What the kernel takes in rules the computer: another kernel, firmware, or the "
			  "certificates and rules by which it tells good files from bad. Only a few "
			  "programs of the system do this, with files of their own."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{own} should do this with that file"),
		  .then = N_("look whether the file has the label that belongs to its place (\"matchpathcon -V\" "
			     "tells), and install the newest updates of the policy") },
		{ .when = N_("it was not you ({foreign} is not the type of a program for this)"),
		  .then = N_("treat it as a possible attack: find out who started {source}, and what else "
			     "it did") },
		{ .when = N_("it was you, and {foreign} is that of your own session or tool"),
		  .then = N_("use the system's own program for it, as an administrator at a terminal") }),
	.analyse = analyse,
};
