/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program changed a file's code in memory and wants to run it: text relocations, or an attack. */
#include <avocet-plugin.h>

#include "domains.h"
#include "labels.h"

/* The label for libraries that cannot do without. */
static const char relocated[] = "textrel_shlib_t";

static bool is_library(const char *path)
{
	static const char *const places[] = {
		"/usr/lib*/*.so", "/usr/lib*/*.so.*", "/lib*/*.so", "/lib*/*.so.*",
		"/usr/local/lib*/*.so", "/usr/local/lib*/*.so.*", "/opt/*.so", "/opt/*.so.*", NULL,
	};

	return pattern_listed(places, path) && !strstr(path, "/../");
}

static bool has_relocations(const struct avocet_elf *elf, const char *path)
{
	for (size_t i = 0; elf && elf->textrel[i]; i++)
		if (strcmp(elf->textrel[i], path) == 0)
			return true;
	return false;
}

/* Returns false when the file is known to have none of them: then it is no matter of its label. */
static bool weigh(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct avocet_elf *elf = host->elf(host, denial->path);

	if (has_relocations(elf, denial->path)) {
		host->confidence(host, 95);
		host->ground(host, N_("{target.path} has text relocations."));
	} else if (elf) {
		host->confidence(host, 60);
		host->ground(host, N_("{target.path}, as it is now, has no text relocations: something else "
				      "changed its code."));
		return false;
	}
	return true;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool library = is_library(denial->path);
	const char *package = library ? host->package(host, denial->path) : NULL;
	bool explained = !denial->path || weigh(host, denial);

	if (!explained) {
		library = false;
		host->word(host, "unexplained", denial->path);
	} else if (package) {
		host->word(host, "library_package", package);
		host->ground(host, N_("It belongs to the package {library_package}."));
	} else if (library) {
		host->word(host, "library", denial->path);
	} else {
		host->word(host, "odd_file", "-fPIC");
		host->ground(host, N_("It is not among the libraries of the system."));
	}
	if (library && !pattern_fits(relocated, denial->target.type) && host->has_type(host, relocated) &&
		label_words_for_file(host, denial->path, relocated))
		host->word(host, "relocated_type", relocated);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "execmod",
	.match = { .manager = "kernel", .tclass = "file", .any_permission = "execmod" },
	.confidence = 90,
	.risk = AVOCET_RISK_HIGH,
	.summary = N_("{source} changed its copy of {target.path} in memory and tried to run it."),
	.explanation = N_("Libraries that were not built for sharing do this when they are loaded; "
			  "it is called text relocation. But code that was changed cannot be told "
			  "from code that an attacker put there."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("there is a newer version of the package {library_package}"),
		  .then = N_("update it; else ask its makers to build the library with -fPIC") },
		{ .when = N_("you trust {library} (\"readelf -d\" shows TEXTREL if this is the reason)"),
		  .then = N_("get a newer one, or ask its makers to build it with -fPIC") },
		{ .when = N_("there is none, and {source} cannot do without this library"),
		  .then = N_("give it the label {relocated_type}: then every program may change and run "
			     "the code of this one file"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("{unexplained} was replaced since by an update"),
		  .then = N_("start {source} again: it may not happen any more") },
		{ .when = N_("you built the file yourself"),
		  .then = N_("build it again with {odd_file}") },
		{ .when = N_("you do not know the file, or it is no library"),
		  .then = N_("do not allow it: find out where the file came from") }),
	.analyse = analyse,
};
