/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wants memory that it can write to and then run: compilers at run time, and attacks. */
#include <avocet-plugin.h>

#include "boolean-choice.h"
#include "domains.h"

/* Programs that are known to make code while they work, and how that is switched off in them: by a
 * setting in a file, or by an option. */
static const struct engine {
	const char *programs;	/* a pattern of the file's name */
	const char *engine;
	const char *setting, *file, *option;
} engines[] = {
	{ "php*", "PHP", .setting = N_("\"pcre.jit=0\" and \"opcache.jit=off\""), .file = "php.ini" },
	{ "postgres", "PostgreSQL", .setting = "\"jit = off\"", .file = "postgresql.conf" },
	{ "nginx", "PCRE", .setting = "\"pcre_jit off;\"", .file = "nginx.conf" },
	{ "httpd", "PCRE" },
	{ "apache2", "PCRE" },
	{ "grep", "PCRE" },
	{ "dotnet", ".NET", .setting = "\"Environment=DOTNET_EnableWriteXorExecute=1\"",
		.file = N_("the [Service] part of its unit") },
	{ "node", "Node.js", .option = "--jitless" },
	{ "beam.smp", "Erlang", .option = "-emu_flavor emu" },
	{ "java", "Java", .option = "-Xint" },
	{ "luajit*", "LuaJIT", .option = "-joff" },
	{ "qemu-*", "QEMU", .option = "-accel tcg,split-wx=on" },
	{ "python*", "libffi" },
	{ "ruby*", "Ruby" },
	{ "julia", "Julia" },
	{ "mono*", "Mono" },
	{ "gjs*", "JavaScript" },
	{ "gnome-shell", "JavaScript" },
	{ "polkitd", "JavaScript" },
	{ "firefox*", "JavaScript" },
	{ "plugin-container", "JavaScript" },
	{ "chrom*", "JavaScript" },
	{ "electron*", "JavaScript" },
	{ "wine*", "Wine" },
	{ "valgrind*", "Valgrind" },
};

static const char *base_name(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	return slash ? slash + 1 : path;
}

/* A program can call itself as it likes (comm); its file's name is better, and best where only the
 * administrator can put files. */
static const struct engine *find_engine(const struct avocet_denial *denial)
{
	const char *name = denial->exe ? base_name(denial->exe) : denial->comm;

	for (size_t i = 0; name && i < sizeof(engines) / sizeof(*engines); i++)
		if (pattern_fits(engines[i].programs, name))
			return &engines[i];
	return NULL;
}

/* A setting of the policy goes before a rule of one's own; catchall_boolean names it. */
static bool has_setting(struct avocet_host *host, const struct avocet_denial *denial)
{
	struct boolean_choice choices[BOOLEAN_CHOICES];

	return booleans_choose(host, denial, choices) > 0;
}

static void tell_engine(struct avocet_host *host, const struct avocet_denial *denial,
	const struct engine *engine)
{
	bool installed = domain_is_installed(denial->exe);

	host->word(host, "engine", engine->engine);
	condition(host, "if_engine");
	host->word(host, "setting", engine->setting);
	host->word(host, "setting_file", engine->file);
	host->word(host, "option", engine->option);
	host->confidence(host, installed ? 85 : 60);
	host->ground(host, N_("By its name {source} works with {engine}, which is known to make code "
			      "while it works."));
	if (!installed)
		host->ground(host, N_("But any program may take that name, and this one is not among "
				      "the system's own."));
	else if (!has_setting(host, denial) && host->make_module(host, AVOCET_RULE_ALLOW))
		host->word(host, "needed_by", engine->engine);
	host->report(host);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct engine *engine = find_engine(denial);

	if (engine) {
		tell_engine(host, denial, engine);
		return;
	}
	host->word(host, "often", "JIT");
	host->ground(host, N_("{source} is none of the programs that are known to make code while they "
			      "work."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "execmem",
	.match = { .manager = "kernel", .tclass = "process", .any_permission = "execmem" },
	.confidence = 70,
	.risk = AVOCET_RISK_HIGH,
	.summary = N_("{source} asked for memory that it can both write to and run as a program."),
	.explanation = N_("Programs that make code while they work need such memory, for example "
			  "those with a Java or JavaScript engine. In all others it is dangerous: "
			  "what an attacker sends as data could be run."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} is fast enough without ({engine} makes code for speed)"),
		  .then = N_("switch it off: write {setting} into {setting_file}") },
		{ .when = N_("{source} is fast enough without ({engine} makes code for speed)"),
		  .then = N_("switch it off: start the program with the option {option}") },
		{ .when = N_("{source} works all the same{if_engine}"),
		  .then = N_("leave it forbidden: nothing is missing") },
		{ .when = N_("{needed_by} cannot work without, and you trust what is run with it"),
		  .then = N_("allow it to all programs of the type {source.type}"),
		  .action = AVOCET_LOAD_MODULE },
		{ .when = N_("{source} makes code while it works (often called {often})"),
		  .then = N_("switch that off in its own settings, if it works without") },
		{ .when = N_("it does not, or you do not know"),
		  .then = N_("do not allow it: report it to the makers of the program") }),
	.analyse = analyse,
};
