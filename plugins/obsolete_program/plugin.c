/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that nothing needs any more does what is not allowed: the remedy is to remove it. */
#include <avocet-plugin.h>

#include "domains.h"

static const struct {
	const char *programs[3];	/* patterns of its name or its type */
	const char *package, *ground;
} obsolete[] = {
	{ { "vbetool", "vbetool_t" }, "vbetool",
		N_("It was made to wake up graphics cards after sleep; the kernel does that itself "
		   "now.") },
	{ { "mozplugger*" }, "mozplugger",
		N_("It was made to show documents in the browser by a plug-in; no browser loads those "
		   "any more.") },
	{ { "nspluginviewer", "npviewer.bin", "nspluginscan" }, "nspluginwrapper",
		N_("It was made to run old browser plug-ins; no browser loads those any more.") },
};

static bool is_called(const char *const patterns[3], const char *name)
{
	for (size_t i = 0; i < 3 && patterns[i]; i++)
		if (name && pattern_fits(patterns[i], name))
			return true;
	return false;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *slash = denial->exe ? strrchr(denial->exe, '/') : NULL;

	for (size_t i = 0; i < sizeof(obsolete) / sizeof(*obsolete); i++) {
		if (!is_called(obsolete[i].programs, denial->comm) &&
			!is_called(obsolete[i].programs, denial->source.type) &&
			!is_called(obsolete[i].programs, slash ? slash + 1 : NULL))
			continue;
		host->ground(host, obsolete[i].ground);
		host->word(host, "package", obsolete[i].package);
		host->report(host);
		return;
	}
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "obsolete_program",
	.match = {
		.manager = "kernel",
		.source_type = "vbetool_t mozilla_plugin_t mozilla_plugin_config_t nsplugin_t "
			       "nsplugin_config_t",
		.reason = "!allowed",
	},
	.confidence = 88,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} is out of date, and nothing needs it any more."),
	.explanation = N_("Nobody looks after this program any more, and old programs that ask for "
			  "unusual rights are a danger. That it was stopped does no harm."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the package {package} is installed"),
		  .then = N_("remove it") },
		{ .when = N_("something still calls {source}"),
		  .then = N_("find out what it is, and update it") }),
	.analyse = analyse,
};
