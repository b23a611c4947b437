/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants its stack executable, mostly since a library lacks the mark that it need not. */
#include <avocet-plugin.h>

#define FILES_MAX 2

/* Names the file that asks for it; false when none is known. */
static bool name_file(struct avocet_host *host, const char *file)
{
	const char *package = host->package(host, file);

	host->word(host, "stack_file", file);
	host->word(host, "stack_package", package);
	host->confidence(host, 94);
	host->ground(host, N_("{stack_file} is marked as one that wants an executable stack."));
	if (package)
		host->ground(host, N_("It belongs to the package {stack_package}."));
	host->report(host);
	return true;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct avocet_elf *elf = denial->exe ? host->elf(host, denial->exe) : NULL;
	bool named = false;

	for (size_t i = 0; elf && elf->execstack[i] && i < FILES_MAX; i++)
		named = name_file(host, elf->execstack[i]);
	if (named)
		return;
	host->word(host, "unnamed", "readelf -lW");
	if (elf) {
		host->confidence(host, 75);
		host->ground(host, N_("Neither {source.exe} nor the libraries that it is linked with ask for "
				      "it; one that it loads later may."));
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "execstack",
	.match = { .manager = "kernel", .tclass = "process", .any_permission = "execstack" },
	.confidence = 90,
	.risk = AVOCET_RISK_HIGH,
	.summary = N_("{source} tried to make its stack executable."),
	.explanation = N_("The stack holds a program's data while it works. Running it as a "
			  "program is what many attacks try to do. More often the reason is "
			  "harmless: the program, or a library that it uses, was built in an old "
			  "way."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{stack_file} comes from the package {stack_package}"),
		  .then = N_("update that package, or ask its makers to build it with \"-z "
			     "noexecstack\"") },
		{ .when = N_("there is no newer {stack_file}"),
		  .then = N_("take the mark away from a copy of it (\"patchelf --clear-execstack\" or "
			     "\"execstack -c\") and try {source} with that: few files really need it") },
		{ .when = N_("a library of {source} asks for it (the GNU_STACK line of \"{unnamed}\" "
			     "says RWE)"),
		  .then = N_("update that library, or have it built again with \"-z "
			     "noexecstack\"") },
		{ .when = N_("you do not know why {source} does this"),
		  .then = N_("treat it as a fault or an attack, and report it") }),
	.analyse = analyse,
};
